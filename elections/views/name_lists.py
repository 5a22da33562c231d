"""The page of a list of names, each reading recorded, what is typed into it, and who may open which list."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from electioncycle.disclosure import restricted, restricted_pages
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of
from elections.choices import NamesOf
from elections.forms.name_lists import LINES, names_of
from elections.models import NameList
from elections.papers.name_lists import posted_list
from elections.services import name_lists
from elections.views.base import WRITERS

ADD, REMOVE, ERASE = "add_names", "remove_name", "erase"


class NameListPage(restricted_pages.TracedDetail):
    template = "elections/name_list.html"

    def more(self, row: NameList) -> dict[str, Any]:
        return {
            "lines": name_lists.lines(row),
            "proxies": row.kind == NamesOf.PROXIES,
            "places": range(LINES),
            "may_write": row.erased_at is None and officials_may(self.user, Action.CHANGE),
        }


class NameListPaper(LedgerPage):
    """The list to be posted, for a reader; printing it is a reading."""

    action = Action.VIEW
    heavy = "print"
    takes: ClassVar = {"suffix": PAPERS}

    def get(self, request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
        row = self.row(pk)
        if row.erased_at:
            raise Refused("姓名已清除，没有可打印的名单。")
        response = printed(posted_list(row), str(row), suffix)
        restricted.record_reading([row], by=self.user, how="print")
        return response


def _add(page: Any, row: NameList, version: int) -> str:
    names = names_of(page.request.POST, proxies=row.kind == NamesOf.PROXIES)
    name_lists.add_names(row, names, by=page.user, version=version)
    return f"已登记{len(names)}人。"


def _remove(page: Any, row: NameList, version: int) -> str:
    name_lists.remove_name(row, key_of(page.request.POST.get("line", "")), by=page.user, version=version)
    return "已删去1人。"


def _erase(page: Any, row: NameList, version: int) -> str:
    name_lists.erase_at_once(row, by=page.user, reason=page.reason(), version=version)
    return "已清除姓名，只留人数。"


class NameListMove(MovePage, LedgerPage):
    roles = WRITERS
    moves: ClassVar = {ADD: _add, REMOVE: _remove, ERASE: _erase}

    def onward(self, row: NameList, move: str) -> tuple[Any, ...]:
        return ("namelist_detail", row.pk)


class ReadersPage(restricted_pages.ReadersPage):
    ledger: ClassVar[Any] = REGISTRY["namelist"]
    facts: ClassVar[dict[str, Any]] = {
        "登记人数": lambda row: row.entries,
        "清除日期": lambda row: row.erased_at or "",
    }
