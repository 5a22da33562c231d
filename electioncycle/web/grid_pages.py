"""The page of a grid (``electioncycle.web.grids``): shown, typed into, saved in one request; without any script."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.refusals import Refused
from electioncycle.web import grids
from electioncycle.web.grids import Entered, Grid, Place
from electioncycle.web.pages import Page, refused


class GridPage(Page):
    """A page says which grid, how a cell is read, what a fill button puts in, how it is saved, who may edit."""

    template = ""
    scope = "territory"

    def grid(self, **kwargs: Any) -> Grid:
        raise NotImplementedError

    def read_cell(self, grid: Grid, text: str, place: Place) -> int | None:
        """Raises ValueError with the reason."""
        raise NotImplementedError

    def filled(self, grid: Grid, place: Place) -> int | None:
        """What a fill button puts into an empty cell; None leaves it empty."""
        return 0

    def save(self, grid: Grid, entered: Entered) -> str:
        """Save through the service; the sentence for the user, empty when nothing changed."""
        raise NotImplementedError

    def in_words(self, value: int | None) -> str:
        raise NotImplementedError

    def may_edit(self, grid: Grid) -> bool:
        raise NotImplementedError

    def more(self, grid: Grid) -> dict[str, Any]:
        return {}

    def about_cell(self, grid: Grid, place: Place) -> dict[str, Any]:
        """What else stands beside the cell."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grid = self.grid(**kwargs)
        return self.page(grid, _texts(grid.stored))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        grid, data = self.grid(**kwargs), request.POST
        typed = {place: data.get(f"c-{place[0]}-{place[1]}", "").strip()[:12] for place in grid.places}
        kept = {"who": data.get("who", "")[:40], "on": data.get("on", "")[:10]}
        cells, reasons = grids.read(typed, lambda text, place: self.read_cell(grid, text, place))
        if reasons:
            named = "；".join(f"{grid.name(place)}{reason}" for place, reason in list(reasons.items())[:5])
            return self.page(grid, typed, 422, reasons=reasons, message=f"有{len(reasons)}格填写有误：{named}", **kept)
        for place in grids.chosen(grid, data.get("fill", "")):
            if cells[place] is None:
                cells[place] = self.filled(grid, place)
        entered = Entered(cells, grids.read_seen(data.get("seen", "")), _day(kept["on"]), kept["who"])
        try:
            done = self.save(grid, entered)
        except grids.GridConflict as error:
            fresh = self.grid(**kwargs)
            mine = grids.merged(cells, entered.seen, fresh.stored)
            return self.page(fresh, _texts(mine), 409, marked=error.cells, message=str(error), **kept)
        except grids.GridRefused as error:
            return refused(self.page(grid, _texts(cells), 422, reasons=error.reasons, message=str(error), **kept))
        if done:
            messages.success(request, done)
        else:
            messages.info(request, "没有改动，未保存。")
        return redirect(request.path)

    def page(self, grid: Grid, texts: Mapping[Place, str], status: int = 200, **kept: Any) -> HttpResponse:
        stored, marked, reasons = grid.stored, kept.get("marked", frozenset()), kept.get("reasons", {})

        def cell(place: Place) -> dict[str, Any]:
            text, note = texts.get(place, ""), reasons.get(place, "")
            tone = "" if text == "" else "none" if text == "0" else "some"
            return {
                "name": f"c-{place[0]}-{place[1]}",
                "text": text,
                "tone": "clash" if place in marked or note else tone,
                "note": f"现为{self.in_words(stored[place])}" if place in marked else note,
                "label": grid.name(place),
                **self.about_cell(grid, place),
            }

        context = {
            "grid": grid,
            "lines": [(line, [cell((line.pk, column.pk)) for column in grid.columns]) for line in grid.lines],
            "seen": grids.seen_text(stored),
            "may_edit": self.may_edit(grid),
            "today": timezone.localdate(),
            "who": kept.get("who", str(self.user)),
            "on": kept.get("on", ""),
            "message": kept.get("message", ""),
            **self.more(grid),
        }
        return render(self.request, self.template, context, status=status)


def _texts(cells: Mapping[Place, int | None]) -> dict[Place, str]:
    return {place: "" if value is None else str(value) for place, value in cells.items()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"日期“{text}”无法识别，请写成2026-11-20这样的日期。") from None
