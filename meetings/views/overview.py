"""The overview of organisation and meetings: what is kept here and how much of it there is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS
from electioncycle.web.pages import Page
from meetings.services import summaries


class OverviewPage(Page):
    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle = getattr(request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        kept = [(ledger, ledger.url("list"), number) for ledger, number in summaries.rows_kept(self.user, cycle)]
        said = summaries.of(self.user, cycle, timezone.localdate())
        return render(request, "meetings/overview.html", {"kept": kept, "said": said})
