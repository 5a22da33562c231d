"""Verbs of what was done outside the law (程序瑕疵): marked once, told to township and county, settled on paper."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import attachments
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, Role, officials_may
from elections.choices import DecidedBy, DefectState, Disposition
from elections.models import Defect, Election, StepDay
from elections.rules.calendar import DECISION, OBJECTION, Due
from elections.rules.checks import MOST_WORDS, checks, words
from elections.services import calendars

SCAN = "处置文件扫描件"
"""The material under which the scan of a disposition hangs on the row."""
TOLD = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK, Role.COUNTY_ADMIN, Role.COUNTY_CLERK)
"""Who is told what an election needs of its township or the county."""
MARK, SETTLE, REOPEN, VOID = "mark", "settle", "reopen", "void"


def mark_defect(
    election: Election,
    code: str,
    step: str = "",
    *,
    by: Actor,
    number: int = 1,
    said: str = "",
    happened_on: date | None = None,
) -> Defect:
    """Mark it unless it stands already, within the transaction of the act that made it; township and county are told.

    ``said`` is the sentence with the days or figures, ``happened_on`` the day of the fact. One that was settled stays
    settled.
    """
    place = {"election": election, "code": code, "step": step, "number": number}
    found = Defect.objects.exclude(state=DefectState.VOID).filter(**place).first()
    if found is not None:
        return found
    row = Defect(**place, words=said[:MOST_WORDS], happened_on=happened_on, found_on=timezone.localdate())
    workflow.advance(row, move=MARK, title=f"记入程序瑕疵{code}", by=by, reason=said)
    _tell(row)
    return row


def make_void(defect: Defect, *, by: Actor, reason: str) -> None:
    """What was recorded was corrected and is within the law: it does not stand, and nobody need settle it."""
    defect.make_void()
    workflow.advance(defect, move=VOID, title="登记更正，程序瑕疵不成立", by=by, reason=reason)
    inbox.withdraw_notice(_key(defect))


def settle(
    defect: Defect,
    *,
    disposition: str,
    decided_by: str,
    number: str,
    decided_on: date | None,
    upload: Any,
    by: Actor,
    version: int | None = None,
) -> Defect:
    """Close it by a numbered paper of a body that may, and its scan; nothing else closes it."""
    workflow.require(by, defect.election.village, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)
    with transaction.atomic():
        row = workflow.locked(defect, version)
        workflow.refuse_unless(row.state == DefectState.OPEN, row, "登记处置")
        if gaps := _gaps(disposition, decided_by, number, decided_on, upload):
            raise Refused(f"还不能登记处置：{'；'.join(gaps)}。请补齐后再登记。")
        attachments.keep(row, upload, by=by, part=SCAN)
        row.disposition, row.decided_by = disposition, decided_by
        row.document_number, row.decided_on = number.strip()[:60], decided_on
        row.settle()
        said = f"{row.get_decided_by_display()}{row.get_disposition_display()}，{row.document_number}"
        workflow.advance(row, move=SETTLE, title="登记处置", by=by, reason=said)
        inbox.withdraw_notice(_key(row))
    return row


def reopen(defect: Defect, *, by: Actor, reason: str, version: int | None = None) -> Defect:
    """The county takes a disposition back, with a reason; the scan stays in the records."""
    workflow.require(by, defect.election.village, Action.COUNTY_REVIEW)
    reason = workflow.require_reason(reason, "重新打开")
    with transaction.atomic():
        row = workflow.locked(defect, version)
        workflow.refuse_unless(row.state == DefectState.SETTLED, row, "重新打开")
        row.reopen()
        row.disposition, row.decided_by, row.document_number, row.decided_on = "", "", "", None
        workflow.advance(row, move=REOPEN, title="重新打开", by=by, reason=reason)
        _tell(row)
    return row


def moves(defect: Defect, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if defect.state == DefectState.OPEN:
        return {SETTLE} if officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW) else set()
    settled = defect.state == DefectState.SETTLED and officials_may(user, Action.COUNTY_REVIEW)
    return {REOPEN} if settled else set()


def judge(elections: Iterable[Election], recorded: Collection[tuple[int, str]] = (), *, by: Actor) -> None:
    """Mark what is recorded outside the law, each fact by the edition it was recorded under.

    A mark is lifted only where the fact itself was corrected or taken back, or the one that it runs from (``recorded``
    has what was just saved: election and step). A polling day that moved later heals nothing by itself: a paper does.
    """
    elections = list(elections)
    marked: dict[int, dict[tuple[str, str, int], Defect]] = defaultdict(dict)
    for row in Defect.objects.filter(election__in=elections).exclude(state=DefectState.VOID).order_by("id"):
        marked[row.election_id][row.code, row.step, row.number] = row
    for one in _with_editions(elections):
        late = {(due.step.late, due.step.step, due.number): due for due in _late(one)}
        for (code, step, number), due in late.items():
            happened_on = due.planned if due.done else None
            if (code, step, number) not in marked[one.election.pk]:
                mark_defect(one.election, code, step, by=by, number=number, said=words(due), happened_on=happened_on)
        own = {step.late for step in one.track.steps.values()}
        for place, row in marked[one.election.pk].items():
            corrected = one.happened(row.step, row.number) != row.happened_on
            corrected |= (one.election.pk, one.anchor_of(row.step)) in recorded
            if row.state == DefectState.OPEN and row.code in own and corrected and place not in late:
                make_void(row, by=by, reason="登记的日期已更正")


def _with_editions(elections: list[Election]) -> list[calendars.ElectionCalendar]:
    rows = StepDay.objects.filter(election__in=elections).exclude(done_under=None).order_by()
    return calendars.calendars(elections, editions=rows.values_list("done_under", flat=True).distinct())


def _late(one: calendars.ElectionCalendar) -> list[Due]:
    """Facts after the last day of the law, as the edition of each says it."""
    editions = {row.done_under_id for row in one.rows.values() if row.done_on}
    by_edition = {key: one.reckoned(one.day, key, {}) for key in editions | {one.election.rules_edition}}
    found = []
    for key, dues in by_edition.items():
        for due in dues:
            row = one.rows.get((due.step.step, due.number))
            own = row.done_under_id if row and row.done_on else one.election.rules_edition
            if due.step.late and own == key and (due.is_late or _passed_over(due, one)):
                found.append(due)
    return found


def _passed_over(due: Due, one: calendars.ElectionCalendar) -> bool:
    """An objection was still without its answer, and over time, when the step came that the answer holds up."""
    if due.step.step != DECISION or due.done or not due.law or due.latest is None:
        return False
    marked = one.happened(checks()[due.step.late].marks, 1)
    return marked is not None and marked > due.latest and bool(one.facts.get(OBJECTION))


def _gaps(disposition: str, decided_by: str, number: str, decided_on: date | None, upload: Any) -> list[str]:
    found = []
    if disposition not in Disposition.values:
        found.append("没有选择处置方式")
    if decided_by not in DecidedBy.values:
        found.append("没有选择处置机关")
    if not number.strip():
        found.append("没有填写处置文号")
    if decided_on is None:
        found.append("没有填写处置日期")
    elif decided_on > timezone.localdate():
        found.append(f"处置日期({decided_on})在今天之后")
    if upload is None:
        found.append(f"没有上传“{SCAN}”")
    return found


def _tell(row: Defect) -> None:
    inbox.notify(
        f"程序瑕疵：{row}({row.code})，须研究处置。",
        url=ledgers.of(Defect).page_of(row),
        roles=TOLD,
        place=row.election.village,
        cycle=row.election.cycle,
        tone=inbox.Notice.Tone.WARN,
        key=_key(row),
    )


def _key(row: Defect) -> str:
    return f"defect:{row.pk}"
