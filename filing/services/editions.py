"""Verbs of an edition: filled, checked by another person, sent or returned, put right by another edition.

What was filled stays: the values, the workbook they came into, and the file that was made of both.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.records.files import keep_result
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.web.downloads import TYPES
from filing.choices import WAITING, EditionState
from filing.models import CityForm, FormEdition
from filing.rules import mapping
from filing.rules.mapping import Difference, Filled, Mapped
from filing.services import stuck
from filing.services.cells import copy_with, require_county, written
from filing.services.sources import Sources
from villages.models import Cycle

FILL, CHECK, RETURN, SEND = "fill", "check", "return", "send"


def fill(
    form: CityForm,
    *,
    by: Actor,
    version: int | None = None,
    corrects: FormEdition | None = None,
    filled_by: str = "",
) -> FormEdition:
    """Make the next edition of what the figures stand at now, or a correction of one that was sent.

    ``filled_by`` is who is named on it where no person fills it.
    """
    require_county(by, form)
    filler = filled_by or str(by)
    with transaction.atomic():
        form = workflow.locked(form, version)
        if form.workbook is None:
            raise Refused("还没有上传原表，请先上传上级下发的工作簿，再填写。")
        if not form.cells:
            raise Refused("这张表还没有一格对应数字，请先在表上点格、选择填什么，再填写。")
        _require_nothing_waits(form)
        now = timezone.now()
        values = [one.plain for one in Sources(by, form.cycle, filler).filled(mapping.read(form.cells))]
        number = corrects.number if corrects else _next(form)
        edition = FormEdition(
            cycle=form.cycle, form=form, number=number, corrects=corrects, cut_at=now, filled_by=filler,
            source=form.workbook, values=values,
        )  # fmt: skip
        data = written(form.workbook, values)
        name = f"{form.name}{edition.title}.xlsx"
        edition.file = keep_result(name, data, by=by, content_type=TYPES["xlsx"], encrypted=True)
        workflow.advance(edition, move=FILL, title="填表", by=by, content=edition.content)
        stuck.note(form, "", by=by)
    return edition


def _next(form: CityForm) -> int:
    last: int | None = form.editions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _require_nothing_waits(form: CityForm) -> None:
    waiting = form.editions.filter(state__in=WAITING).first()
    if waiting is not None:
        raise Refused(f"“{waiting}”{waiting.get_state_display()}，还没有报送。请先办完这一期，或退回后再填。")


def check(edition: FormEdition, *, by: Actor, version: int) -> None:
    """Another person than who filled it has compared it."""
    require_county(by, edition.form)
    with transaction.atomic():
        edition = workflow.locked(edition, version)
        workflow.refuse_unless(edition.state == EditionState.MADE, edition, "审核")
        workflow.require_other_person(edition, by=by, after=(FILL,))
        edition.check_off()
        edition.checked_by = str(by)
        workflow.advance(edition, move=CHECK, title="审核", by=by, content=edition.content, approves=True)


def hand_back(edition: FormEdition, *, by: Actor, version: int, reason: str) -> None:
    """Wrong before it was sent: the figures are put right in their ledgers, and the form is filled again."""
    require_county(by, edition.form)
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        edition = workflow.locked(edition, version)
        possible = edition.state in WAITING
        workflow.refuse_unless(possible, edition, "退回")
        workflow.void_all(edition, why=reason)
        edition.hand_back()
        workflow.advance(edition, move=RETURN, title="退回", by=by, reason=reason)


def send(edition: FormEdition, *, by: Actor, version: int, signer: str, sent_at: datetime, scan: Any = None) -> None:
    """It went to the city: who signed, and when it was sent."""
    require_county(by, edition.form)
    if not signer.strip():
        raise Refused("没有填写签发人，请填写后再登记报送。")
    if sent_at > timezone.now():
        raise Refused("报送时间晚于现在，请按实际报送的时间填写。")
    with transaction.atomic():
        edition = workflow.locked(edition, version)
        workflow.refuse_unless(edition.state == EditionState.CHECKED, edition, "登记报送")
        if sent_at < edition.cut_at:
            raise Refused("报送时间早于截数时刻，请核对后重新填写。")
        edition.send()
        edition.signed_by, edition.sent_at = signer.strip()[:40], sent_at
        workflow.advance(edition, move=SEND, title="登记报送", by=by, scan=scan)


def correct(edition: FormEdition, *, by: Actor, version: int) -> FormEdition:
    """A further file under the same number, as the figures stand now."""
    require_county(by, edition.form)
    with transaction.atomic():
        edition = workflow.locked(edition, version)
        workflow.refuse_unless(edition.state == EditionState.SENT, edition, "更正")
        return fill(edition.form, by=by, corrects=edition)


def trial(form: CityForm, *, by: Actor) -> bytes:
    """The workbook filled as it would be now, for a look; no edition is made."""
    require_county(by, form)
    if form.workbook is None:
        raise Refused("还没有上传原表，请先上传上级下发的工作簿。")
    audit.record(audit.Event.EXPORTED, by=by, row=form, cells=len(form.cells))
    return filled_in(form.workbook.read(), form.workbook.name, mapping.read(form.cells), by=by, cycle=form.cycle)


def filled_in(data: bytes, name: str, cells: Sequence[Mapped], *, by: Actor, cycle: Cycle) -> bytes:
    """A workbook with what these cells take now. Raises Refused in words."""
    return copy_with(data, name, [one.plain for one in Sources(by, cycle).filled(cells)])


# --- read ------------------------------------------------------------------------------------------------------------


def made_again(edition: FormEdition) -> bytes:
    """The file from the values and the workbook that were kept, whatever the figures are today."""
    return written(edition.source, edition.values)


def before(edition: FormEdition) -> FormEdition | None:
    """What it is compared with: the one it corrects, else the last that was sent earlier."""
    if edition.corrects_id:
        return edition.corrects
    earlier = FormEdition.objects.filter(form=edition.form, pk__lt=edition.pk, state=EditionState.SENT)
    return earlier.order_by("-pk").first()


def differences(edition: FormEdition, other: FormEdition) -> list[Difference]:
    return mapping.differences(map(Filled.read, other.values), map(Filled.read, edition.values))
