"""The counted figures of every open cycle as they stood when a day had ended, for its county and townships."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from electioncycle.figures import FIGURES
from electioncycle.records import figure_days
from electioncycle.roles import Role
from reports.board_lines import BoardLine, counted_lines
from villages.choices import CycleState
from villages.models import Cycle
from villages.services.accounts import service_account


def keep_last_night() -> tuple[int, int]:
    """For the day that ended last; returns how many cycles and figures were written. Done twice it writes once."""
    day = timezone.localdate() - timedelta(days=1)
    written = [keep_day(cycle, day) for cycle in Cycle.objects.filter(state=CycleState.OPEN).select_related("county")]
    return sum(number > 0 for number in written), sum(written)


def keep_day(cycle: Cycle, day: date) -> int:
    """A figure of which nothing has been entered yet stands at nought."""
    nought = {figure.code: 0 for figure in FIGURES.values() if figure.counted}
    return figure_days.keep(cycle, day, {_path(line, cycle): nought | line.counted for line in lines_of(cycle)})


def lines_of(cycle: Cycle) -> list[BoardLine]:
    """As the county's administrator counts them: in the name of the service account, which holds nothing itself."""
    return counted_lines(in_name_of(cycle), cycle)


def in_name_of(cycle: Cycle) -> Any:
    """The service account as an administrator of the cycle's county, for what nobody asked for."""
    by = service_account()
    by.roles, by.scope_paths, by.place = frozenset({Role.COUNTY_ADMIN}), (cycle.county.path,), str(cycle.county)
    return by


def _path(line: BoardLine, cycle: Cycle) -> str:
    return (line.township or cycle.county).path
