"""What rests on other rows: an election on its start record, marks on what was recorded of its days and of kin.

Found at start-up by the shared layer.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from electioncycle.actors import Actor
from electioncycle.records import lapses
from elections.choices import LIVE
from elections.models import Election, Round, StepDay
from elections.services import (
    archive_checks,
    calendars,
    checking,
    committees,
    defects,
    party_records,
    registrations,
    schemes,
)
from elections.services.following import follow
from readiness.models import StartRecord
from villages.choices import CycleState
from villages.models import Kinship

CHECKED = (archive_checks, committees, party_records, registrations)
"""The steps whose checks are declared as their modules are loaded."""


@lapses.resting_on(StartRecord)
def judge(rows: Sequence[StartRecord], *, by: Actor) -> None:
    follow(rows, by=by)


@lapses.resting_on(StepDay, Round)
def judge_days(rows: Sequence[Any], *, by: Actor) -> None:
    schemes.follow_calendar([row for row in rows if isinstance(row, StepDay)], by=by)
    found = Election.objects.filter(pk__in={row.election_id for row in rows}).order_by("pk")
    elections = list(calendars.joined(found))
    recorded = {(row.election_id, row.step) for row in rows if isinstance(row, StepDay) and row.done_on}
    defects.judge(elections, recorded, by=by)
    checking.judge(elections, by=by)


@lapses.resting_on(Kinship)
def judge_kin(rows: Sequence[Kinship], *, by: Actor) -> None:
    """Who sits in a committee or works at a vote while kin stand; those of closed cycles rest."""
    open_ones = Q(state__in=LIVE) | Q(term__elected_in__state=CycleState.OPEN)
    elections = Election.objects.filter(open_ones, village__in={row.village_id for row in rows}).order_by("pk")
    going = [one for one in calendars.joined(elections) if one.held_in is None or not one.held_in.is_closed]
    checking.judge(going, by=by, saved=Kinship)
