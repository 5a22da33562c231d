"""Persons: their photo, and the county's view of one number held in several villages."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from electioncycle import audit, files, history
from electioncycle.refusals import Refused
from villages.models import Cycle, Person, TeamMember


def set_photo(member: TeamMember, upload: Any, *, by: Any) -> Person:
    """Keep a portrait with the person; the one before stays in the history."""
    member.check_writable()
    if upload is None:
        raise Refused("没有选择照片，请选择JPG或PNG文件。")
    photo = files.attach(upload, by=by)
    try:
        if not photo.content_type.startswith("image/"):
            raise Refused("照片须为JPG或PNG文件，请转换格式后再上传。")
        with transaction.atomic():
            person = history.lock(member.person)
            person.photo = photo
            history.record(person, by=by, reason="更新照片")
            audit.record(audit.Event.CHANGED, by=by, row=person, photo=photo.pk)
    except Refused:
        photo.erase()
        raise
    return person


@dataclass(frozen=True)
class HeldTwice:
    """One ID number under which several villages keep a member."""

    members: tuple[TeamMember, ...]

    @property
    def names_differ(self) -> bool:
        return len({member.person.name for member in self.members}) > 1


def held_twice(user: Any, cycle: Cycle) -> list[HeldTwice]:
    """Numbers that stand in more than one village of the cycle; for the county alone, townships see nothing."""
    rows = TeamMember.objects.visible_to(user).filter(cycle=cycle).exclude(person__id_index="")
    indexes = rows.values("person__id_index").annotate(times=Count("pk")).filter(times__gt=1).order_by()
    found: dict[str, list[TeamMember]] = defaultdict(list)
    for member in rows.filter(person__id_index__in=indexes.values("person__id_index")).select_related(
        "person", "village__township"
    ):
        found[member.person.id_index].append(member)
    return [HeldTwice(tuple(members)) for members in found.values()]
