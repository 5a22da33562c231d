"""The page on which the checklist of a polling day is ticked, a township's villages at once."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Place, Typed
from electioncycle.web.moves import day_of
from elections.models import DayCheck
from elections.rules.day_checklist import items
from elections.services import day_checks
from elections.views.base import WRITERS, TownshipPage


class DayChecksPage(GridPage, TownshipPage):
    """Township and polling day stand in the query; without a day every election that goes on is there."""

    roles = WRITERS
    menu = "duty_desk"
    template = "elections/day_checks.html"

    @cached_property
    def day(self) -> date | None:
        asked = self.request.GET.get("day", "")
        return day_of(asked, "投票日") if asked else None

    def grid(self, **kwargs: Any) -> Grid:
        if self.township is None:
            return Grid((), ())
        self.votes = day_checks.elections_of(self.user, self.cycle_or_none, self.township.pk, self.day)
        return day_checks.grid_of(self.votes, str(self.user))

    def filled(self, grid: Grid, place: Place) -> str:
        return next(one.fill for one in grid.columns if one.key == place[1])

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        if self.township is None:
            raise Refused("请先选择乡镇，再填写。")
        return day_checks.save(self.votes, typed, by=self.user)

    def may_edit(self, grid: Grid) -> bool:
        return True

    def tone(self, text: str) -> str:
        return "some" if text == day_checks.NO else ""

    def more(self, grid: Grid) -> dict[str, Any]:
        return {
            "township": self.township,
            "townships": self.towns,
            "day": self.day,
            "items": items().values(),
            "ledger": ledgers.of(DayCheck),
        }
