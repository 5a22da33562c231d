"""The first page: what each role looks for first, above the figures that all officials see."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.desk import inbox
from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.pages import EVERYONE, Page
from electioncycle.workbooks.book_pages import FILLING_IN
from reports import morning
from reports.homes import Home

ALONE = (Role.VILLAGE_CLERK, Role.DEPARTMENT_CONTACT)
"""Whose home is what they are asked for."""
FIRST_WEEKS = timedelta(days=30)
"""How long the first page shows the list of the first day to a new account."""


class DashboardPage(Page):
    roles = EVERYONE
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = self.user
        cycle, newcomer = self.cycle_or_none, user.date_joined > timezone.now() - FIRST_WEEKS
        if not user.roles & OFFICIALS or cycle is None:
            context = {
                "newcomer": newcomer,
                "official": bool(user.roles & OFFICIALS),
                "entries": inbox.due_of(user, cycle),
                "asked": bool(user.roles & set(ALONE)),
            }
            return render(request, "reports/welcome.html", context)
        home = Home(user, cycle)
        context = {"board": home, "fills_in": bool(user.roles & FILLING_IN), "newcomer": newcomer}
        if home.leads:
            paper = morning.papers_of(user, cycle).first()
            told = morning.told(paper) if paper else None
            context |= {"paper": paper, "told": told, "is_today": told and told.day == timezone.localdate()}
        return render(request, "reports/dashboard.html", context)
