"""The overview of risks by township with the reminder, and the sweep grid of one township."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from electioncycle.pages import Page
from electioncycle.refusals import Conflict, Refused
from electioncycle.reminders import reminder
from electioncycle.roles import OFFICIALS, Action, officials_may
from risks import figures
from risks.rules import settling as rules
from risks.services import sweeps
from risks.services.sweeps import Entered, Grid, Place


class RiskPage(Page):
    roles = OFFICIALS
    scope = "territory"

    def cycle(self) -> Any:
        cycle = getattr(self.request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        return cycle


class OverviewPage(RiskPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = figures.overview(request.user, self.cycle())
        before = request.GET.get("before", "").strip()[:20] or "今日20时"
        missing = [line.name for line in lines if not line.sweep.complete]
        context = {
            "lines": lines,
            "total": total,
            "before": before,
            "kinds": figures.risk_kinds(self.cycle()),
            "reminder": reminder(len(lines) - len(missing), missing, timezone.localtime(), before),
            "sentence": _sentence(total, self.user.place),
        }
        return render(request, "risks/overview.html", context)


def _sentence(total: figures.Line, place: str) -> str:
    sweep, points = total.sweep, total.points
    return (
        f"{place}{sweep.villages}个村(社区)围绕{sweep.kinds}类风险逐一排查，应排查{sweep.cells}格，已排查{sweep.swept}格"
        f"(占{sweep.share if sweep.share is not None else 0}%)，登记风险点{points.total}个，已销号{points.closed}个，"
        f"化解中{points.working}个，超期{points.overdue}个；建立重点村、重点人员台账{total.sets}套"
        f"(重点村{total.key_villages.total}套、重点人员{total.key_persons.total}套)。"
    )


class GridPage(RiskPage):
    """Villages × kinds of one township, saved in one request; without any script."""

    takes = {"pk": "villages.area"}

    def grid(self, pk: int) -> Grid:
        found = sweeps.grid_of(pk, self.user, self.cycle())
        if found is None:
            raise Http404
        return found

    def page(self, grid: Grid, cells: dict[Place, str], status: int = 200, **more: Any) -> HttpResponse:
        marked, reasons, stored = more.get("marked", frozenset()), more.get("reasons", {}), grid.stored
        lines = [
            (village, [self._cell(grid, (village.pk, kind.pk), cells, stored, marked, reasons) for kind in grid.kinds])
            for village in grid.villages
        ]
        swept = sum(value is not None for value in stored.values())
        context = {
            "grid": grid,
            "lines": lines,
            "seen": ";".join(f"{v}-{k}={'' if n is None else n}" for (v, k), n in stored.items()),
            "count": rules.SweepCount(len(grid.villages), len(grid.kinds), swept),
            "may_edit": officials_may(self.user, Action.CHANGE) and not grid.cycle.is_closed,
            "today": timezone.localdate(),
            "who": more.get("who", str(self.user)),
            "on": more.get("on", ""),
            "message": more.get("message", ""),
        }
        return render(self.request, "risks/grid.html", context, status=status)

    @staticmethod
    def _cell(grid: Grid, place: Place, cells: Any, stored: Any, marked: Any, reasons: Any) -> dict[str, Any]:
        text, now = cells.get(place, ""), stored[place]
        tone = "" if text == "" else "none" if text == "0" else "some"
        theirs = "未排查" if now is None else "未发现" if now == 0 else f"发现{now}个"
        return {
            "name": f"c-{place[0]}-{place[1]}",
            "text": text,
            "tone": "clash" if place in marked or place in reasons else tone,
            "note": f"现为{theirs}" if place in marked else reasons.get(place, ""),
            "label": grid.name(place),
            "points": grid.points[place],
            "link": f"{reverse('riskpoint_list')}?township={grid.township.pk}",
        }

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        return self.page(grid, _texts(grid.stored))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid, data = self.grid(pk), request.POST
        typed = {place: data.get(f"c-{place[0]}-{place[1]}", "").strip()[:12] for place in grid.places}
        kept = {"who": data.get("swept_by", "")[:40], "on": data.get("on", "")[:10]}
        cells, reasons = _read(typed)
        if reasons:
            named = "；".join(f"{grid.name(place)}{reason}" for place, reason in list(reasons.items())[:5])
            return self.page(grid, typed, 422, reasons=reasons, message=f"有{len(reasons)}格填写有误：{named}", **kept)
        cells = sweeps.fill_empty(grid, cells, _chosen(grid, data.get("fill", "")))
        try:
            on = date.fromisoformat(kept["on"]) if kept["on"] else None
        except ValueError:
            raise Refused(f"排查日期“{kept['on']}”无法识别，请写成2026-11-20这样的日期。") from None
        try:
            saved = sweeps.save_grid(grid, Entered(cells, _seen(data.get("seen", "")), on, kept["who"]), by=self.user)
        except sweeps.GridConflict as error:
            fresh = self.grid(pk)
            mine = _merged(cells, _seen(data.get("seen", "")), fresh.stored)
            return self.page(fresh, _texts(mine), 409, marked=error.cells, message=str(error), **kept)
        except sweeps.GridRefused as error:
            return self.page(grid, _texts(cells), 422, reasons=error.reasons, message=str(error), **kept)
        except Conflict:
            raise
        if saved.changed:
            more = f"，新增待登记风险点{saved.points_added}个" if saved.points_added else ""
            messages.success(request, f"已保存{saved.changed}格{more}。")
        else:
            messages.info(request, "没有改动，未保存。")
        return redirect("sweep_grid", pk)


def _texts(cells: Any) -> dict[Place, str]:
    return {place: "" if value is None else str(value) for place, value in cells.items()}


def _read(typed: dict[Place, str]) -> tuple[dict[Place, int | None], dict[Place, str]]:
    cells: dict[Place, int | None] = {}
    reasons = {}
    for place, text in typed.items():
        try:
            cells[place] = rules.read_cell(text)
        except ValueError as error:
            reasons[place] = str(error)
    return cells, reasons


def _seen(text: str) -> dict[Place, int | None]:
    """What the page showed when it was opened; whatever is not of that form counts as not seen."""
    found: dict[Place, int | None] = {}
    for part in text[:200_000].split(";"):
        place, _, value = part.partition("=")
        village, _, kind = place.partition("-")
        if all(_is_number(word) for word in (village, kind)) and (not value or _is_number(value)):
            found[int(village), int(kind)] = int(value) if value else None
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _merged(mine: Any, seen: Any, stored: Any) -> dict[Place, int | None]:
    """What this clerk changed stays as typed; everything else shows what is stored now."""
    return {place: mine[place] if mine[place] != seen.get(place) else now for place, now in stored.items()}


def _chosen(grid: Grid, fill: str) -> Iterable[Place]:
    """The cells a button 全部未发现 stands for: the whole grid, one village, one kind."""
    which, _, key = fill.partition("-")
    if which == "all":
        return grid.places
    return [
        place
        for place in grid.places
        if {"row": place[0], "kind": place[1]}.get(which) == (int(key) if _is_number(key) else -1)
    ]
