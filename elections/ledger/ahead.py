"""The steps of elections that are still ahead in a cycle, and the rules they go by."""

from elections.choices import ElectionState
from elections.models import Election
from elections.rules.rounds import WINDOWS
from villages.models import Cycle
from villages.services.steps_ahead import declare


def _waiting(cycle: Cycle) -> int:
    """A by-election goes by an edition of its own."""
    return Election.objects.filter(start__cycle=cycle, state=ElectionState.NEXT).count()


declare("另行选举、重新选举的日期", *WINDOWS.values(), waiting=_waiting)
