"""The page on which a township types one step of all its elections as a table."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from electioncycle.refusals import Refused
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Typed
from electioncycle.web.pages import key_of
from elections.models import StepDay
from elections.rules.planning import IN_ROUNDS
from elections.services import step_grids
from elections.services.calendars import Place
from elections.views.base import WRITERS, TownshipPage


class StepGridPage(GridPage, TownshipPage):
    """Township, step and which time stand in the query; without them the page asks for them."""

    roles = WRITERS
    menu = "last_days"
    template = "elections/step_grid.html"

    @cached_property
    def place(self) -> Place:
        asked = self.request.GET
        return asked.get("step", ""), key_of(asked.get("number", "")) or 1

    def grid(self, **kwargs: Any) -> Grid:
        if self.township is None or not self.place[0]:
            return Grid((), ())
        return step_grids.grid_of(self.place, self.township.pk, self.user, self.cycle_or_none)

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        if not grid.lines:
            raise Refused("请先选择乡镇和步骤，再填写。")
        return step_grids.save(grid, self.place, typed, by=self.user)

    def may_edit(self, grid: Grid) -> bool:
        return True

    def more(self, grid: Grid) -> dict[str, Any]:
        steps = [one for one in StepDay._meta.get_field("step").flatchoices if one[0] not in IN_ROUNDS]
        return {
            "township": self.township,
            "townships": self.towns,
            "steps": steps,
            "number": self.place[1],
            "title": dict(steps).get(self.place[0], ""),
            "asked": bool(self.township and self.place[0]),
        }
