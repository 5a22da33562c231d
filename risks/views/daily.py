"""The page of daily reports: a township reports with one click, the county sees who has not."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from electioncycle.desk.reminders import asked_before
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, Role, officials_may
from electioncycle.web.pages import Page, key_of, version_seen
from risks.choices import DayState
from risks.services import daily


class DailyPage(Page):
    roles = OFFICIALS
    scope = "territory"

    @staticmethod
    def day_of(text: str) -> date:
        """Any day up to today; today for nonsense."""
        today = timezone.localdate()
        try:
            return min(date.fromisoformat(text), today)
        except ValueError:
            return today


class DailyReports(DailyPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.day_of(request.GET.get("day", "")))

    def page(self, day: date, status: int = 200, **more: Any) -> HttpResponse:
        cycle, today = self.cycle, timezone.localdate()
        found = daily.overview(self.user, cycle, day)
        before = asked_before(self.request)
        own = found.lines[0] if len(found.lines) == 1 else None
        report = own.report if own else None
        context = {
            "found": found,
            "own": own,
            "entered": {"situation": report.situation, "handling": report.handling} if report else {},
            "today": today,
            "previous": day - timedelta(days=1) if day > cycle.starts_on else None,
            "next": day + timedelta(days=1) if day < today else None,
            "cut_off": daily.cut_off(cycle),
            "before": before,
            "reminder": found.reminder(timezone.localtime(), before),
            "may_report": officials_may(self.user, Action.ADD) and not cycle.is_closed and day >= cycle.starts_on,
            "ledger": ledgers.REGISTRY["dailyreport"],
        }
        return render(self.request, "risks/daily.html", {**context, **more}, status=status)


class DailyReportPost(DailyReports):
    """Takes one report; what was written stays on the page when it is refused."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("daily_reports")

    def post(self, request: HttpRequest) -> HttpResponse:
        cycle, data = self.cycle, request.POST
        wanted = key_of(data.get("township", ""))
        township = next((one for one in daily.townships_of(self.user, cycle) if one.pk == wanted), None)
        if township is None:
            raise Http404
        state = data.get("state", "")
        if state not in DayState.values:
            raise Refused("请选择“无异常”或“有情况”。")
        day = self.day_of(data.get("day", ""))
        words = {"situation": data.get("situation", "")[:2000], "handling": data.get("handling", "")[:2000]}
        try:
            row = daily.report(township, day, state, by=self.user, cycle=cycle, version=version_seen(data), **words)
        except Refused as error:
            return self.page(day, error.status, refused=str(error), entered=words, wanted=wanted)
        late = "(迟报)" if row.late else ""
        messages.success(request, f"已报送{row}：{row.get_state_display()}{late}。")
        return redirect(f"{reverse('daily_reports')}?day={day}")
