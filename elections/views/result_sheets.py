"""Pages of a result sheet: begun from its round, typed, compared with the paper, and what came of it."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.records import workflow
from electioncycle.roles import Action, officials_may
from electioncycle.web.moves import MovePage, as_seen, move
from electioncycle.web.pages import key_of, refused
from elections.choices import DecidedBy
from elections.models import ResultSheet, Round
from elections.rules.sheet import Unreadable
from elections.rules.sheet_layout import parts, sums
from elections.rules.sheet_shape import MOST_GROUPS, Shape
from elections.services import (
    corrected,
    results,
    sheet_decisions,
    sheet_shapes,
    sheet_verdicts,
    sheet_ways,
    sheets,
    winners,
)
from elections.services.results import Result
from elections.services.rounds import may
from elections.services.sheets import Slip
from elections.sheet_choices import ANSWERS, DESIGNATED, SheetState
from elections.views.base import WRITERS, ElectionsPage
from elections.views.elections import moment_of
from villages.choices import Education, Sex

TONES: dict[str, str] = {SheetState.VERIFIED: "ok", SheetState.DOUBTED: "bad", SheetState.DIFFERENT: "warn"}
SEATS, CANDIDATE = "seats-", "candidate-"


class SheetsPage(ElectionsPage):
    menu = "election_list"

    def row(self, pk: int) -> ResultSheet:
        rows = ResultSheet.with_provisional.visible_to(self.user).select_related(*sheet_verdicts.JOINED)
        return get_object_or_404(rows, pk=pk)

    def render(self, template: str, sheet: ResultSheet, *, status: int = 200, **more: Any) -> HttpResponse:
        """Nothing of a sheet stays in a browser's memory."""
        held = sheet.round
        context = {"row": sheet, "round": held, "election": held.election, "village": held.election.village, **more}
        response = render(self.request, template, context, status=status)
        response["Cache-Control"] = "no-store"
        return response


