"""The coverage page of responsibility posts, as page, workbook and print."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from electioncycle.desk.reminders import Behind, asked_before, reminder_for
from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import Download, download, printed
from electioncycle.web.pages import key_of
from villages.choices import AreaLevel
from villages.models import Area, Village
from villages.papers.coverage import coverage_document
from villages.services import villages_of
from villages.services.coverage import Coverage, VillageLine, coverage
from villages.services.cycles import POST_GROUPS
from villages.workbooks.coverage import workbook

HOLDERS_SHOWN = 30
PER_PAGE = 50


class CoveragePage(LedgerPage):
    def found(self) -> Coverage:
        township = self.request.GET.get("township", "")
        return coverage(
            self.user,
            self.cycle,
            township=key_of(township) or None,
            group=self.request.GET.get("group", ""),
        )

    def lines(self, found: Coverage) -> list[VillageLine]:
        return [line for line in found.lines if line.gaps] if self.request.GET.get("gaps") else found.lines

    def get(self, request: HttpRequest) -> HttpResponse:
        found, before = self.found(), asked_before(request)
        behind = [Behind(name, len(lacking), "个村(社区)", lacking) for name, lacking in found.behind]
        townships = Area.objects.visible_to(self.user).filter(
            level=AreaLevel.TOWNSHIP,
            path__startswith=self.cycle.county.path,
        )
        return self.render(
            "villages/coverage.html",
            found=found,
            page=Paginator(self.lines(found), PER_PAGE).get_page(request.GET.get("page")),
            holders=found.holders[:HOLDERS_SHOWN],
            townships=townships,
            groups=POST_GROUPS,
            before=before,
            reminder=reminder_for(self.user, len(found.townships), behind, before),
        )


class CoverageFile(MadeFile, CoveragePage):
    what = "包联责任人配备情况"

    def covered(self) -> QuerySet[Village]:
        return villages_of(self.user, self.cycle)


class CoverageExport(CoverageFile):
    heavy = "export"
    action = Action.EXPORT

    def file(self, request: HttpRequest) -> Download:
        found = self.found()
        data = workbook(found, self.lines(found), cycle=self.cycle)
        audit.record(audit.Event.EXPORTED, by=self.user, ledger=self.ledger.name, rows=len(found.lines))
        return download(data, "包联责任人配备情况.xlsx")


class CoveragePrint(CoverageFile):
    heavy = "print"
    action = Action.PRINT

    def file(self, request: HttpRequest) -> Download:
        found = self.found()
        document = coverage_document(found, self.lines(found), cycle=self.cycle)
        made = printed(document, "包联责任人配备情况", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, rows=len(found.lines))
        return made
