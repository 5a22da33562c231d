"""The page of an election's certificates: set into the county's form, whole, and the sheet to measure with."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.security import audit
from electioncycle.web.downloads import Download, download
from electioncycle.web.moves import day_of
from electioncycle.web.pages import rows_seen
from elections.models import Election
from elections.papers import certificates as papers
from elections.services import calendars, certificates, paper_sites, verified_results
from elections.views.base import ElectionsPage
from elections.views.papers import sheets

SET_IN, WHOLE = "form", ("pdf", "docx")


class CertificatesPage(ElectionsPage):
    takes = {"pk": "elections.election"}
    menu = "election_list"

    def election(self, pk: int) -> Election:
        return get_object_or_404(calendars.joined(Election.objects.visible_to(self.user)), pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = self.election(pk)
        context = {"election": election, "elected": verified_results.elected_of([election])}
        return render(request, "elections/certificates.html", context)


class CertificatesFile(CertificatesPage):
    """Of those ticked, else of everybody elected; refused in words for anybody else."""

    heavy = "print"
    takes = {"pk": "elections.election", "form": (SET_IN, *WHOLE)}

    def get(self, request: HttpRequest, pk: int, form: str = "") -> HttpResponse:
        if form not in (SET_IN, *WHOLE):
            raise Http404
        election, asked = self.election(pk), request.GET
        keys = {name: rows_seen(asked.getlist(name)) for name in ("row", "candidacy")}
        found = certificates.asked_for(election, elected=keys["row"], candidacies=keys["candidacy"])
        made = self._made(election, found, form, self._day())
        audit.record(audit.Event.PRINTED, by=self.user, ledger="certificates", row=election, rows=len(found))
        return made

    def _day(self) -> date | None:
        text = self.request.GET.get("on", "")
        return day_of(text, "颁发日期") if text else None

    def _made(self, election: Election, found: list, form: str, on: date | None) -> Download:
        site, name = paper_sites.site_of(election), f"{election.village}当选证书"
        if form == SET_IN:
            layout = certificates.layout_of(election.cycle or self.cycle_or_none)
            return download(papers.set_in(found, site, layout, on).pdf, f"{name}(套打).pdf")
        return sheets(papers.whole(found, site, on), name, form)


class MeasuringSheet(ElectionsPage):
    """Printed on plain paper of the form's size and held against it."""

    heavy = "print"

    def get(self, request: HttpRequest) -> HttpResponse:
        made = papers.measure(certificates.layout_of(self.cycle_or_none))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="certificates")
        return download(made.pdf, "当选证书校准页.pdf")
