"""The page on which a ledger is typed as a table, one area at a time (``electioncycle.workbooks.ledger_grids``)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from electioncycle.ledgers.pages import LedgerPage
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.web import grids
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Outcome, Typed
from electioncycle.workbooks import ledger_grids
from electioncycle.workbooks.ledger_grids import LedgerGrid


class LedgerGridPage(GridPage, LedgerPage):
    """Without an area in the address: the grid of the user's only one, else the choice among them."""

    template = "ledger/grid.html"
    action = Action.CHANGE

    def names(self) -> dict[str, str | tuple[str, ...]]:
        return {"pk": ledger_grids.area_model(self.ledger)._meta.label_lower}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.area is None:
            return self.render("ledger/grids.html", areas=self.areas)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.area is None:
            raise Refused("您管辖的乡镇(街道)不止一个，没有保存。请先选择乡镇，再填报。")
        return super().post(request, **kwargs)

    @property
    def own_cycle(self) -> Any:
        return self.cycle if self.ledger.by_cycle else self.cycle_or_none

    @cached_property
    def areas(self) -> list[Any]:
        return list(ledger_grids.areas(self.ledger, self.user, self.own_cycle))

    @cached_property
    def area(self) -> Any:
        """What the address names; without it the only one there is."""
        if "pk" in self.kwargs:
            seen = ledger_grids.area_model(self.ledger).objects.visible_to(self.user)
            return get_object_or_404(seen, pk=self.kwargs["pk"])
        return self.areas[0] if len(self.areas) == 1 else None

    def grid(self, **kwargs: Any) -> grids.Grid:
        spare = ledger_grids.spare_sent(self.request.POST)
        self.own = LedgerGrid(self.ledger, self.area, user=self.user, cycle=self.own_cycle, spare=spare)
        return self.own.read()

    def save(self, grid: grids.Grid, typed: Sequence[Typed]) -> Outcome:
        return self.own.keep(typed, told=self.request.POST.get("undoes", "").splitlines())

    def may_edit(self, grid: grids.Grid) -> bool:
        return self.own_cycle is None or not self.own_cycle.is_closed

    def more(self, grid: grids.Grid) -> dict[str, Any]:
        return {
            "ledger": self.ledger,
            "area": self.area,
            "areas": self.areas if "pk" in self.kwargs else (),
            "registered": sum(bool(line.row) for line in grid.lines),
            "spare": bool(self.own.spare),
        }
