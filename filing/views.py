"""Pages of forms and their editions: the sheet on which cells are chosen, files, what differs from the last edition."""

from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from openpyxl.utils import get_column_letter

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage, ListPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.security import audit
from electioncycle.sheets import SheetError
from electioncycle.sheets.shown import ShownSheet
from electioncycle.web.downloads import PAPERS, Download, download, printed
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import COUNTY, Page, key_of
from filing import papers
from filing.models import CityForm, FormEdition
from filing.rules import mapping, ratios
from filing.rules.mapping import Mapped, Place
from filing.rules.ready import READY
from filing.services import cells, editions, ready, sources
from filing.services.numbers import catalog

UPLOAD, MAP, LET_GO, FILL, RENEW = "upload", "map", "let-go", "fill", "renew"
CHECK, RETURN, SEND, CORRECT = "check", "return", "send", "correct"


class FormsPage(ListPage):
    """The forms with the product's own above them, which a county may take from the first day."""

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        if template == "ledger/list.html" and self.cycle_or_none:
            closed = self.cycle.is_closed
            context["ready"] = () if closed else ready.offered(self.cycle)
            context["may_take"] = bool(self.user.roles & COUNTY_ROLES)
            template = "filing/forms.html"
        return super().render(template, status, **context)


class ReadyPage(LedgerPage):
    roles = COUNTY_ROLES
    takes: ClassVar[dict[str, Any]] = {"which": tuple(READY)}


class ReadyTake(ReadyPage):
    """One of the product's own forms into the list."""

    action = Action.ADD

    def post(self, request: HttpRequest, which: str) -> HttpResponse:
        form = ready.take(which, by=self.user, cycle=self.cycle)
        messages.success(request, f"“{form}”已启用，可以填报；报送单位和报送频次请按实际修改。")
        return redirect(self.ledger.page_of(form))


class ReadyTrial(ReadyPage):
    """The same filled as it would be now, before anybody takes it."""

    action = Action.EXPORT
    heavy = "export"

    def get(self, request: HttpRequest, which: str) -> Download:
        return download(ready.trial(which, by=self.user, cycle=self.cycle), f"{READY[which].name}（试填）.xlsx")


class FormPage(DetailPage):
    """One form: its sheet with the cells that take something, the cell that is chosen, its editions."""

    template = "filing/form.html"

    def more(self, row: CityForm) -> dict[str, Any]:
        asked = self.request.GET
        townships = {one.pk: one.name for one in sources.townships_of(row.cycle)}
        told = mapping.read(row.cells)
        sheet, problem = self._sheet(row, asked.get("sheet", ""))
        chosen = mapping.place_of(sheet.name, asked.get("cell", "")) if sheet else None
        return {
            "sheet": sheet,
            "problem": problem,
            "lines": lines_of(sheet, told, chosen) if sheet else (),
            "letters": [get_column_letter(one) for one in range(1, sheet.width + 1)] if sheet else (),
            "chosen": chosen,
            "mapped": next((one for one in told if one.place == chosen), None),
            "cells": [(one, sources.title_of(one, townships)) for one in told],
            "offered": self._offered(row) if chosen and self._may else (),
            "townships": townships,
            "number_of_townships": len(townships),
            "editions": row.editions.order_by("-pk")[:20],
            "may_fill": self._may and not row.cycle.is_closed,
            "forms": ratios.FORMS.items(),
            "empties": ratios.EMPTIES.items(),
            "most_decimals": ratios.MOST_DECIMALS,
            "most_rows": mapping.MOST_ROWS,
        }

    @cached_property
    def _may(self) -> bool:
        return bool(self.user.roles & COUNTY_ROLES)

    def _sheet(self, row: CityForm, name: str) -> tuple[ShownSheet | None, str]:
        try:
            return cells.sheet(row, name), ""
        except (SheetError, Refused) as error:
            return None, str(error)

    def _offered(self, row: CityForm) -> list[tuple[str, list[sources.Offered]]]:
        found = sources.offered(self.user, row.cycle)
        return [(group, list(many)) for group, many in groupby(found, key=lambda one: one.group)]


