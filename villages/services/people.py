"""The portrait of a person."""

from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import files, history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.models import Person, TeamMember


def set_photo(member: TeamMember, upload: Any, *, by: Actor) -> Person:
    """Keep a portrait with the person; the one before stays in the history."""
    member.check_writable()
    if upload is None:
        raise Refused("没有选择照片，请选择JPG或PNG文件。")
    photo = files.attach(upload, by=by)
    try:
        if not photo.content_type.startswith("image/"):
            raise Refused("照片须为JPG或PNG文件，请转换格式后再上传。")
        with transaction.atomic():
            person = workflow.locked(member.person)
            person.photo = photo
            history.record(person, by=by, reason="更新照片")
            audit.record(audit.Event.CHANGED, by=by, row=person, photo=photo.pk)
    except Refused:
        photo.erase()
        raise
    return person
