"""Holding an election up, going on with it, and calling it off by two persons."""

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from elections.choices import AHEAD, LIVE, ElectionState
from elections.models import Election
from elections.services.rounds import APPROVERS, may, require_only_one, running

SUSPEND, RESUME, ASK, CALL_OFF, KEEP, REINSTATE = (
    "suspend",
    "resume",
    "ask_calling_off",
    "call_off",
    "keep",
    "reinstate",
)
CAN_END = (ElectionState.PREPARING, ElectionState.NEXT)


def suspend(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Election:
    """Plans rest until it is resumed; what takes place all the same is recorded."""
    reason = workflow.require_reason(reason, "暂停选举")
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        workflow.refuse_unless(election.state in LIVE and election.suspended_at is None, election, "暂停")
        election.suspended_at, election.suspended_reason = timezone.now(), reason[:200]
        workflow.advance(election, move=SUSPEND, title="暂停选举", by=by, reason=reason)
    return election


def resume(election: Election, *, by: Actor, reason: str = "", version: int | None = None) -> Election:
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        if election.suspended_at is None:
            raise Refused(f"“{election}”没有暂停，不需要恢复。请刷新页面。")
        election.suspended_at, election.suspended_reason = None, ""
        workflow.advance(election, move=RESUME, title="恢复选举", by=by, reason=reason)
    return election


def asked(election: Election) -> StepRecord | None:
    """The request to call the election off that nobody has answered yet."""
    last = workflow.steps(election).filter(move__in=(ASK, CALL_OFF, KEEP)).order_by("id").last()
    return last if last is not None and last.move == ASK and election.state in CAN_END else None


def ask_calling_off(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Election:
    reason = workflow.require_reason(reason, "申请终止选举")
    workflow.require(by, election.village, Action.CHANGE)
    with transaction.atomic():
        election = workflow.locked(election, version)
        workflow.refuse_unless(election.state in CAN_END, election, "申请终止")
        if waiting := asked(election):
            raise Refused(f"{waiting.by}已申请终止，请由另一人审定。")
        workflow.note(election, move=ASK, title="申请终止选举", by=by, reason=reason)
    return election


def call_off(election: Election, *, by: Actor, reason: str = "", version: int | None = None) -> Election:
    """The second person's word; a round that was only planned goes with it."""
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        waiting = _require_asked(election)
        workflow.require_other_person(election, by=by, after=(ASK,))
        if (planned := running(election)) and planned.state in AHEAD:
            planned.withdrawn_at = timezone.now()
            history.record(planned, by=by, reason="选举已终止")
        election.call_off()
        election.suspended_at, election.suspended_reason = None, ""
        said = reason.strip() or waiting.reason
        workflow.advance(election, move=CALL_OFF, title="审定终止选举", by=by, reason=said, approves=True, content=said)
    return election


def keep(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Election:
    """The request is not granted; the election goes on."""
    reason = workflow.require_reason(reason, "不同意终止")
    workflow.require(by, election.village, *APPROVERS)
    with transaction.atomic():
        election = workflow.locked(election, version)
        _require_asked(election)
        inbox.tell_handed_back(election, after=ASK, by=by, reason=reason, how="终止申请没有同意")
        workflow.note(election, move=KEEP, title="不同意终止选举", by=by, reason=reason)
    return election


def _require_asked(election: Election) -> StepRecord:
    waiting = asked(election)
    if waiting is None:
        raise Refused(f"“{election}”没有待审定的终止申请。请先由一人写明原因提出申请，再由另一人审定。")
    return waiting


def reinstate(election: Election, *, by: Actor, reason: str, version: int | None = None) -> Election:
    """The county takes up again what was called off by mistake, or was held all the same."""
    reason = workflow.require_reason(reason, "恢复已终止的选举")
    workflow.require(by, election.village, Action.COUNTY_REVIEW)
    with transaction.atomic():
        election = workflow.locked(election, version)
        workflow.refuse_unless(election.state == ElectionState.CALLED_OFF, election, "恢复")
        workflow.require_other_person(election, by=by, after=(CALL_OFF,))
        election.reinstate()
        require_only_one(election)
        workflow.void_all(election, why="已恢复选举")
        workflow.advance(election, move=REINSTATE, title="恢复已终止的选举", by=by, reason=reason)
    return election


def moves(election: Election, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    approves = may(user, election, *APPROVERS)
    found: set[str] = set()
    if approves and election.state in LIVE:
        found.add(RESUME if election.suspended_at else SUSPEND)
    if waiting := asked(election):
        found |= {CALL_OFF, KEEP} if approves and waiting.by_id != user.pk else set()
    elif election.state in CAN_END and may(user, election, Action.CHANGE):
        found.add(ASK)
    if election.state == ElectionState.CALLED_OFF and may(user, election, Action.COUNTY_REVIEW):
        found.add(REINSTATE)
    return found
