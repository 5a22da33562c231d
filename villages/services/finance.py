"""Steps of a village's clean-up: the township declares it done, the county approves, either sends it back."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from villages.choices import CleanupState, RepairState
from villages.models import FinanceCleanup, FinanceFinding
from villages.rules import finance as rules

DECLARE, APPROVE, RETURN = "declare", "approve", "return"


def declare_cleaned(
    cleanup: FinanceCleanup, *, by: Actor, reason: str = "", version: int | None = None
) -> FinanceCleanup:
    """The township stands by the figures: from now on they are fixed."""
    workflow.require(by, cleanup.village, Action.SUBMIT)
    with transaction.atomic():
        cleanup = workflow.locked(cleanup, version)
        workflow.refuse_unless(cleanup.state == CleanupState.GOING, cleanup, "报告清理完成")
        if found := gaps(cleanup):
            raise Refused(f"{cleanup}还不能报告完成：{''.join(found)}")
        cleanup.declare()
        _take(cleanup, move=DECLARE, title="乡镇报告已清理", by=by, reason=reason)
    return cleanup


def approve_cleanup(
    cleanup: FinanceCleanup, *, by: Actor, reason: str = "", version: int | None = None
) -> FinanceCleanup:
    """The county approves what the township declared; another person, one level up."""
    workflow.require(by, cleanup.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        cleanup = workflow.locked(cleanup, version)
        workflow.refuse_unless(cleanup.state == CleanupState.CLEANED, cleanup, "审定")
        workflow.require_other_person(cleanup, by=by, after=(DECLARE,))
        if found := gaps(cleanup):
            raise Refused(f"{cleanup}还不能审定：{''.join(found)}请退回乡镇补充。")
        cleanup.approve()
        _take(cleanup, move=APPROVE, title="县级审定", by=by, reason=reason, approves=True)
    return cleanup


def return_cleanup(cleanup: FinanceCleanup, *, by: Actor, reason: str, version: int | None = None) -> FinanceCleanup:
    """Back to the township with a reason; an approval given is void."""
    reason = workflow.require_reason(reason, "退回")
    right = Action.COUNTY_REVIEW if cleanup.state == CleanupState.AUDITED else Action.TOWNSHIP_REVIEW
    if not by.may(Action.COUNTY_REVIEW):
        workflow.require(by, cleanup.village, right)
    with transaction.atomic():
        cleanup = workflow.locked(cleanup, version)
        workflow.refuse_unless(cleanup.is_fixed, cleanup, "退回")
        cleanup.send_back()
        workflow.void_all(cleanup, why="已退回")
        _take(cleanup, move=RETURN, title="退回", by=by, reason=reason)
        inbox.tell_handed_back(cleanup, after=DECLARE, by=by, reason=reason)
    return cleanup


def moves(cleanup: FinanceCleanup, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    found = set()
    if cleanup.state == CleanupState.GOING and user.may(Action.SUBMIT):
        found.add(DECLARE)
    if cleanup.state == CleanupState.CLEANED and user.may(Action.COUNTY_REVIEW):
        found.add(APPROVE)
    reviewer = user.may(Action.COUNTY_REVIEW)
    if cleanup.is_fixed and (reviewer or (cleanup.state == CleanupState.CLEANED and user.may(Action.TOWNSHIP_REVIEW))):
        found.add(RETURN)
    return found


def gaps(cleanup: FinanceCleanup) -> list[str]:
    """What a clean-up lacks before the township can stand by it."""
    values = {name: getattr(cleanup, name) for name in (*cleanup.FIGURES, "repaired", "unrepaired")}
    listed = FinanceFinding.objects.filter(cycle=cleanup.cycle_id, village=cleanup.village_id)
    states = list(listed.values_list("state", flat=True))
    return rules.cleanup_gaps(values, listed=len(states), repaired=states.count(RepairState.DONE))


def figures(cleanup: FinanceCleanup) -> list[Any]:
    """What an approval stands for; amounts with two decimals, however they were typed."""
    values = (getattr(cleanup, name) for name in cleanup.FIGURES)
    return [f"{value:.2f}" if isinstance(value, Decimal) else value for value in values]


def _take(cleanup: FinanceCleanup, *, move: str, title: str, by: Actor, **more: Any) -> None:
    workflow.advance(cleanup, move=move, title=title, by=by, content=figures(cleanup), **more)
