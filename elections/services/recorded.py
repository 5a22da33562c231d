"""Verbs of what a village did and is recorded: handed in, checked by another person, sent back with a reason."""

from typing import TypeVar

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.roles import BUSINESS, Action, officials_may
from elections.choices import RecordState
from elections.models import Recorded

Row = TypeVar("Row", bound=Recorded)
SUBMIT, APPROVE, SEND_BACK = "submit", "approve", "send_back"
APPROVERS = (Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW)


def submit(row: Row, *, by: Actor, version: int | None = None) -> Row:
    """A village's own clerk hands in what he filled, a township's what it typed."""
    workflow.require(by, row.village, Action.CHANGE, among=BUSINESS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.state == RecordState.DRAFT, held, "提交")
        held.submit()
        workflow.advance(held, move=SUBMIT, title="提交", by=by)
    return held


def approve(row: Row, *, by: Actor, version: int | None = None) -> Row:
    """Compared with the village's papers by an officer who did not hand it in; it is fixed from then on."""
    workflow.require(by, row.village, *APPROVERS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.state == RecordState.SUBMITTED, held, "审核")
        workflow.require_other_person(held, by=by)
        held.approve()
        workflow.advance(held, move=APPROVE, title="审核", by=by, approves=True, content=held.version)
    return held


def send_back(row: Row, *, by: Actor, reason: str, version: int | None = None) -> Row:
    """For a slip in what was typed; what the village itself changed after publication has steps of its own."""
    reason = workflow.require_reason(reason, "退回")
    workflow.require(by, row.village, *APPROVERS)
    with transaction.atomic():
        held = workflow.locked(row, version)
        workflow.refuse_unless(held.state != RecordState.DRAFT, held, "退回")
        held.send_back()
        workflow.void_all(held, why=f"退回：{reason}"[:200])
        inbox.tell_handed_back(held, after=SUBMIT, by=by, reason=reason)
        workflow.advance(held, move=SEND_BACK, title="退回", by=by, reason=reason)
    return held


def moves(row: Recorded, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    if row.state == RecordState.DRAFT:
        return {SUBMIT} if user.may(Action.CHANGE) else set()
    if not officials_may(user, *APPROVERS):
        return set()
    return {SEND_BACK, *({APPROVE} if row.state == RecordState.SUBMITTED and not workflow.bar(row, user) else ())}