class ShownCell:
    """One cell of the sheet as the page shows it."""

    def __init__(self, place: Place, text: str, span: tuple[int, int], *, filled: bool, chosen: bool) -> None:
        self.place, self.text, self.filled, self.chosen = place, text, filled, chosen
        self.down, self.across = span


def lines_of(sheet: ShownSheet, told: list[Mapped], chosen: Place | None) -> list[tuple[int, list[ShownCell]]]:
    filled = {place for one in told for place in one.places}
    found = []
    for number, texts in enumerate(sheet.rows, 1):
        line = []
        for column, text in enumerate(texts, 1):
            if (number, column) not in sheet.hidden:
                place = Place(sheet.name, number, column)
                span = sheet.spans.get((number, column), (1, 1))
                line.append(ShownCell(place, text, span, filled=place in filled, chosen=place == chosen))
        found.append((number, line))
    return found


class FormMove(MovePage, LedgerPage):
    """What is done with a form besides its fields."""

    roles = COUNTY_ROLES
    action = Action.CHANGE
    heavy = "upload"

    def _upload(self, row: CityForm, version: int) -> str:
        lost = cells.take_workbook(row, self.request.FILES.get("workbook"), by=self.user, version=version)
        return f"原表已上传。有{lost}项对应关系在新表上填不进去，请逐项改正。" if lost else "原表已上传。"

    def _map(self, row: CityForm, version: int) -> str:
        place, sent = self._place(), self.request.POST
        kind, _, name = sent.get("source", "").partition(":")
        lines = key_of(sent.get("lines", "1")) or 1
        area = key_of(sent.get("area", "")) if lines == 1 else 0
        if f"{kind}:{name}" not in {one.key for one in sources.offered(self.user, row.cycle)}:
            raise Refused("没有选择填什么，请在列表中选择后再保存。")
        told = Mapped(place.sheet, place.row, place.column, kind, name, area, lines, **self._written(kind, name))
        cells.map_cell(row, told, by=self.user, version=version)
        return f"{place}已对应。"

    def _written(self, kind: str, name: str) -> dict[str, Any]:
        """How a share or an average is written; nothing of what is neither."""
        number = catalog().get(name) if kind == mapping.FIGURE else None
        if number is None or not number.ratio:
            return {}
        sent = self.request.POST
        form, decimals, empty = (
            sent.get("form", ratios.NUMBER),
            key_of(sent.get("decimals", "1")),
            sent.get("empty", ""),
        )
        if said := ratios.wrong(percent=number.percent, form=form, decimals=decimals, empty=empty):
            raise Refused(said)
        return {"form": form, "decimals": decimals, "empty": empty}

    def _let_go(self, row: CityForm, version: int) -> str:
        place = self._place()
        cells.let_go(row, place, by=self.user, version=version)
        return f"{place}不再填写。"

    def _fill(self, row: CityForm, version: int) -> str:
        edition = editions.fill(row, by=self.user, version=version)
        return f"{edition.title}已填好，待另一人审核。"

    def _renew(self, row: CityForm, version: int) -> str:
        ready.renew(row, by=self.user, version=version)
        return "已按现在的乡镇（街道）重做。"

    moves: ClassVar = {UPLOAD: _upload, MAP: _map, LET_GO: _let_go, FILL: _fill, RENEW: _renew}

    def _place(self) -> Place:
        sent = self.request.POST
        place = mapping.place_of(sent.get("sheet", "")[:40], sent.get("cell", ""))
        if place is None:
            raise Refused("没有选择格，请在表上点一格后再办理。")
        return place

    def onward(self, row: CityForm, move: str) -> tuple[Any, ...]:
        return (f"{self.ledger.page_of(row)}?sheet={self.request.POST.get('sheet', '')[:40]}#sheet",)


