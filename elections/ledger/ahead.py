"""The steps of elections that are still ahead in a cycle, and the rules they go by."""

from elections.choices import ElectionState
from elections.models import Election
from elections.rules.calendar import WITHDRAWAL_FROM, tracks
from elections.rules.rounds import WINDOWS
from elections.services.clashes import MOST
from villages.models import Cycle
from villages.services.steps_ahead import declare

DAYS = sorted({step.key for track in tracks().values() for step in track.steps.values() if step.key})


def _preparing(cycle: Cycle) -> int:
    return Election.objects.filter(term__elected_in=cycle, state=ElectionState.PREPARING).count()


def _waiting(cycle: Cycle) -> int:
    """A by-election goes by an edition of its own."""
    return Election.objects.filter(start__cycle=cycle, state=ElectionState.NEXT).count()


declare("选举各步骤的法定日期", *DAYS, WITHDRAWAL_FROM, MOST, waiting=_preparing)
declare("另行选举、重新选举的日期", *WINDOWS.values(), waiting=_waiting)
