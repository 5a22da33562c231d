"""Pages of leaders and visits: who holds which village, one leader, the visit's form, the sheet to take along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.roles import FIELD
from electioncycle.security import audit
from electioncycle.web.downloads import printed
from electioncycle.web.pages import Page, key_of
from risks.papers import visits as visit_sheets
from risks.services import visits
from villages.services import participants


class VisitAdd(AddPage):
    """The form of a visit, with the promises not kept yet before it."""

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        open_ones = visits.unkept(visits.visits_of(self.user, self.cycle))
        if village := key_of(self.request.GET.get("village", "")):
            open_ones = open_ones.filter(village=village)
        if template == "ledger/edit.html":
            template = "risks/visit_add.html"
        return super().render(template, status, unkept=open_ones[:30], today=timezone.localdate(), **context)


class LeadersBase(Page):
    roles = FIELD
    scope = "territory"

    def found(self) -> visits.Leaders:
        return visits.leaders(self.user, self.cycle)


class LeadersPage(LeadersBase):
    """Leaders with the difficult villages they hold, their visits, the money they brought, promises not kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found, today = self.found(), timezone.localdate()
        context = {
            "found": found,
            "sentence": visits.sentence(found, self.user.place, today),
            "today": today,
            "link_ledger": ledgers.REGISTRY["leaderlink"],
            "visit_ledger": ledgers.REGISTRY["visit"],
        }
        return render(request, "risks/leaders.html", context)


class LeaderBase(LeadersBase):
    takes = {"holder": "risks.leaderlink"}

    def line(self, holder: str) -> visits.LeaderLine:
        found = next((line for line in self.found().lines if line.holder == holder), None)
        if found is None:
            raise Http404
        return found


class LeaderPage(LeaderBase):
    """One leader: villages with their open problems, visits, promises."""

    def get(self, request: HttpRequest, holder: str) -> HttpResponse:
        line = self.line(holder)
        cycle = self.cycle_or_none
        context = {
            "line": line,
            "problems": visits.open_problems(line.villages, cycle),
            "today": timezone.localdate(),
            "visit_ledger": ledgers.REGISTRY["visit"],
        }
        return render(request, "risks/leader.html", context)


class LeadersPrint(LeadersBase):
    heavy = "print"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        cycle = self.cycle_or_none
        document = visit_sheets.leaders_document(found, cycle=cycle, place=self.user.place)
        made = printed(document, "县领导挂钩联系和夜访情况", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="leaderlink", rows=len(found.lines))
        return made


class SheetPrint(LeaderBase):
    """The sheet to take along: what stands open in each of the leader's villages, and room to write."""

    heavy = "print"

    def get(self, request: HttpRequest, holder: str) -> HttpResponse:
        line = self.line(holder)
        cycle = self.cycle_or_none
        villages = line.villages or list({visit.village_id: visit.village for visit in line.visits}.values())
        document = visit_sheets.sheets_document(line, villages, cycle=cycle, user=self.user)
        made = printed(document, f"夜访单_{line.leader}", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="visit", rows=len(villages))
        return made


class VillageSheet(Page):
    """The same sheet for one village, whoever goes there."""

    heavy = "print"
    roles = FIELD
    scope = "territory"
    takes = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        village = get_object_or_404(participants(self.user, self.cycle), pk=pk)
        document = visit_sheets.sheets_document(None, [village], cycle=self.cycle, user=self.user)
        made = printed(document, f"夜访单_{village}", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, row=village)
        return made
