"""What was recorded of an election's days is held against the law whenever it is saved, on whatever way."""

from collections.abc import Sequence
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records import lapses
from elections.models import Election, Round, StepDay
from elections.services import calendars, defects


@lapses.resting_on(StepDay, Round)
def judge_days(rows: Sequence[Any], *, by: Actor) -> None:
    elections = Election.objects.filter(pk__in={row.election_id for row in rows}).order_by("pk")
    defects.judge(calendars.joined(elections), by=by)
