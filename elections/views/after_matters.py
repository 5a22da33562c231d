"""The page 换届后事项: what follows from an election, a township's villages at once."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from electioncycle.documents.figure_tables import FORMS
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.web.downloads import figures
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Typed
from elections.papers.after_matters import table
from elections.rules.calendar import after_steps
from elections.services import after_matters
from elections.views.base import TownshipPage


class AfterPage(GridPage, TownshipPage):
    """The township stands in the query."""

    template = "elections/after_matters.html"

    def grid(self, **kwargs: Any) -> Grid:
        if self.township is None:
            return Grid((), ())
        return after_matters.grid_of(after_matters.elections_of(self.user, self.cycle_or_none, self.township))

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        if not grid.lines:
            raise Refused("没有已公布结果的村(社区)，没有保存。请先选择乡镇。")
        return after_matters.save(typed, by=self.user)

    def may_edit(self, grid: Grid) -> bool:
        return officials_may(self.user, Action.CHANGE)

    def more(self, grid: Grid) -> dict[str, Any]:
        return {"township": self.township, "townships": self.towns, "steps": after_steps(), "forms": FORMS}


class AfterFile(TownshipPage):
    """Of a township; without one of everything in the user's territory."""

    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = after_matters.elections_of(self.user, self.cycle_or_none, self.township)
        made = table(found, after_matters.grid_of(found))
        return figures(made, form, ledger="after_matters", by=self.user, cycle=self.cycle_or_none, rows=len(found))
