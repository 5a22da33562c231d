"""The page of a township's grid of villages by kinds (``villages.services.kind_grids``)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404

from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, officials_may
from electioncycle.web.grid_pages import GridPage
from electioncycle.web.grids import Grid, Outcome, Typed
from villages.services.kind_grids import KindGrid, KindGrids


class KindGridPage(GridPage):
    roles = OFFICIALS

    def kind_grids(self) -> KindGrids:
        raise NotImplementedError

    def grid(self, **kwargs: Any) -> KindGrid:
        found = self.kind_grids().grid_of(kwargs["pk"], self.user)
        if found is None:
            raise Http404
        return found

    def save(self, grid: Any, typed: Sequence[Typed]) -> Outcome:
        sent = self.request.POST
        on, who = _day(sent.get("on", "")[:10]), sent.get("who", "")[:40]
        return self.kind_grids().keep(grid, typed, by=self.user, on=on, who=who)

    def may_edit(self, grid: Grid) -> bool:
        return officials_may(self.user, Action.CHANGE) and not self.cycle.is_closed

    def tone(self, text: str) -> str:
        return "" if text == "" else "none" if text == "0" else "some"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"日期“{text}”无法识别，请写成2026-11-20这样的日期。") from None
