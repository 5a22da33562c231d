"""Pages of the checklists: overview by township with the switch, and the grid of one township."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.desk.reminders import Behind, asked_before, reminder_for
from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.grids import Place
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import Page
from meetings.models.checklists import LISTS
from meetings.services import checklists
from meetings.services.checklists import ChecklistGrids
from villages.choices import ListKind
from villages.views.kind_grids import KindGridPage

WHICH = tuple(str(which.value) for which in LISTS)


class ChecklistPage(Page):
    roles = OFFICIALS
    scope = "territory"
    takes = {"which": WHICH}

    def get(self, request: HttpRequest, which: str) -> HttpResponse:
        if which not in WHICH:
            raise Http404
        items, (*lines, total) = checklists.overview(which, self.user, self.cycle)
        before = asked_before(request)
        behind = [Behind(line.name, line.cells - line.filled, "格") for line in lines if line.filled < line.cells]
        context = {
            "which": which,
            "title": ListKind(which).label,
            "items": items,
            "heads": checklists.heads_of(items),
            "lines": [(line, [line.by_item[item.pk] for item in items]) for line in (*lines, total)],
            "total": total,
            "before": before,
            "reminder": reminder_for(self.user, len(lines), behind, before),
            "sentence": checklists.sentence(which, items, total, self.user.place, timezone.localdate()),
            "cycle": self.cycle,
            "may_switch": Role.COUNTY_ADMIN in self.user.roles and not self.cycle.is_closed,
        }
        return render(request, "meetings/checklist.html", context)


class SwitchPage(Page):
    """Switches a checklist on, or off again while nothing was filled in."""

    roles = frozenset({Role.COUNTY_ADMIN})
    scope = "territory"
    takes = {"which": WHICH, "to": ("on", "off")}

    def get(self, request: HttpRequest, which: str, to: str) -> HttpResponse:
        return redirect("checklist", which)

    def post(self, request: HttpRequest, which: str, to: str) -> HttpResponse:
        if which not in WHICH:
            raise Http404
        if to not in ("on", "off"):
            raise Http404
        with as_seen(request, self.cycle):
            said = self._switch(which, on=to == "on")
        messages.success(request, said)
        return redirect("checklist", which)

    def _switch(self, which: str, *, on: bool) -> str:
        if on:
            return f"已启用，共{checklists.switch_on(self.cycle, which, by=self.user)}项。"
        checklists.switch_off(self.cycle, which, by=self.user)
        return "已停用。"


class GridPage(KindGridPage):
    """Villages × items of one township."""

    takes = {"which": WHICH, "pk": "villages.area"}
    template = "meetings/checklist_grid.html"

    def kind_grids(self) -> ChecklistGrids:
        cycle = self.cycle  # without one, the same answer whatever the address names
        if self.kwargs["which"] not in WHICH:
            raise Http404
        return ChecklistGrids(cycle, self.kwargs["which"])

    def filled(self, grid: Any, place: Place) -> str:
        """全部已落实; a number is nobody's to guess."""
        return "" if checklists.is_counted(grid.kinds[int(place[1])]) else "1"

    def stands_now(self, text: str) -> str:
        return f"现为{text if int(text) else '未落实(0)'}" if text else "现为未填报"

    def more(self, grid: Any) -> dict[str, Any]:
        which = self.kwargs["which"]
        return {"which": which, "title": ListKind(which).label, "filled": grid.filled, "cells": len(grid.cells)}
