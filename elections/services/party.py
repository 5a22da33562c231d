"""Verbs of the party organisation's election: asked for, replied to, reported, filed; days go into the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.wording import day_in_words
from elections.models import Answered, PartyPlan, PartyResult
from elections.party_choices import ReplyState
from elections.rules import party as rules
from elections.rules.calendar import POLLING
from elections.services import calendars, step_days
from elections.services.checking import Basis
from elections.services.party_records import plan_of

Row = TypeVar("Row", bound=Answered)
ASK, REPLY, SEND_BACK, FILE = "ask", "reply", "send_back", "file"
APPROVERS = (Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)


@dataclass(frozen=True)
class Way:
    """How something goes up and comes back: the steps whose days these are, and what they are called."""

    asked: str
    replied: str
    what: str


WAYS: Mapping[type[Any], Way] = {
    PartyPlan: Way(rules.REQUEST, rules.PERMIT, "请示"),
    PartyResult: Way(rules.REPORT, rules.REPLY, "结果报告"),
}
CONTENT: Mapping[type[Any], tuple[str, ...]] = {
    PartyPlan: ("form", "full_members", "seats", "candidates", "discipline"),
    PartyResult: ("elected", "women", "secretary", "deputies", "discipline", "letter_number"),
}


def ask(row: Row, *, number: str, on: date, by: Actor, version: int | None = None) -> Row:
    """It went up with this number on this day; from now on it does not change."""
    workflow.require(by, row.village, Action.SUBMIT)
    with transaction.atomic():
        held = workflow.locked(row, version)
        way = WAYS[type(held)]
        workflow.refuse_unless(held.state == ReplyState.DRAFT, held, f"上报{way.what}")
        _require_in_order(held, way)
        held.number = _numbered(number, f"{way.what}文号")
        _record_day(held, way.asked, on, by=by)
        held.ask()
        said = f"{held.number}，{day_in_words(on)}"
        workflow.advance(held, move=ASK, title=f"上报{way.what}", by=by, content=content(held), reason=said)
    return held


def _require_in_order(row: Answered, way: Way) -> None:
    """A plan outside the rules is not asked for; of a meeting that nobody recorded there is no result."""
    if isinstance(row, PartyPlan):
        if found := rules.against_plan(plan_of(row), Basis([row.election]).norms(row.election)):
            raise Refused(f"“{row}”还不能上报：{'；'.join(found)}。请修改方案后再上报。")
        return
    own = calendars.calendar_of(row.election)
    if own is None or own.happened(POLLING, 1) is None:
        raise Refused(f"“{row}”还不能上报：没有登记党员大会召开，请先在选举页面登记大会开始或者现场公布。")


def _numbered(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"没有填写{what}，请补填。")
    return text.strip()[:60]


def _record_day(row: Answered, step: str, on: date, *, by: Actor) -> None:
    if step_days.record_along(row.election, step, on, by=by) is None:
        raise Refused(f"“{row.election}”还没有定党员大会日期，请先在选举登记页面填写计划日期，再办理。")


def reply(row: Row, *, by: Actor, paper: Paper, version: int | None = None) -> Row:
    """The reply as it was signed on paper; entered by another person than who sent it up."""
    workflow.require(by, row.village, *APPROVERS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        way = WAYS[type(held)]
        workflow.refuse_unless(held.state == ReplyState.ASKED, held, "登记批复")
        workflow.require_other_person(held, by=by, after=(ASK,))
        held.reply_number = _numbered(paper.document_number, "批复文号")
        _require_after(held, way.asked, paper.signed_on, f"{way.what}日期", "批复日期")
        _record_day(held, way.replied, paper.signed_on, by=by)
        held.reply()
        workflow.advance(held, move=REPLY, title="登记批复", by=by, content=content(held), approves=True, paper=paper)
    return held


def _require_after(row: Answered, step: str, on: date, before: str, what: str) -> None:
    own = calendars.calendar_of(row.election)
    known = own.happened(step, 1) if own else None
    if on > timezone.localdate() or (known and on < known):
        since = f"{before}{day_in_words(known)}" if known else before
        raise Refused(f"{what}({on})须在{since}至今天之间，请核对。")


def file(row: PartyResult, *, number: str, on: date, by: Actor, version: int | None = None) -> PartyResult:
    """The county filed who is secretary (书记县级备案); by another person than who reported."""
    workflow.require(by, row.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.state == ReplyState.REPLIED, held, "登记备案")
        workflow.require_other_person(held, by=by, after=(ASK,))
        held.filing_number = _numbered(number, "备案文号")
        _require_after(held, rules.REPLY, on, "批复日期", "备案日期")
        _record_day(held, rules.FILING, on, by=by)
        held.file()
        said = f"{held.filing_number}，{day_in_words(on)}"
        workflow.advance(held, move=FILE, title="登记县备案", by=by, content=content(held), reason=said)
    return held


def send_back(row: Row, *, by: Actor, reason: str, version: int | None = None) -> Row:
    """It may be changed again and goes up anew; the days that were recorded are corrected in the calendar."""
    workflow.require(by, row.village, *APPROVERS)
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.is_fixed, held, "退回")
        held.send_back()
        held.reply_number = ""
        if isinstance(held, PartyResult):
            held.filing_number = ""
        workflow.void_all(held, why=f"退回：{reason}"[:200])
        inbox.tell_handed_back(held, after=ASK, by=by, reason=reason)
        workflow.advance(held, move=SEND_BACK, title="退回", by=by, reason=reason)
    return held


def content(row: Answered) -> dict[str, Any]:
    """What is replied to."""
    more = {"not_counted": row.classes} if isinstance(row, PartyPlan) else {}
    return {name: getattr(row, name) for name in CONTENT[type(row)]} | more


def offered_days(row: Answered) -> dict[str, date | None]:
    """Move → the day that its form proposes, to be confirmed."""
    way = WAYS[type(row)]
    own, steps = calendars.calendar_of(row.election), {ASK: way.asked, REPLY: way.replied, FILE: rules.FILING}
    return {move: calendars.offered(own, step) for move, step in steps.items()}


def moves(row: Answered, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if row.state == ReplyState.DRAFT:
        return {ASK} if officials_may(user, Action.SUBMIT) else set()
    found = {SEND_BACK} if officials_may(user, *APPROVERS) else set()
    other = not workflow.bar(row, user, after=(ASK,))
    if row.state == ReplyState.ASKED and found and other:
        found.add(REPLY)
    if row.state == ReplyState.REPLIED and isinstance(row, PartyResult):
        found |= {FILE} if officials_may(user, Action.COUNTY_REVIEW) and other else set()
    return found
