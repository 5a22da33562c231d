"""The overview of risks by township with the reminder, and the sweep grid of one township."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from electioncycle.desk.reminders import Behind, asked_before, reminder_for
from electioncycle.roles import OFFICIALS
from electioncycle.web.grids import Place
from electioncycle.web.pages import Page
from risks import figures
from risks.rules.settling import SweepCount
from risks.services import sweeps
from risks.services.sweeps import SweepGrids
from villages.services.kind_grids import KindGrid
from villages.views.kind_grids import KindGridPage


class RiskPage(Page):
    roles = OFFICIALS
    scope = "territory"


class OverviewPage(RiskPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        *lines, total = figures.overview(self.user, self.cycle)
        before = asked_before(request)
        open_ones = [(line.name, line.sweep.cells - line.sweep.swept) for line in lines if not line.sweep.complete]
        behind = [Behind(name, cells, "格") for name, cells in open_ones]
        context = {
            "lines": lines,
            "total": total,
            "before": before,
            "kinds": figures.risk_kinds(self.cycle),
            "reminder": reminder_for(self.user, len(lines), behind, before),
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


class GridPage(KindGridPage):
    """Villages × kinds of one township."""

    takes = {"pk": "villages.area"}
    template = "risks/grid.html"

    def kind_grids(self) -> SweepGrids:
        return SweepGrids(self.cycle)

    def grid(self, **kwargs: Any) -> KindGrid:
        found = super().grid(**kwargs)
        self.points = sweeps.points_of(found)
        return found

    def points_at(self, place: Place) -> int:
        return self.points[int(place[0]), int(place[1])]

    def filled(self, grid: Any, place: Place) -> str:
        """全部未发现: what the ledger knows, which is mostly nothing found."""
        return str(self.points_at(place))

    def stands_now(self, text: str) -> str:
        return f"现为{f'发现{text}个' if int(text) else '未发现'}" if text else "现为未排查"

    def about_cell(self, grid: Any, place: Place) -> dict[str, Any]:
        if not (points := self.points_at(place)):
            return {}
        url = f"{reverse('riskpoint_list')}?{urlencode({'q': grid.villages[int(place[0])].name})}"
        return {"beside": f"{points}个", "beside_title": f"已登记风险点{points}个", "beside_url": url}

    def more(self, grid: Any) -> dict[str, Any]:
        return {"township": grid.township, "count": SweepCount(len(grid.lines), len(grid.columns), grid.filled)}
