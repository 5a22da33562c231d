"""What rests on other rows: an election on its start record, the marks of its days on what was recorded of them.

Found at start-up by the shared layer.
"""

from collections.abc import Sequence
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records import lapses
from elections.models import Election, Round, StepDay
from elections.services import calendars, checking, committees, defects, party_records, registrations
from elections.services.following import follow
from readiness.models import StartRecord

CHECKED = (committees, party_records, registrations)
"""The steps whose checks are declared as their modules are loaded."""


@lapses.resting_on(StartRecord)
def judge(rows: Sequence[StartRecord], *, by: Actor) -> None:
    follow(rows, by=by)


@lapses.resting_on(StepDay, Round)
def judge_days(rows: Sequence[Any], *, by: Actor) -> None:
    elections = Election.objects.filter(pk__in={row.election_id for row in rows}).order_by("pk")
    recorded = {(row.election_id, row.step) for row in rows if isinstance(row, StepDay) and row.done_on}
    defects.judge(calendars.joined(elections), recorded, by=by)
    checking.judge(calendars.joined(elections), by=by)
