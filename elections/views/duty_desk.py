"""The page 值班台: where every vote of the day stands, whom to call, and what is told by telephone typed in a grid."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Action, officials_may
from electioncycle.web import grids
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Typed
from electioncycle.web.moves import day_of
from electioncycle.web.pages import key_of
from elections.day_choices import Standing
from elections.models import BallotCustody, Incident, QuickReport
from elections.services import desk_grid, duty_desk
from elections.services.duty_desk import Asked, Desk
from elections.views.base import ElectionsPage

REFRESH = "refresh"


class DeskPage(GridPage, ElectionsPage):
    """Of today, or of the day asked for; ``REFRESH`` shows what is new and keeps what was typed, without a script."""

    template = "elections/duty_desk.html"

    @cached_property
    def day(self) -> date:
        asked = self.request.GET.get("day", "")
        return day_of(asked, "日期") if asked else timezone.localdate()

    @property
    def asked(self) -> Asked:
        """What was typed is not narrowed by a state that may have moved on meanwhile."""
        sent = self.request.GET
        state = sent.get("state", "") if self.request.method == "GET" else ""
        return Asked(key_of(sent.get("township", "")), state)

    def grid(self, **kwargs: Any) -> Grid:
        self.desk: Desk = duty_desk.desk(self.user, self.cycle_or_none, self.day, self.asked)
        return desk_grid.grid_of(self.desk.votes)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.refreshed(**kwargs) if REFRESH in request.POST else super().post(request, **kwargs)

    def refreshed(self, **kwargs: Any) -> HttpResponse:
        """The page as it stands now, with what was typed; where somebody else typed too, what stands there now."""
        grid = self.grid(**kwargs)
        typed = grids.read(grid, self.request.POST)
        _, outcome = grids.settle(grid, typed, desk_grid.alike)
        return self.page(grid, outcome, {one.key: one for one in typed if one.mine})

    def save(self, grid: Grid, typed: Sequence[Typed]) -> Outcome:
        return desk_grid.save(self.day, self.cycle_or_none, typed, by=self.user)

    def may_edit(self, grid: Grid) -> bool:
        return officials_may(self.user, Action.CHANGE)

    def more(self, grid: Grid) -> dict[str, Any]:
        return {
            "desk": self.desk,
            "day": self.day,
            "now": timezone.localtime(),
            "texts": self.desk.texts(self.user.place),
            "townships": self.desk.townships,
            "states": Standing.choices,
            "incident_ledger": ledgers.of(Incident),
            "custody_ledger": ledgers.of(BallotCustody),
            "quick_ledger": ledgers.of(QuickReport),
        }
