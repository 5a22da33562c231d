"""The page of whoever runs the site: whether its parts answer, and what it does by itself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from electioncycle.desk import navigation
from electioncycle.desk.navigation import Entry
from electioncycle.jobs import periodic
from electioncycle.operations import health
from electioncycle.operations.backups import daily
from electioncycle.roles import Role
from electioncycle.web.pages import Page

navigation.add(Entry("运行状态", "site_state", "heartbeat", "系统", roles=frozenset({Role.SYSTEM_ADMIN}), position=10))


class SitePage(Page):
    roles = frozenset({Role.SYSTEM_ADMIN})
    scope = "site"


class SiteState(SitePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        backups = daily.kept()
        context = {
            "state": health.readiness(),
            "acts": periodic.overview(),
            "backups": backups[:12],
            "backup_warning": daily.warning(backups),
            "backup_dir": settings.BACKUP_DIR,
            "keep": (settings.BACKUP_KEEP_DAILY, settings.BACKUP_KEEP_WEEKLY),
        }
        return render(request, "site/state.html", context)


class RunAct(SitePage):
    """Does a piece of periodic work at the next opportunity instead of at its hour."""

    takes = {"name": "electioncycle.periodicrun"}

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        asked = periodic.ask_for(name, by=self.user)
        messages.success(request, f"“{asked.title}”将在半分钟内执行，请稍后刷新查看结果。")
        return redirect("site_state")
