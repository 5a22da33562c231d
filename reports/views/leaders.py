"""Papers for those who decide: one A4 of a village, a township or the county, the daily paper, a village's dossier."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.documents import Document
from electioncycle.roles import COUNTY_ROLES, OFFICIALS
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, download, printed
from electioncycle.web.pages import COUNTY, Page
from reports import morning, one_page
from reports.briefing import READY
from reports.models import DailyPaper
from reports.papers import briefing as briefing_paper
from reports.papers import dossier
from reports.papers import one_page as one_page_paper
from villages.models import Area, Cycle, Village
from villages.services.territory import participants, villages_of


class LeadersPage(Page):
    """Officials, each for their own territory, in the cycle they work in."""

    roles = OFFICIALS
    scope = "territory"

    def own_village(self, pk: int) -> Village:
        return get_object_or_404(villages_of(self.user, self.cycle), pk=pk)

    def recorded(self, document: Document, form: str, name: str, what: str) -> HttpResponse:
        if form not in PAPERS:
            raise Http404
        audit.record(audit.Event.EXPORTED if form == "docx" else audit.Event.PRINTED, by=self.user, ledger=what)
        return printed(document, name, form)


class VillageSheet(LeadersPage):
    """One A4 of a village."""

    heavy = "print"
    takes = {"pk": "villages.village", "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str = "pdf") -> HttpResponse:
        told = one_page.of_village(self.own_village(pk), self.user, self.cycle)
        return self.recorded(
            one_page_paper.document(told, defined=self.wants_definitions), form, told.title, "one_page"
        )


class PlaceSheet(LeadersPage):
    """One A4 of a township, or of all the user answers for."""

    heavy = "print"
    takes = {"pk": "villages.area", "form": PAPERS}

    def get(self, request: HttpRequest, form: str, pk: int = 0) -> HttpResponse:
        found = participants(self.user, self.cycle)
        place = self.user.place
        if pk:
            area = get_object_or_404(Area.objects.visible_to(self.user), pk=pk)
            found, place = found.filter(path__startswith=area.path), str(area)
        told = one_page.of_place(list(found), place, self.user, self.cycle)
        return self.recorded(
            one_page_paper.document(told, defined=self.wants_definitions), form, told.title, "one_page"
        )


class Dossier(LeadersPage):
    """Everything of a village in one volume: the A4, the report of its analysis, the days of its elections."""

    heavy = "print"
    takes = {"pk": "villages.village", "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        if form not in PAPERS:
            raise Http404
        village = self.own_village(pk)
        volume = dossier.volume(village, self.user, self.cycle)
        name = f"{village.township}_{village}_换届档案.{form}"
        audit.record(audit.Event.EXPORTED if form == "docx" else audit.Event.PRINTED, by=self.user, row=village)
        return download(volume.docx() if form == "docx" else volume.pdf().pdf, name)


class DailyPapers(LeadersPage):
    """The leaders' daily papers of the cycle, the newest as it reads; the county's office may make today's anew."""

    roles = COUNTY

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(morning.papers_of(self.user, self.cycle)[:60])
        context = {
            "papers": rows,
            "told": morning.told(rows[0]) if rows else None,
            "paper": rows[0] if rows else None,
            "may_make": bool(self.user.roles & COUNTY_ROLES) and not self.cycle.is_closed,
            "ready": READY,
        }
        return render(request, "reports/daily_papers.html", context)


class MakeDailyPaper(LeadersPage):
    """Today's paper of a cycle as things stand now."""

    roles = COUNTY_ROLES
    heavy = "print"
    takes = {"pk": "villages.cycle"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = get_object_or_404(Cycle.objects.visible_to(self.user), pk=pk)
        row = morning.make_anew(cycle, by=self.user)
        messages.success(request, f"已按现在的数据重新生成{row.day:%Y-%m-%d}的换届工作日报。")
        return redirect("daily_papers")


class DailyPaperFile(LeadersPage):
    roles = COUNTY
    heavy = "print"
    takes = {"pk": "reports.dailypaper", "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row: DailyPaper = get_object_or_404(morning.papers_of(self.user, self.cycle), pk=pk)
        name = f"{self.cycle.county}{briefing_paper.TITLE}{row.day:%Y-%m-%d}"
        document = briefing_paper.document(morning.told(row), row.made_at, defined=self.wants_definitions)
        return self.recorded(document, form, name, "daily_paper")
