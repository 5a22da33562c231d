"""Verbs of disputes: taken up, refused, concluded by one and checked by another, closed; their clocks; who waits.

A dispute is shown to its readers alone. That an election has an open one stands beside its state for everybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from elections.dispute_choices import OPEN, Acceptor, Consequence, DisputeState
from elections.models import Dispute, Election
from elections.rules import disputes as rules
from elections.rules.disputes import Clock
from elections.rules.norms import Norms
from elections.services import side_states
from elections.services.norms import Editions
from elections.services.rounds import APPROVERS

ACCEPT, REFUSE, RETRACT = "accept", "refuse", "retract"
CONCLUDE, RETURN, APPROVE = "conclude", "return", "approve"
SHOWN = "存在未办结异议"


# --- clocks and who waits --------------------------------------------------------------------------------------------


def clock_of(row: Dispute, editions: Editions | None = None) -> Clock | None:
    norms = _norms(row, editions or Editions())
    return rules.clock(row.state, received_on=row.received_on, accepted_on=row.accepted_on, norms=norms)


def raised_late(row: Dispute) -> str:
    """That it was raised after its time, in words; a fact that is recorded and marked."""
    announced = row.round.announced_at if row.round else None
    day = timezone.localtime(announced).date() if announced else None
    return rules.raised_late(row.received_on, day, _norms(row, Editions()))


def _norms(row: Dispute, editions: Editions) -> Norms:
    return editions.on(row.rules_edition, row.received_on, community=row.election.community)


def running_clocks(user: Actor, elections: Iterable[Election]) -> Iterator[tuple[Dispute, Clock]]:
    """Of the disputes of these elections that this user may read: the clock that runs."""
    if not officials_may(user, Action.VIEW):
        return
    by_key = {one.pk: one for one in elections}
    editions = Editions({one.rules_edition for one in by_key.values()}) if by_key else Editions()
    for row in Dispute.objects.visible_to(user).filter(state__in=OPEN, election__in=by_key).order_by("received_on"):
        row.election = by_key[row.election_id]
        running = clock_of(row, editions)
        if running is not None:
            yield row, running


def disputed(elections: Iterable[int]) -> set[int]:
    """Keys of those with a dispute that is not closed; who asks need not be a reader."""
    rows = Dispute.objects.filter(election__in=set(elections), state__in=OPEN)
    return set(rows.values_list("election", flat=True))


def rounds_disputed(election: Election) -> set[int | None]:
    """Keys of its rounds with an open dispute; None: one that is about no round."""
    rows = Dispute.objects.filter(election=election, state__in=OPEN)
    return set(rows.values_list("round", flat=True))


@side_states.declare
def open_disputes(elections: Sequence[Election]) -> dict[int, str]:
    return dict.fromkeys(sorted(disputed(one.pk for one in elections)), f"{SHOWN}，选票和名单继续保留")


# --- moves -----------------------------------------------------------------------------------------------------------


def locked(row: Dispute, by: Actor, *actions: str, version: int | None) -> Dispute:
    """For officials who may read it; it stays in the version they saw."""
    if not officials_may(by, *actions) or not by.covers(row.election.village.path):
        raise NotYours
    if not Dispute.objects.visible_to(by).filter(pk=row.pk).exists():
        raise NotYours("这份异议只有指定的查阅人能办理，请县级换届管理员指定。")
    return workflow.locked(row, version)


def accept(
    row: Dispute, *, acceptor: str, on: date | None, by: Actor, reason: str = "", version: int | None = None
) -> Dispute:
    """The body that may takes it up; its clock runs from that day."""
    with transaction.atomic():
        row = locked(row, by, Action.CHANGE, version=version)
        workflow.refuse_unless(row.state == DisputeState.RECEIVED, row, "受理")
        if acceptor not in Acceptor.values:
            raise Refused("请选择受理机关。")
        if on is None or on > timezone.localdate() or on < row.received_on:
            raise Refused(f"受理日期须在收到日期({row.received_on})之后且不晚于今天，请核对。")
        row.acceptor, row.accepted_on = acceptor, on
        row.accept()
        workflow.advance(row, move=ACCEPT, title="受理", by=by, reason=reason or row.get_acceptor_display())
    return row


def refuse(row: Dispute, *, by: Actor, reason: str, version: int | None = None) -> Dispute:
    reason = workflow.require_reason(reason, "不予受理")
    with transaction.atomic():
        row = locked(row, by, Action.CHANGE, version=version)
        workflow.refuse_unless(row.state == DisputeState.RECEIVED, row, "不予受理")
        row.refuse()
        workflow.advance(row, move=REFUSE, title="不予受理", by=by, reason=reason)
    return row


def retract(row: Dispute, *, by: Actor, reason: str, version: int | None = None) -> Dispute:
    """Whoever raised it takes it back, in writing."""
    reason = workflow.require_reason(reason, "撤回异议")
    with transaction.atomic():
        row = locked(row, by, Action.CHANGE, version=version)
        workflow.refuse_unless(row.editable, row, "登记撤回")
        row.retract()
        workflow.advance(row, move=RETRACT, title="提出人撤回", by=by, reason=reason)
    return row


def conclude(row: Dispute, found: rules.Found, *, by: Actor, version: int | None = None) -> Dispute:
    """What was found, under its number; another person checks it against the signed paper."""
    with transaction.atomic():
        row = locked(row, by, Action.CHANGE, version=version)
        workflow.refuse_unless(row.state == DisputeState.ACCEPTED, row, "登记认定")
        today, of_round = timezone.localdate(), row.round_id is not None
        if gaps := rules.finding_gaps(found, today=today, accepted_on=row.accepted_on, of_round=of_round):
            raise Refused(f"还不能登记认定：{'；'.join(gaps)}。请补齐后再登记。")
        row.finding, row.found_words, row.found_on = found.finding, found.words.strip(), found.on
        row.found_number, row.consequence = found.number.strip()[:60], found.consequence
        row.found_post = found.post
        row.conclude()
        workflow.advance(row, move=CONCLUDE, title="登记认定", by=by, reason=row.found_number)
    return row


def send_back(row: Dispute, *, by: Actor, reason: str, version: int | None = None) -> Dispute:
    reason = workflow.require_reason(reason, "退回")
    with transaction.atomic():
        row = locked(row, by, Action.CHANGE, version=version)
        workflow.refuse_unless(row.state == DisputeState.CONCLUDED, row, "退回")
        row.send_back()
        inbox.tell_handed_back(row, after=CONCLUDE, by=by, reason=reason)
        workflow.advance(row, move=RETURN, title="退回补充", by=by, reason=reason)
    return row


def approve(row: Dispute, *, by: Actor, reason: str = "", version: int | None = None) -> Dispute:
    """Another person compared it with the signed paper; where nothing follows it is closed with that."""
    with transaction.atomic():
        row = locked(row, by, *APPROVERS, version=version)
        workflow.refuse_unless(row.state == DisputeState.CONCLUDED, row, "审核认定")
        workflow.require_other_person(row, by=by, after=(CONCLUDE,))
        if row.consequence == Consequence.NONE:
            row.close()
        else:
            row.find()
        workflow.advance(
            row, move=APPROVE, title="审核认定", by=by, reason=reason, approves=True, content=row.found_number
        )
    return row


def moves(row: Dispute, user: Actor) -> set[str]:
    """Moves the page offers this user now; the services decide again."""
    changes, approves = officials_may(user, Action.CHANGE), officials_may(user, *APPROVERS)
    found: set[str] = set()
    if changes and row.state == DisputeState.RECEIVED:
        found |= {ACCEPT, REFUSE, RETRACT}
    if changes and row.state == DisputeState.ACCEPTED:
        found |= {CONCLUDE, RETRACT}
    if row.state == DisputeState.CONCLUDED:
        found |= {RETURN} if changes else set()
        found |= {APPROVE} if approves else set()
    return found