class BeginPage(ElectionsPage):
    """What stands on the paper of a round: posts, seats, names; then the first person types."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.round"}
    menu = "election_list"

    def round(self, pk: int) -> Round:
        joined = ("election__village__township__parent", "election__term__elected_in", "rule_set")
        return get_object_or_404(Round.objects.visible_to(self.user).select_related(*joined), pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.round(pk)
        if sheet := sheets.sheet_of(row):
            return redirect("result_sheet", sheet.pk)
        sheet_shapes.require_sheet(row)
        context = {"row": row, "election": row.election, "choices": sheet_shapes.choices(row), "groups": MOST_GROUPS}
        return render(request, "elections/sheet_begin.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.round(pk)
        with as_seen(request, row) as version:
            sheet = sheets.begin(row, chosen(request.POST), by=self.user, version=version)
        return redirect("sheet_entry", sheet.pk)


def chosen(sent: Any) -> sheet_shapes.Chosen:
    seats = {name.removeprefix(SEATS): key_of(sent[name]) for name in sent if name.startswith(SEATS)}
    people = {
        name.removeprefix(CANDIDATE): {key_of(text) for text in sent.getlist(name)}
        for name in sent
        if name.startswith(CANDIDATE)
    }
    return sheet_shapes.Chosen(seats, people, key_of(sent.get("groups", "1")))


class SheetPage(SheetsPage):
    """How far the sheet is; once two persons agree, its figures and what the engine says of them."""

    takes: ClassVar = {"pk": "elections.resultsheet"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = self.row(pk)
        if sheet.provisional and sheet.agreed:
            return redirect("correction", sheet.draft_of.pk)
        more: dict[str, Any] = {
            "corrections": corrected.corrections_of(sheet),
            "correctable": corrected.kinds_open_to(sheet, self.user),
            "tone": TONES.get(sheet.state, "info"),
            "moves": sheet_ways.moves(sheet, self.user),
            "bar": sheets.bar(sheet, self.user) if sheet.state == SheetState.SECOND else "",
            "own": sheets.entry_of(sheet, self.user) if sheet.open else None,
            "steps": workflow.steps(sheet),
            "county": officials_may(self.user, Action.COUNTY_REVIEW),
            "reasons": [(one.value, one.label) for one in DESIGNATED],
            "duty": sheet_ways.on_duty_now(sheet) if sheet.with_duty else (),
            "now": timezone.localtime(),
            "times": [(name, what, getattr(sheet, name)) for name, what in sheet_verdicts.TIMES.items()],
        }
        return self.render("elections/result_sheet.html", sheet, **more, **self._result(sheet))

    def _result(self, sheet: ResultSheet) -> dict[str, Any]:
        if not sheet.agreed:
            return {}
        if sheet.election.purged:
            return {"figures": results.load([sheet])[sheet.pk], "elected": corrected.elected_of(sheet)}
        try:
            result = results.results([sheet])[sheet.pk]
        except Unreadable as error:
            return {"unreadable": str(error)}
        doubts = sheet_verdicts.doubts(sheet, result)
        return {"result": result, "figures": result.figures, "doubts": doubts, **self._decided(sheet, result)}

    def _decided(self, sheet: ResultSheet, result: Result) -> dict[str, Any]:
        """What a body decided or has to decide, and who was elected."""
        may_write = may(self.user, sheet.election, Action.CHANGE)
        return {
            "decisions": [(one, sheet_decisions.moves(one, self.user)) for one in sheet_decisions.decisions_of(sheet)],
            "asked": sheet_decisions.asked(sheet, result),
            "may_decide": may_write and sheet.state in sheet_decisions.DECIDED,
            "bodies": DecidedBy.choices,
            "winners": winners.winners(sheet, self.user),
            "may_write": may_write,
            "education": Education.choices,
        }


class EntryPage(SheetsPage):
    """Typed by one person, who alone opens it; kept by the page's script while typing, and by a button without."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = self.row(pk)
        entry = sheets.entry_to_type(sheet, self.user)
        slip = sheets.slip_of(sheet, entry) if sheet.state == SheetState.FAULTY else Slip()
        return self._page(sheet, entry, slip)

    def _page(self, sheet: ResultSheet, entry: Any, slip: Slip, *, status: int = 200) -> HttpResponse:
        shape = Shape.read(sheet.shape)
        context = {
            "entry": entry,
            "slip": slip,
            "parts": parts(shape, sheet_shapes.roster(shape), entry.typed),
            "sums": sums(shape),
            "sexes": Sex.choices,
            "standings": [(one.value, one.label) for one in ANSWERS],
        }
        return self.render("elections/sheet_entry.html", sheet, status=status, **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, sent = self.row(pk), request.POST
        with as_seen(request, sheet) as version:
            saved, paper = key_of(sent.get("saved", "")), bool(sent.get("as_on_paper"))
            sheet, slip = sheets.hand_in(sheet, sent, as_on_paper=paper, by=self.user, saved=saved, version=version)
        if slip.returned:
            return refused(self._page(sheet, sheets.entry_to_type(sheet, self.user), slip, status=422))
        return redirect("result_sheet", sheet.pk)


class KeepPage(SheetsPage):
    """What stands in the form is kept; a script asks every few seconds, a button leads back to the form."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet"}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet, sent = self.row(pk), request.POST
        with as_seen(request, sheet):
            entry = sheets.keep(sheet, sent, by=self.user, saved=key_of(sent.get("saved", "")))
        if sent.get("by_script"):
            told = f"已保存 {timezone.localtime(entry.saved_at):%H:%M:%S}"
            return JsonResponse({"saved": entry.saved, "told": told})
        return redirect("sheet_entry", sheet.pk)


class ComparePage(SheetsPage):
    """What the first typed, line by line, for the second who compares it with the paper; never of a blind sheet."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sheet = self.row(pk)
        if not sheets.compares(sheet, self.user):
            return redirect("result_sheet", sheet.pk)
        shape = Shape.read(sheet.shape)
        words = {**{one.value: str(one.label) for one in ANSWERS}, **dict(Sex.choices)}
        typed = {key: words.get(text, text) for key, text in sheets.to_compare(sheet, self.user).items()}
        shown = parts(shape, sheet_shapes.roster(shape), typed)
        return self.render("elections/sheet_compare.html", sheet, parts=shown)


class SheetMove(MovePage, SheetsPage):
    roles = WRITERS
    takes: ClassVar = {"pk": "elections.resultsheet"}

    def onward(self, row: ResultSheet, move: str) -> tuple[Any, ...]:
        if move == sheets.TAKE:
            return ("sheet_entry" if row.blind else "sheet_compare", row.pk)
        if move in (sheet_ways.RESTART, sheet_ways.REOPEN):
            return ("sheet_begin", row.round_id)
        return ("result_sheet", row.pk)

    def _point_out(self, row: ResultSheet, version: int) -> str:
        sheets.point_out(row, self.request.POST.getlist("differs"), by=self.user, version=version)
        return "已告知录入人哪几处与原件不一致。"

    def _blind(self, row: ResultSheet, version: int) -> str:
        sheet_ways.type_blind(row, because=self.request.POST.get("because", ""), by=self.user, version=version)
        return "已改为双人背靠背录入。"

    def _verify(self, row: ResultSheet, version: int) -> str:
        sent = self.request.POST
        typed = {name: (sent.get(name, ""), what) for name, what in sheet_verdicts.TIMES.items()}
        sheet_verdicts.verify(
            row,
            signed=bool(sent.get("signed")),
            conditions_met=bool(sent.get("conditions_met")),
            times={name: moment_of(text, what) if text else None for name, (text, what) in typed.items()},
            by=self.user,
            version=version,
        )
        return "已核对定稿。"

    moves: ClassVar = {
        sheets.TAKE: move(sheets.take, "请对照原件办理。", reason=False),
        sheets.AGREE: move(sheets.agree, "与原件一致，已录入。", reason=False),
        sheets.POINT_OUT: _point_out,
        sheet_ways.BLIND: _blind,
        sheet_ways.ASK_DUTY: move(sheet_ways.ask_duty, "已转县值班。", reason=False),
        sheet_ways.RESTART: move(sheet_ways.restart, "两次录入都已清空，请重新录入。"),
        sheet_ways.ASK_REOPENING: move(sheet_ways.ask_reopening, "已申请重新录入，由另一人确认。"),
        sheet_ways.REOPEN: move(sheet_ways.reopen, "已同意重新录入。", reason=False),
        sheet_verdicts.VERIFY: _verify,
    }
