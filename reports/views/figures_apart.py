"""数字核对: what the nightly comparison found, figure by figure, with both places where it stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.jobs import periodic
from electioncycle.roles import COUNTY_ROLES
from electioncycle.web.pages import COUNTY, Page
from reports import agreement
from villages.models import Cycle

MOST_SETTLED = 50


class FiguresApart(Page):
    """What two places tell differently now, and what was put right; for those of the county."""

    roles = COUNTY
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        own = self.cycle if self.user.covers(self.cycle.county.path) else None
        context = {
            "standing": agreement.standing(own) if own else (),
            "settled": agreement.settled(own)[:MOST_SETTLED] if own else (),
            "check": agreement.last_check(own) if own else None,
            "rhythm": periodic.ACTS[agreement.ACT].rhythm,
            "may_ask": bool(self.user.roles & COUNTY_ROLES) and own is not None and not own.is_closed,
        }
        return render(request, "reports/figures_apart.html", context)


class CompareFigures(Page):
    """Compares again soon, instead of in the night."""

    roles = COUNTY_ROLES
    scope = "territory"
    takes = {"pk": "villages.cycle"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        agreement.ask(get_object_or_404(Cycle.objects.visible_to(self.user), pk=pk), by=self.user)
        messages.success(request, "将在半分钟内开始重新核对，村多的县要几分钟，请稍后刷新本页查看结果。")
        return redirect("figures_apart")
