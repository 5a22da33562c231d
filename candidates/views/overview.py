"""The overview of people who want to stand, township by township."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from candidates import figures
from electioncycle.pages import Page
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS


class OverviewPage(Page):
    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle = getattr(request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        *lines, total = figures.overview(request.user, cycle)
        return render(request, "candidates/overview.html", {"lines": lines, "total": total})
