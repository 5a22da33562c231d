"""Pages of quick reports: one with what is to be asked back, the form, and what came of a day in figures."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.ledgers.pages import DetailPage
from electioncycle.refusals import Refused
from electioncycle.web.moves import day_of
from elections.models import QuickReport
from elections.models.of_election import committee_election_in
from elections.services import quick_checks, quick_reports, quick_totals
from elections.views.base import ElectionsPage


class QuickReportPage(DetailPage):
    template = "elections/quick_report.html"

    def more(self, row: QuickReport) -> dict[str, Any]:
        return {
            "told": quick_checks.remarks_of([row])[row.pk],
            "differs": quick_checks.differing_of(row),
            "replaced": row.replaced,
        }


class AddQuickReport(AddPage):
    """What is told of a round that nobody recorded yet as over records that too."""

    def store(self, row: Any, form: Any, version: int | None) -> Any:
        village, ended_at = form.values["village"], form.values["ended_at"]
        election = committee_election_in([village.pk]).get(village.pk)
        if election is None:
            raise Refused(QuickReport.no_election.format(village=village))
        with transaction.atomic():
            quick_reports.round_for(election, ended_at, by=self.user)
            return super().store(row, form, version)


class TotalsPage(ElectionsPage):
    """Township by township who has told what, unverified and agreed figures in tables of their own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("day", "")
        day = day_of(asked, "投票日") if asked else timezone.localdate()
        context = {"found": quick_totals.of_day(self.user, day), "ledger": ledgers.of(QuickReport)}
        return render(request, "elections/quick_totals.html", context)
