"""Pages of a correction of a verified result: proposed from its sheet, old beside new, confirmed by another person."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.documents import Document
from electioncycle.records import files, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.web.downloads import download, printed
from electioncycle.web.moves import MovePage, as_seen, day_in, move
from elections.choices import Cause
from elections.correction_choices import CorrectionKind, CorrectionState, FindingBody
from elections.models import Correction, ResultSheet
from elections.papers.corrections import notice
from elections.rules.rounds import outcomes
from elections.rules.sheet_shape import MOST_GROUPS, Shape
from elections.services import corrected, corrections, sheet_shapes, sheet_verdicts
from elections.services.corrections import Decision
from elections.views.base import WRITERS, ElectionsPage
from elections.views.result_sheets import SEATS, chosen

TONES: dict[str, str] = {CorrectionState.DONE: "ok", CorrectionState.DROPPED: "plain"}
JOINED = ("draft", "scan", "proposed_by", "confirmed_by", *(f"sheet__{one}" for one in sheet_verdicts.JOINED))


class CorrectionsPage(ElectionsPage):
    menu = "election_list"
    takes: ClassVar[dict[str, str | tuple[str, ...]]] = {"pk": "elections.correction"}

    def row(self, pk: int) -> Correction:
        return get_object_or_404(Correction.objects.visible_to(self.user).select_related(*JOINED), pk=pk)

    def page(self, template: str, sheet: ResultSheet, **more: Any) -> HttpResponse:
        election = sheet.round.election
        context = {"sheet": sheet, "round": sheet.round, "election": election, "village": election.village, **more}
        response = render(self.request, template, context)
        response["Cache-Control"] = "no-store"
        return response


class ProposePage(CorrectionsPage):
    """Why, by whose word, and what it is now; where figures are others the paper is typed again next."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet", "kind": tuple(CorrectionKind.values)}

    def sheet(self, pk: int, kind: str) -> ResultSheet:
        if kind not in CorrectionKind.values:
            raise Http404
        rows = ResultSheet.objects.visible_to(self.user).select_related(*sheet_verdicts.JOINED)
        return get_object_or_404(rows, pk=pk)

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        sheet = self.sheet(pk, kind)
        context = {
            "row": sheet,
            "kind": kind,
            "title": CorrectionKind(kind).label,
            "choices": sheet_shapes.choices_again(sheet),
            "groups": MOST_GROUPS,
            "counted_by": sheet.shape["groups"],
            "deciders": FindingBody.choices,
            "outcomes": outcomes(sheet.round.election.procedure),
            "causes": Cause.choices,
            "posts": [(one.post, one.title, one.post in sheet.voided) for one in Shape.read(sheet.shape).posts],
        }
        return self.page("elections/correction_new.html", sheet, **context)

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        sheet = self.sheet(pk, kind)
        with as_seen(request, sheet) as version:
            made = self._propose(sheet, kind, version)
        return redirect("sheet_entry", made.draft_id) if made.draft_id else redirect("correction", made.pk)

    def _propose(self, sheet: ResultSheet, kind: str, version: int) -> Correction:
        """The scan is kept inside the act, and goes with it where it is refused."""
        sent, upload = self.request.POST, self.request.FILES.get("scan")
        lines = chosen(sent) if any(name.startswith(SEATS) for name in sent) else None
        given: dict[str, Any] = {
            "reason": sent.get("reason", ""),
            "scan": files.attach(upload, by=self.user) if upload else None,
            "chosen": lines,
            "by": self.user,
            "version": version,
        }
        if kind == CorrectionKind.ENTRY:
            return corrections.propose_entry_correction(sheet, **given)
        decision = Decision(
            sent.get("decided_by", ""),
            day_in(sent, "decided_on", "决定日期"),
            sent.get("number", ""),
            sent.get("announced", ""),
            sent.get("cause", ""),
            tuple(sent.getlist("voided")),
        )
        return corrections.propose_result_correction(sheet, decision, types=bool(sent.get("types")), **given)


class CorrectionPage(CorrectionsPage):
    """Old beside new, by place; before two persons agree on what was typed, only how far it is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        more: dict[str, Any] = {
            "row": row,
            "tone": TONES.get(row.state, "warn"),
            "moves": corrected.moves(row, self.user),
            "bar": corrected.bar(row, self.user) if row.open and corrected.ready(row) else "",
            "steps": workflow.steps(row),
        }
        return self.page("elections/correction.html", row.sheet, **more, **self._beside(row))

    def _beside(self, row: Correction) -> dict[str, Any]:
        if row.election.purged:
            return {"unreadable": "个人信息已按保存期限清除，更正前后的票数保存在结果报告单中，姓名不再显示。"}
        if not row.done and not (row.open and corrected.ready(row)):
            return {}
        try:
            old = corrected.before(row) if row.done else corrected.current_outcome(row.sheet)
            new = corrected.after(row)
        except Refused as error:
            return {"unreadable": str(error)}
        ahead = {"follows": corrected.follows(new), "newly": corrected.newly_elected(old, new)} if row.open else {}
        return {"old": old, "new": new, "changes": corrected.compared(old, new), **ahead}


class CorrectionMove(MovePage, CorrectionsPage):
    roles = WRITERS

    def _confirm(self, row: Correction, version: int) -> str:
        checked = bool(self.request.POST.get("conditions_met"))
        corrections.confirm(row, conditions_met=checked, by=self.user, version=version)
        return "已更正，结果已重新计算。"

    moves: ClassVar = {
        corrected.CONFIRM: _confirm,
        corrected.DROP: move(corrections.drop, "已撤销，结果没有改动。"),
    }

    def onward(self, row: Correction, move: str) -> tuple[Any, ...]:
        return ("correction", row.pk)


class CorrectionScan(CorrectionsPage):
    """The signed paper or the document that it rests on."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if row.scan is None:
            raise Http404
        audit.record(audit.Event.DOWNLOADED, by=self.user, row=row.scan)
        return download(row.scan.read(), row.scan.name, row.scan.content_type)


class CorrectionNotice(CorrectionsPage):
    """《结果更正公告》, to be posted beside the announcement that it corrects."""

    takes: ClassVar = {"pk": "elections.correction", "form": ("pdf", "docx")}
    heavy = "print"

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row = self.row(pk)
        if row.of_entry or not row.done or row.election.purged:
            raise Http404
        made = printed(self._document(row), f"{row.election.village}结果更正公告第{row.number}号", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made

    def _document(self, row: Correction) -> Document:
        return notice(row, corrected.before(row), corrected.after(row))