class FormTrial(LedgerPage):
    """The form as it would be filled now, for a look; no edition."""

    roles = COUNTY_ROLES
    action = Action.EXPORT

    def get(self, request: HttpRequest, pk: int) -> Download:
        row = self.row(pk)
        return download(editions.trial(row, by=self.user), f"{row.name}（试填）.xlsx")


class EditionBase(Page):
    roles = COUNTY
    scope = "territory"
    menu = "cityform_list"
    takes: ClassVar[dict[str, Any]] = {"pk": "filing.formedition"}

    def rows(self) -> QuerySet[FormEdition]:
        joined = ("form__cycle__county", "corrects", "source", "file", "cycle__county")
        return FormEdition.objects.visible_to(self.user).select_related(*joined)

    def row(self, pk: int) -> FormEdition:
        row: FormEdition = get_object_or_404(self.rows(), pk=pk)
        return row


class EditionPage(EditionBase):
    """One edition: its figures, what differs from the one before, who did what."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        other = editions.before(row)
        may = bool(self.user.roles & COUNTY_ROLES) and not row.cycle.is_closed
        context = {
            "row": row,
            "other": other,
            "differences": editions.differences(row, other) if other else (),
            "values": [mapping.Filled.read(one) for one in row.values],
            "steps": workflow.steps(row).order_by("id"),
            "may": may,
            "bar": workflow.bar(row, self.user, after=(editions.FILL,)) if may else "",
            "now": timezone.localtime(),
            "ledger": ledgers.of(CityForm),
        }
        return render(request, "filing/edition.html", context)


class EditionMove(MovePage, EditionBase):
    roles = COUNTY_ROLES
    heavy = "upload"

    def _check(self, row: FormEdition, version: int) -> str:
        editions.check(row, by=self.user, version=version)
        return "已审核，可以报送。"

    def _return(self, row: FormEdition, version: int) -> str:
        editions.hand_back(row, by=self.user, version=version, reason=self.reason())
        return "已退回。请在台账中改正后重新填表。"

    def _send(self, row: FormEdition, version: int) -> str:
        sent = self.request.POST
        try:
            at = timezone.make_aware(datetime.fromisoformat(sent.get("sent_at", "")).replace(tzinfo=None))
        except ValueError:
            raise Refused("报送时间没有填写或不是日期和时间，请补填。") from None
        editions.send(row, by=self.user, version=version, signer=sent.get("signer", ""), sent_at=at)
        return "已登记报送。"

    def _correct(self, row: FormEdition, version: int) -> str:
        made = editions.correct(row, by=self.user, version=version)
        return f"{made.title}已填好，待另一人审核。"

    moves: ClassVar = {CHECK: _check, RETURN: _return, SEND: _send, CORRECT: _correct}

    def onward(self, row: FormEdition, move: str) -> tuple[Any, ...]:
        if move == CORRECT:
            return ("form_edition", row.corrections.latest("pk").pk)
        return ("form_edition", row.pk)


class EditionDefinitions(EditionBase):
    """口径说明: what each figure of the edition counts, to lie beside the form."""

    heavy = "print"
    takes: ClassVar[dict[str, Any]] = {"pk": "filing.formedition", "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        if form not in PAPERS:
            raise Http404
        row = self.row(pk)
        audit.record(audit.Event.EXPORTED if form == "docx" else audit.Event.PRINTED, by=self.user, row=row)
        return printed(papers.definitions(row), f"{row}{papers.TITLE}", form)


class EditionFile(EditionBase):
    """The file as it was made, or made again from the kept values."""

    heavy = "export"
    takes: ClassVar[dict[str, Any]] = {"pk": "filing.formedition", "which": ("kept", "again")}

    def get(self, request: HttpRequest, pk: int, which: str) -> Download:
        row = self.row(pk)
        if which not in ("kept", "again"):
            raise Http404
        data = row.file.read() if which == "kept" else editions.made_again(row)
        audit.record(audit.Event.EXPORTED, by=self.user, row=row)
        return download(data, f"{row}.xlsx")
