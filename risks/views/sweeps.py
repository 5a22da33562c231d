"""The overview of risks by township with the reminder, and the sweep grid of one township."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.desk.reminders import reminder
from electioncycle.roles import OFFICIALS, Action, officials_may
from electioncycle.web import grid_pages
from electioncycle.web.grids import Entered, Place
from electioncycle.web.pages import Page
from risks import figures
from risks.rules import settling as rules
from risks.services import sweeps
from risks.services.sweeps import Grid


class RiskPage(Page):
    roles = OFFICIALS
    scope = "territory"


class OverviewPage(RiskPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = figures.overview(self.user, self.cycle)
        before = request.GET.get("before", "").strip()[:20] or "今日20时"
        missing = [line.name for line in lines if not line.sweep.complete]
        context = {
            "lines": lines,
            "total": total,
            "before": before,
            "kinds": figures.risk_kinds(self.cycle),
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


class GridPage(grid_pages.GridPage, RiskPage):
    """Villages × kinds of one township."""

    takes = {"pk": "villages.area"}
    template = "risks/grid.html"

    def grid(self, pk: int) -> Grid:  # type: ignore[override]
        found = sweeps.grid_of(pk, self.user, self.cycle)
        if found is None:
            raise Http404
        return found

    def read_cell(self, grid: Any, text: str, place: Place) -> int | None:
        return rules.read_cell(text)

    def filled(self, grid: Any, place: Place) -> int | None:
        """全部未发现: what the ledger knows, which is mostly nothing found."""
        return grid.points[place]

    def save(self, grid: Any, entered: Entered) -> str:
        saved = sweeps.save_grid(grid, entered, by=self.user)
        more = f"，新增待登记风险点{saved.points_added}个" if saved.points_added else ""
        return f"已保存{saved.changed}格{more}。" if saved.changed else ""

    def in_words(self, value: int | None) -> str:
        return "未排查" if value is None else "未发现" if value == 0 else f"发现{value}个"

    def may_edit(self, grid: Any) -> bool:
        return officials_may(self.user, Action.CHANGE) and not grid.cycle.is_closed

    def about_cell(self, grid: Any, place: Place) -> dict[str, Any]:
        return {"points": grid.points[place]}

    def more(self, grid: Any) -> dict[str, Any]:
        swept = sum(value is not None for value in grid.stored.values())
        return {"count": rules.SweepCount(len(grid.lines), len(grid.columns), swept)}
