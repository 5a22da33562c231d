"""An election comes with the start record of its track and goes with it; found at start-up by the shared layer."""

from collections.abc import Sequence

from electioncycle.actors import Actor
from electioncycle.records import lapses
from elections.services.following import follow
from readiness.models import StartRecord


@lapses.resting_on(StartRecord)
def judge(rows: Sequence[StartRecord], *, by: Actor) -> None:
    follow(rows, by=by)
