"""Verbs of complaints: accept, refuse, hand on, extend, conclude, review by a second person, publish; their counts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, Action, officials_may
from electioncycle.rounding import share
from meetings.definitions import COMPLAINTS, COMPLAINTS_ENDED, COMPLAINTS_OVERDUE
from meetings.models import Complaint
from meetings.oversight_choices import ENDED, ComplaintState, HandlingLevel, Verdict
from meetings.rules import complaints as rules
from villages.models import Cycle
from villages.rules.reader import Rules
from villages.services.rule_sets import rules_of

ACCEPT, REFUSE, TRANSFER, EXTEND = "accept", "refuse", "transfer", "extend"
CONCLUDE, APPROVE, RETURN, PUBLISH = "conclude", "approve", "return", "publish"


def clock_of(row: Complaint, wanted: Rules) -> rules.Clock | None:
    return rules.clock(
        row.state,
        received_on=row.received_on,
        accepted_on=row.accepted_on,
        extended=row.extended,
        answered_on=row.answered_on,
        rules=wanted,
    )


def accept(row: Complaint, *, by: Actor, reason: str = "", version: int | None = None) -> Complaint:
    """It will be looked into; the receipt can be printed from now on."""
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.RECEIVED, row, "受理")
        row.level = row.level or _level_of(by)
        row.accept()
        row.accepted_on = timezone.localdate()
        _take(row, move=ACCEPT, title="受理", by=by, reason=reason)
    return row


def refuse(row: Complaint, *, by: Actor, reason: str, version: int | None = None) -> Complaint:
    """It is not for this office to look into, and why."""
    reason = workflow.require_reason(reason, "不予受理")
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.RECEIVED, row, "不予受理")
        row.level = row.level or _level_of(by)
        row.refuse()
        _take(row, move=REFUSE, title="不予受理", by=by, reason=reason)
    return row


def transfer(row: Complaint, *, by: Actor, reason: str, version: int | None = None) -> Complaint:
    """Handed on to the office that is competent."""
    reason = workflow.require_reason(reason, "转办")
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.RECEIVED, row, "转办")
        row.level = row.level or _level_of(by)
        row.transfer()
        _take(row, move=TRANSFER, title="转办", by=by, reason=reason)
    return row


def extend(row: Complaint, *, by: Actor, reason: str, version: int | None = None) -> Complaint:
    """More time, once, by the county, for a reason."""
    reason = workflow.require_reason(reason, "延长办理期限")
    with transaction.atomic():
        row = _locked(row, by, Action.COUNTY_REVIEW, version)
        workflow.refuse_unless(row.state == ComplaintState.ACCEPTED, row, "延长办理期限")
        if row.extended:
            raise Refused(f"“{row}”已经延长过一次，不能再延长。")
        row.extended = True
        _take(row, move=EXTEND, title="延长办理期限", by=by, reason=reason)
    return row


def conclude(
    row: Complaint, *, verdict: str, result: str, by: Actor, reason: str = "", version: int | None = None
) -> Complaint:
    """What was found and done, handed in for review by another person."""
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.ACCEPTED, row, "提交办理结果")
        verdict = verdict if verdict in Verdict.values else ""
        if gaps := rules.conclusion_gaps(verdict=verdict, result=result, handler=row.handler):
            raise Refused(f"还不能提交办理结果：{'；'.join(gaps)}。请补充后再提交。")
        row.verdict, row.result = verdict, result.strip()
        row.conclude()
        _take(row, move=CONCLUDE, title="提交办理结果", by=by, reason=reason)
    return row


def approve(row: Complaint, *, by: Actor, reason: str = "", version: int | None = None) -> Complaint:
    """Another person stands by it; this day it counts as answered."""
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.CONCLUDED, row, "审核办结")
        workflow.require_other_person(row, by=by, after=(CONCLUDE,))
        row.answer()
        row.answered_on = timezone.localdate()
        _take(row, move=APPROVE, title="审核办结并答复", by=by, reason=reason, approves=True)
    return row


def send_back(row: Complaint, *, by: Actor, reason: str, version: int | None = None) -> Complaint:
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.CONCLUDED, row, "退回")
        row.send_back()
        _take(row, move=RETURN, title="退回补充", by=by, reason=reason)
        inbox.tell_handed_back(row, after=CONCLUDE, by=by, reason=reason)
    return row


def publish(
    row: Complaint, *, on: date | None, place: str, by: Actor, reason: str = "", version: int | None = None
) -> Complaint:
    """Where and when the result was published, without a word of who complained."""
    on = on or timezone.localdate()
    with transaction.atomic():
        row = _locked(row, by, Action.CHANGE, version)
        workflow.refuse_unless(row.state == ComplaintState.ANSWERED, row, "登记公布")
        if len(place.strip()) < 2:
            raise Refused("没有填写公布地点，请写明张贴在哪里。")
        if on > timezone.localdate() or (row.answered_on and on < row.answered_on):
            raise Refused(f"公布日期({on})须在答复日期({row.answered_on})之后且不晚于今天，请核对。")
        if fault := rules.publication_faults(f"{place} {row.result}", names=[row.name, row.phone, row.address]):
            raise Refused(fault)
        row.published_on, row.published_at = on, place.strip()[:80]
        row.publish()
        _take(row, move=PUBLISH, title="公布结果", by=by, reason=reason)
    return row


def moves(row: Complaint, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if not officials_may(user, Action.CHANGE):
        return set()
    if row.state == ComplaintState.RECEIVED:
        return {ACCEPT, REFUSE, TRANSFER}
    if row.state == ComplaintState.ACCEPTED:
        extendable = not row.extended and officials_may(user, Action.COUNTY_REVIEW)
        return {CONCLUDE, EXTEND} if extendable else {CONCLUDE}
    return {ComplaintState.CONCLUDED: {APPROVE, RETURN}, ComplaintState.ANSWERED: {PUBLISH}}.get(row.state, set())


@dataclass
class Figures:
    """Complaints of a territory in numbers; nobody needs to be a reader for these."""

    total: int = 0
    states: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    by_township: dict[int, Counter[str]] = field(default_factory=dict)

    @property
    def ended(self) -> int:
        return sum(self.states[state] for state in ENDED)

    @property
    def published(self) -> int:
        return self.states[ComplaintState.PUBLISHED]


def counted(user: Actor, cycle: Cycle) -> tuple[int, int]:
    """All clues of the territory, and those of them this user may open."""
    mine = Q(pk__in=Complaint.objects.visible_to(user).filter(cycle=cycle).order_by().values("pk"))
    rows = Complaint.objects.filter(user.scope_q("village__path"), cycle=cycle).order_by()
    found = rows.aggregate(total=Count("pk"), mine=Count("pk", filter=mine))
    return found["total"], found["mine"]


def figures(user: Actor, cycle: Cycle) -> Figures:
    """Counts over the whole territory, assigned or not."""
    found, wanted, today = Figures(), rules_of(cycle), timezone.localdate()
    rows = Complaint.objects.filter(user.scope_q("village__path"), cycle=cycle).order_by()
    names = ("received_on", "accepted_on", "extended", "answered_on", "state", "verdict", "village__township_id")
    for line in rows.values(*names):
        township = found.by_township.setdefault(line.pop("village__township_id"), Counter())
        state, verdict = line.pop("state"), line.pop("verdict")
        found.total += 1
        found.states[state] += 1
        found.verdicts[verdict] += bool(verdict)
        running = rules.clock(state, **line, rules=wanted)
        over = running is not None and running.is_over(today)
        found.overdue += over
        counted = {COMPLAINTS: 1, COMPLAINTS_ENDED: int(state in ENDED), COMPLAINTS_OVERDUE: int(over)}
        township.update({figure.name: number for figure, number in counted.items()})
    return found


def sentence(found: Figures, place: str, today: date) -> str:
    """Ready to be copied into a report."""
    verdicts = "、".join(
        f"{label}{found.verdicts[value]}件" for value, label in Verdict.choices if found.verdicts[value]
    )
    return (
        f"截至{today.month}月{today.day}日，{place}收到换届信访举报线索{found.total}件，办结{found.ended}件"
        f"(办结率{share(found.ended, found.total) or 0}%)，已公布结果{found.published}件，超期{found.overdue}件"
        f"{f'；经核查{verdicts}' if verdicts else ''}。"
    )


def _level_of(by: Actor) -> str:
    return HandlingLevel.COUNTY if by.roles & COUNTY_ROLES else HandlingLevel.TOWNSHIP


def _locked(row: Complaint, by: Actor, action: str, version: int | None) -> Complaint:
    mine = Complaint.all_rows.visible_to(by).filter(pk=row.pk)
    if not officials_may(by, action) or not mine.exists():
        raise NotYours
    return workflow.locked(row, version)


def _take(row: Complaint, *, move: str, title: str, by: Actor, reason: str = "", approves: bool = False) -> None:
    content = [row.village_id, row.facts, row.handler, row.verdict, row.result]
    said = reason.strip()
    workflow.advance(row, move=move, title=title, by=by, content=content, reason=said, approves=approves)
