"""Pages of the maps into systems of the level above: headings, rows that do not go in, the workbook."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import numbers, saved_queries
from electioncycle.ledgers.ledger import Ledger
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.web.downloads import Download, download
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of
from filing import workbooks
from filing.models import SystemMap
from filing.rules import outward
from filing.rules.outward import BLANK, COLUMN, FIXED, Heading
from filing.services import outward as services
from filing.services.sources import townships_of

PUT, REMOVE, LEFT, RIGHT = "put", "remove", "left", "right"
SENT = "column:"
"""In front of the header of a ledger's column in the menu of what a heading takes."""


def asked(page: LedgerPage, row: SystemMap) -> services.Asked:
    said = page.request.GET
    return services.rows_for(row, page.user, area=key_of(said.get("area", "")), view=key_of(said.get("view", "")))


class SystemMapPage(DetailPage):
    """One map: its headings, the heading that is changed, and what of the rows goes in."""

    template = "filing/system_map.html"

    def more(self, row: SystemMap) -> dict[str, Any]:
        headings = outward.read(row.headings)
        title = self.request.GET.get("heading", "")
        chosen = next((one for one in headings if one.title == title), None)
        context: dict[str, Any] = {
            "headings": headings,
            "chosen": chosen,
            "may_change": bool(self.user.roles & COUNTY_ROLES) and not row.cycle.is_closed,
            "forms": outward.FORMS.items(),
            "day_forms": outward.DAY_FORMS.items(),
            "most_characters": outward.MOST_CHARACTERS,
            "query": self.request.GET.urlencode(),
        }
        try:
            ledger = services.ledger_of(row, self.user)
        except (Refused, NotYours) as error:
            return {**context, "problem": str(error)}
        words = [one for one, _ in services.words_of(ledger, chosen.source, row.cycle)] if chosen else []
        return {
            **context,
            "words": words,
            "offered": services.headers_of(ledger, row.cycle),
            "uncoded": [(one, lacking) for one in headings if (lacking := services.uncoded(row, one, ledger))],
            "townships": townships_of(row.cycle) if services.by_township(ledger) else (),
            "saved": saved_queries.offered(ledger, self.user),
            "area": key_of(self.request.GET.get("area", "")),
            "view": key_of(self.request.GET.get("view", "")),
            **self._looked(row, ledger),
        }

    def _looked(self, row: SystemMap, ledger: Ledger) -> dict[str, Any]:
        """Held against the rows at once where a request takes that many."""
        try:
            rows = asked(self, row)
            many = rows.rows.count()
            at_once = many <= settings.ROWS_IN_A_REQUEST
            found = services.look(row, rows.rows, user=self.user) if at_once and row.headings else None
        except Refused as error:
            return {"problem": str(error)}
        full = services.numbers_in(row, ledger)
        return {
            "many": many,
            "at_once": at_once,
            "found": found,
            "rows_in_words": rows.words,
            "faults": [(one, ledger.url("detail", one.key)) for one in found.faults] if found else (),
            "numbers": full,
            "may_ask": bool(full) and numbers.offered(ledger, self.user) and bool(self.user.roles & COUNTY_ROLES),
        }


class SystemMapMove(MovePage, LedgerPage):
    """What is done with the headings of a map."""

    roles = COUNTY_ROLES
    action = Action.CHANGE

    def _put(self, row: SystemMap, version: int) -> str:
        heading = self._heading()
        services.put(row, heading, was=self._title(), by=self.user, version=version)
        return f"“{heading.title}”已保存。"

    def _remove(self, row: SystemMap, version: int) -> str:
        services.remove(row, self._title(), by=self.user, version=version)
        return f"“{self._title()}”已删去。"

    def _left(self, row: SystemMap, version: int) -> str:
        services.shift(row, self._title(), -1, by=self.user, version=version)
        return f"“{self._title()}”已前移一列。"

    def _right(self, row: SystemMap, version: int) -> str:
        services.shift(row, self._title(), 1, by=self.user, version=version)
        return f"“{self._title()}”已后移一列。"

    moves: ClassVar = {PUT: _put, REMOVE: _remove, LEFT: _left, RIGHT: _right}

    def _title(self) -> str:
        """The heading that stands there already; empty for a new one."""
        return self.request.POST.get("was", "").strip()

    def _heading(self) -> Heading:
        sent = self.request.POST
        source = sent.get("source", "")
        kind = COLUMN if source.startswith(SENT) else source
        told = {COLUMN: source.removeprefix(SENT), FIXED: sent.get("fixed", "").strip()}
        longest = sent.get("longest", "").strip()
        if longest and not longest.isdecimal():
            raise Refused("最多字数请填整数，不限的不填。", field="longest")
        try:
            codes = outward.codes_in(sent.get("codes", "")) if kind == COLUMN else ()
        except outward.Unwritable as bad:
            raise Refused(f"{bad.why}，{bad.remedy}。", field="codes") from None
        return Heading(
            title=sent.get("title", "").strip(),
            kind=kind,
            source=told.get(kind, ""),
            form=sent.get("form", outward.TEXT),
            day_form=sent.get("day_form", "%Y-%m-%d"),
            codes=codes,
            required=sent.get("required") == "on" and kind != BLANK,
            longest=min(int(longest), outward.MOST_CHARACTERS + 1) if longest else 0,
        )

    def onward(self, row: SystemMap, move: str) -> tuple[Any, ...]:
        return (f"{self.ledger.page_of(row)}#headings",)


class SystemMapFile(MadeFile, LedgerPage):
    """The workbook of the rows that go in, or ``faults``: the list of those that do not."""

    action = Action.EXPORT
    heavy = "export"
    takes: ClassVar[dict[str, Any]] = {"which": ("rows", "faults")}

    def title(self) -> str:
        return f"上级系统导出：{self._map()}"

    def covered(self) -> QuerySet[Any]:
        return asked(self, self._map()).rows

    def _map(self) -> SystemMap:
        row: SystemMap = self.row(self.kwargs["pk"])
        return row

    def file(self, request: HttpRequest, pk: int, which: str) -> Download:
        row = self._map()
        rows = self.covered()
        if which == "faults":
            return download(workbooks.fault_list(row, rows, user=self.user), f"{row}（写不出的行）.xlsx")
        data, left = workbooks.workbook(row, rows, user=self.user)
        masked = "号码已遮盖" if services.numbers_in(row, services.ledger_of(row, self.user)) else ""
        said = "，".join(filter(None, (masked, f"{left}条没有写入" if left else "")))
        return download(data, f"{row}（{said}）.xlsx" if said else f"{row}.xlsx")


class SystemMapAsk(LedgerPage):
    """Asks for the same workbook with full numbers."""

    roles = COUNTY_ROLES
    action = Action.EXPORT
    heavy = "full_numbers"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        services.ask_full(row, asked(self, row), by=self.user, reason=request.POST.get("reason", ""))
        messages.success(request, "申请已提交，请另一位县级人员批准；批准后24小时内可以下载。")
        return redirect("unmasked_exports")
