"""What follows from a start record: the election of its track, and its end when the start is taken back."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import services
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from elections.choices import Body, ElectionState, Procedure
from elections.models import Election
from elections.services.terms import term_of
from readiness.models import StartRecord
from villages.choices import CycleState
from villages.models import Cycle
from villages.services.election_days import election_days

REASON = "随启动换届程序建立"


def follow(starts: Iterable[StartRecord], *, by: Actor) -> int:
    """Every start has its election, and one taken back has none; returns how many were made."""
    starts = list(starts)
    going = [one for one in starts if one.withdrawn_at is None]
    have = set(Election.objects.filter(start__in=going).order_by().values_list("start", flat=True))
    lacking: dict[Cycle, list[StartRecord]] = defaultdict(list)
    for start in going:
        if start.pk not in have:
            lacking[start.cycle].append(start)
    for cycle, own in lacking.items():
        _make(cycle, own, by=by)
    for election in Election.objects.filter(start__in=[one.pk for one in starts if one.withdrawn_at]):
        take_back(election, by=by)
    return sum(map(len, lacking.values()))


def _make(cycle: Cycle, starts: list[StartRecord], *, by: Actor) -> None:
    """The committee's polling day is the planned day of its village; the party's meeting lies before it, on its own."""
    term, days = term_of(cycle, by=by), election_days(cycle, [one.village_id for one in starts])
    rows = [
        Election(
            village=start.village,
            term=term,
            body=start.track,
            procedure=Procedure.REGULAR,
            start=start,
            polling_day=days.get(start.village_id) if start.track == Body.COMMITTEE else None,
        )
        for start in starts
    ]
    history.record_many(rows, by=by, reason=REASON)
    audit.record(audit.Event.ADDED, by=by, ledger="election", rows=len(rows))


def take_back(election: Election, *, by: Actor) -> None:
    """Withdraw an election in which nothing was done yet; raises Refused where something was."""
    election = workflow.locked(election)
    if election.state != ElectionState.PREPARING:
        raise Refused(f"“{election}”{election.get_state_display()}，不能撤销启动登记。确需停止的，请办理终止选举。")
    services.require_independent(election, "随启动登记撤销")
    election.withdrawn_at = timezone.now()
    history.record(election, by=by, reason="启动登记已撤销")
    audit.record(audit.Event.WITHDRAWN, by=by, row=election)


def make_missing(*, by: Actor) -> int:
    """The elections of starts that were registered before the product had elections."""
    with transaction.atomic():
        lacking = StartRecord.objects.filter(cycle__state=CycleState.OPEN).exclude(
            pk__in=Election.objects.exclude(start=None).order_by().values("start")
        )
        return follow(lacking.select_related("cycle__county", "village__township"), by=by)
