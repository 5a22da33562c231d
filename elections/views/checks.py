"""Pages of coded checks: what is open in the user's elections, and the internal 《核对记录》 of one on paper."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.roles import OFFICIALS
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.pages import Page, key_of
from elections.ledger.checks import ASKS, TO_CORRECT
from elections.models import Election
from elections.papers.checks import record_of_checks
from elections.services import calendars, checking
from elections.services.checking import Line
from elections.views.base import ElectionsPage

PER_PAGE = 200
DEFECTS = "defects"
KINDS = ((ASKS, "待说明"), (TO_CORRECT, "须更正"), (DEFECTS, "程序瑕疵待处置"))


def _is(kind: str, one: Line) -> bool:
    asked = {ASKS: one.asks, TO_CORRECT: one.to_correct, DEFECTS: one.open and one.defect is not None}
    return asked.get(kind, one.open)


class ChecksPage(ElectionsPage):
    """What is open of all elections, village by village in official order."""

    def get(self, request: HttpRequest) -> HttpResponse:
        elections = calendars.going(self.user, self.cycle_or_none)
        if township := key_of(request.GET.get("township", "")):
            elections = elections.filter(village__township=township)
        every, kind = list(elections), request.GET.get("kind", "")
        found = checking.lines(every)
        shown: list[Any] = [(one, line) for one in every for line in found.get(one.pk, ()) if _is(kind, line)]
        context = {
            "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "townships": self.townships(),
            "kinds": KINDS,
        }
        return render(request, "elections/checks.html", context)


class ChecksPaper(Page):
    """The township's own record of one election; never handed to the village."""

    roles = OFFICIALS
    scope = "territory"
    heavy = "print"
    takes = {"pk": "elections.election", "suffix": PAPERS}

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        rows = calendars.joined(Election.objects.visible_to(self.user))
        row = get_object_or_404(rows, pk=pk)
        document = record_of_checks(row, checking.lines([row]).get(row.pk, []))
        response = printed(document, f"{row}核对记录", suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper="checks")
        return response
