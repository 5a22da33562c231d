"""A form that cannot be filled as it stands: its cause is kept on the form and told to whoever keeps it."""

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.desk.inbox import Notice
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.addresses import address
from filing.models import CityForm
from filing.rules import mapping
from filing.services.sources import Sources

LONGEST = 300
NO_WORKBOOK = "还没有上传原表。请上传上级下发的工作簿，再逐格对应。"
NO_CELLS = "还没有一格对应数字。请在表上点格、选择填什么。"


def lacks(form: CityForm) -> str:
    """What it still lacks before anything can be filled, in words; empty where it is mapped."""
    if form.workbook is None:
        return NO_WORKBOOK
    return "" if form.cells else NO_CELLS


def why(form: CityForm, sources: Sources) -> str:
    """Why it cannot be filled now and what to do, in words; empty where it can."""
    workbook = form.workbook
    if workbook is None or not form.cells:
        return lacks(form)
    try:
        workbook.read()
        sources.filled(mapping.read(form.cells))
    except Refused as refused:
        return str(refused)
    return ""


def note(form: CityForm, cause: str, *, by: Actor) -> None:
    """Keep the cause, or that there is none any more; what is said already is not said again."""
    cause = cause[:LONGEST]
    with transaction.atomic():
        form = CityForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
        if form.stuck == cause:
            return
        form.stuck = cause
        history.record(form, by=by, reason="填不出，已记下原因" if cause else "又能填了")
        tell(form)


def tell(form: CityForm) -> None:
    """One notice for each form to the county's keepers, as long as it cannot be filled."""
    key = f"city-form-stuck:{form.pk}"
    if not form.stuck:
        inbox.withdraw_notice(key)
        return
    inbox.notify(
        f"上级报表“{form}”填不出：{form.stuck}",
        url=address("cityform_detail", form.pk),
        roles=COUNTY_ROLES,
        place=form.cycle.county,
        cycle=form.cycle,
        tone=Notice.Tone.BAD,
        key=key,
    )


def look_again(form: CityForm, *, by: Actor) -> None:
    """After its map or workbook has changed: a cause that was kept is settled, or becomes another. Not saved here."""
    if form.stuck:
        form.stuck = why(form, Sources(by, form.cycle))[:LONGEST]
        tell(form)
