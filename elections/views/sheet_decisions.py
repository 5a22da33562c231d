"""What is decided of a result and who was elected: answers with their paper, checked by another; persons filled in."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.security import audit
from electioncycle.web.downloads import download
from electioncycle.web.moves import MovePage, as_seen, day_in, move
from elections.models import ElectedPerson, SheetDecision
from elections.services import results, sheet_decisions, winners
from elections.services.sheet_decisions import DecisionPaper
from elections.views.base import WRITERS, ElectionsPage
from elections.views.result_sheets import SheetsPage


class DecidePage(SheetsPage):
    """Records one answer; the form stands on the page of the sheet."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, sent = self.row(pk), request.POST
        with as_seen(request, sheet) as version:
            result = results.result_of(sheet)
            paper = DecisionPaper(
                sent.get("decided_by", ""),
                sent.get("number", ""),
                day_in(sent, "decided_on", "决定日期"),
                request.FILES.get("scan"),
                sent.get("grounds", ""),
            )
            key, value = sent.get("question", ""), sent.get("answer", "")
            sheet_decisions.record(sheet, result, key, value, paper, by=self.user, version=version)
        messages.success(request, "已登记决定，由另一人对照文件核对后计入结果。")
        return redirect("result_sheet", sheet.pk)


class OfDecision(ElectionsPage):
    menu = "election_list"

    def row(self, pk: int) -> SheetDecision:
        rows = SheetDecision.objects.visible_to(self.user)
        return get_object_or_404(rows.select_related("sheet__round__election__village__township", "scan"), pk=pk)


class DecisionMove(MovePage, OfDecision):
    roles = WRITERS
    takes: ClassVar = {"pk": "elections.sheetdecision"}
    moves: ClassVar = {
        sheet_decisions.CONFIRM: move(sheet_decisions.confirm, "已核对，结果已按决定重新计算。", reason=False),
        sheet_decisions.DROP: move(sheet_decisions.drop, "已撤回，结果已重新计算。"),
    }

    def onward(self, row: SheetDecision, move: str) -> tuple[Any, ...]:
        return ("result_sheet", row.sheet_id)


class DecisionScan(OfDecision):
    """The paper itself."""

    takes: ClassVar = {"pk": "elections.sheetdecision"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=row.scan)
        return download(row.scan.read(), row.scan.name, row.scan.content_type)


class WinnerPage(ElectionsPage):
    """Who somebody elected is, with birth and education; the form stands on the page of the sheet."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.electedperson"}
    menu = "election_list"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = ElectedPerson.objects.visible_to(self.user)
        row = get_object_or_404(rows.select_related("sheet__round__election__village__township", "person"), pk=pk)
        sent = request.POST
        with as_seen(request, row):
            person = winners.fill(
                row,
                who=sent.get("who", ""),
                birth=sent.get("birth", ""),
                education=sent.get("education", ""),
                by=self.user,
            )
        messages.success(request, f"{person}：已补登。")
        return redirect("result_sheet", row.sheet_id)
