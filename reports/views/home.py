"""The first page: what each role looks for first, above the figures that all officials see."""

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


class DashboardPage(Page):
    roles = EVERYONE
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        user, cycle = self.user, self.cycle_or_none
        if not user.roles & OFFICIALS or cycle is None:
            context = {
                "official": bool(user.roles & OFFICIALS),
                "entries": inbox.due_of(user, cycle),
                "asked": bool(user.roles & set(ALONE)),
            }
            return render(request, "reports/welcome.html", context)
        home = Home(user, cycle)
        context = {"board": home, "fills_in": bool(user.roles & FILLING_IN)}
        if home.leads:
            paper = morning.papers_of(user, cycle).first()
            told = morning.told(paper) if paper else None
            context |= {"paper": paper, "told": told, "is_today": told and told.day == timezone.localdate()}
        return render(request, "reports/dashboard.html", context)
