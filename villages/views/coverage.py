"""The coverage page of responsibility posts, as page, workbook and print."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.ledgers.pages import LedgerPage
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.sheets import write_rows
from electioncycle.web.downloads import download
from electioncycle.web.pages import key_of
from villages.choices import AreaLevel
from villages.models import Area
from villages.services.coverage import Coverage, coverage, urge
from villages.services.cycles import POST_GROUPS

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

    def lines(self, found: Coverage) -> list[Any]:
        return [line for line in found.lines if line.gaps] if self.request.GET.get("gaps") else found.lines

    def headers(self, found: Coverage) -> list[str]:
        return ["序号", "乡镇(街道)", "村(社区)", *(kind.name for kind in found.kinds), "缺岗"]

    def cells(self, found: Coverage) -> list[list[Any]]:
        return [
            [number, str(line.village.township), str(line.village), *(cell or "缺" for cell in line.cells), line.gaps]
            for number, line in enumerate(self.lines(found), 1)
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
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
            urge=urge(found, timezone.localtime()),
        )


class CoverageExport(CoveragePage):
    heavy = "export"
    action = Action.EXPORT

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        data = write_rows(self.headers(found), self.cells(found), title=f"{self.cycle}包联责任人配备情况")
        audit.record(audit.Event.EXPORTED, by=self.user, ledger=self.ledger.name, rows=len(found.lines))
        return download(data, "包联责任人配备情况.xlsx")


class CoveragePrint(CoveragePage):
    heavy = "print"
    action = Action.PRINT

    def get(self, request: HttpRequest) -> HttpResponse:
        from electioncycle.documents import Document, render_pdf
        from electioncycle.documents.blocks import Paragraph, Table

        found = self.found()
        body = [[str(cell) for cell in line] for line in self.cells(found)]
        lacking = "、".join(f"{name}缺{number}个村" for name, number in found.missing if number) or "各岗位均已配齐"
        villages = f"共{len(found.lines)}个村(社区)，配齐{found.complete}个"
        text = f"{villages}；岗位{found.posts}个，干部{found.cadres}人；{lacking}。"
        document = Document(
            title=f"{self.cycle}包联责任人配备情况",
            marks=("内部资料 注意保存",),
            cover_lines=(f"{timezone.localdate():%Y年%m月%d日}",),
            blocks=[Paragraph(text), Table(self.headers(found), body, small=True)],
            landscape=True,
            names=[line[2] for line in body],
        )
        audit.record(audit.Event.PRINTED, by=self.user, ledger=self.ledger.name, rows=len(found.lines))
        return download(render_pdf(document).pdf, "包联责任人配备情况.pdf", "application/pdf")
