"""Verbs of the party nominees: the township asks with its list, the county replies or sends back."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from candidates.choices import UNSENT, NominationState
from candidates.models import Nomination, Nominee, ReviewSubject
from candidates.review_choices import BatchState, Result
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from villages.services.avoidance import Found, findings

ASK, SEND_BACK, APPROVE = "ask", "send_back", "approve"


def nominees_of(row: Nomination) -> QuerySet[Nominee]:
    """The nominees of the request; while it is a draft, those of the township's round that no other request holds."""
    rows = Nominee.objects.filter(cycle=row.cycle, village__township=row.township, round=row.round)
    mine = Q(nomination=row)
    rows = rows.filter(mine if row.is_fixed else mine | Q(nomination=None))
    return rows.select_related("person", "village__township", "cycle")


def listed(row: Nomination) -> list[Nominee]:
    return list(nominees_of(row))


def relatives(row: Nomination, nominees: Sequence[Nominee]) -> list[Found]:
    """What the rules of avoidance say of those on the list; stated in the request, it keeps nobody off it."""
    listed_persons = {one.person_id for one in nominees}
    found = findings(list(dict.fromkeys(one.village_id for one in nominees)), row.cycle)
    return [one for own in found.values() for one in own if one.persons & listed_persons]


def content(row: Nomination) -> dict[str, Any]:
    """What the county approves."""
    people = [(one.person_id, one.village_id, one.post) for one in listed(row)]
    return {"round": row.round, "number": row.number, "asked_on": row.asked_on, "nominees": people}


def gaps(row: Nomination, nominees: list[Nominee]) -> list[str]:
    """What is lacking before the request may be sent."""
    found = []
    if not nominees:
        found.append("本乡镇本轮没有待报的预备人选")
    if not row.number.strip() or row.asked_on is None:
        found.append("没有填写请示文号或日期")
    heads: dict[int, int] = {}
    for one in nominees:
        heads[one.village_id] = heads.get(one.village_id, 0) + (one.post == "secretary")
    several = [str(one.village) for one in nominees if heads[one.village_id] > 1]
    if several:
        found.append(f"{'、'.join(dict.fromkeys(several))}提名了不止一名书记")
    if unready := not_qualified(nominees):
        found.append(unready)
    return found


def not_qualified(nominees: list[Nominee]) -> str:
    """Names those whom the last batch sent to the departments did not find 合格, and what to do; empty where none."""
    if not nominees:
        return ""
    persons = {one.person_id for one in nominees}
    sent = ReviewSubject.objects.filter(batch__state__in=(BatchState.SENT, BatchState.CLOSED), person__in=persons)
    rows = sent.filter(cycle=nominees[0].cycle_id).order_by("batch_id", "pk")
    last = dict(rows.values_list("person", "result"))
    found = [
        f"{one.village}{one.person}({Result(last[one.person_id]).label if last.get(one.person_id) else '尚无结论'})"
        for one in nominees
        if last.get(one.person_id) != Result.QUALIFIED
    ]
    if not found:
        return ""
    return (
        f"{'、'.join(dict.fromkeys(found))}没有联审“合格”的综合结论，不能列入请示("
        "尚无结论的先送联审，暂缓的待核实后重新作出结论，不合格的撤回提名)"
    )


def ask(row: Nomination, *, by: Actor, version: int | None = None) -> Nomination:
    """The township sends its list; from now on neither it nor the nominees on it change."""
    workflow.require(by, row.township, Action.SUBMIT)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state in UNSENT, row, "上报请示")
        nominees = listed(row)
        if found := gaps(row, nominees):
            raise Refused(f"还不能上报：{'；'.join(found)}。请补齐后再上报。")
        for one in nominees:
            one.nomination = row
        history.record_many(nominees, by=by, reason=f"列入请示{row.number}", fields=["nomination"])
        row.ask()
        workflow.advance(row, move=ASK, title="上报请示", by=by, content=content(row))
    return row


def send_back(row: Nomination, *, by: Actor, reason: str, version: int | None = None) -> Nomination:
    workflow.require(by, row.township, Action.COUNTY_REVIEW)
    reason = workflow.require_reason(reason, "退回请示")
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == NominationState.ASKED, row, "退回")
        row.send_back()
        workflow.advance(row, move=SEND_BACK, title="退回请示", by=by, content=content(row), reason=reason)
        inbox.tell_handed_back(row, after=ASK, by=by, reason=reason)
    return row


def approve(row: Nomination, *, by: Actor, paper: Paper, version: int | None = None) -> Nomination:
    """The county's reply as it was signed on paper, entered by somebody who did not send the request."""
    workflow.require(by, row.township, Action.COUNTY_REVIEW)
    with transaction.atomic():
        row = workflow.locked(row, version)
        workflow.refuse_unless(row.state == NominationState.ASKED, row, "登记批复")
        workflow.require_other_person(row, by=by, after=(ASK,))
        if not paper.signer or not paper.document_number or paper.scan is None:
            raise Refused("登记批复须填写签批人、批复文号，并附批复扫描件，缺一不可。")
        begun = row.asked_on or paper.signed_on
        if not begun <= paper.signed_on <= timezone.localdate():
            raise Refused(f"批复日期({paper.signed_on})须在请示日期({begun})至今天之间，请核对。")
        if unready := not_qualified(listed(row)):
            raise Refused(f"还不能登记批复：{unready}。请先退回乡镇调整名单。")
        row.approve()
        row.approval_number, row.approved_on = paper.document_number, paper.signed_on
        workflow.advance(row, move=APPROVE, title="批复", by=by, content=content(row), approves=True, paper=paper)
    return row


def moves(row: Nomination, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if row.state in UNSENT:
        return {ASK} if officials_may(user, Action.SUBMIT) else set()
    if row.state == NominationState.ASKED and officials_may(user, Action.COUNTY_REVIEW):
        return {SEND_BACK, APPROVE}
    return set()
