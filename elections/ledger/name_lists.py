"""The ledger of names of proxies and roving-box voters: opened by those assigned, counted for everybody else."""

from collections.abc import Sequence
from typing import Any, ClassVar

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import register
from electioncycle.roles import OFFICIALS, Action, Role
from elections.models import NameList
from elections.services.name_lists import switched_on
from villages.models import Cycle, Village
from villages.village_ledgers import LedgerOfVillages, Panel

READERS = frozenset({Role.COUNTY_ADMIN})
navigation.add(
    navigation.Entry("选举名单查阅授权", "name_list_readers", "user-shield", "投票和推选", READERS, position=44)
)


@register
class NameListLedger(LedgerOfVillages):
    """No export, no workbook: the names stand on the page of the list, and on the paper a reader makes of it."""

    model = NameList
    title = "委托和流动票名单"
    group = "投票和推选"
    icon = "list-details"
    position = 43
    open_to = OFFICIALS
    actions = frozenset({Action.VIEW, Action.ADD})
    own_pages = frozenset({"detail"})
    help = "县里开启后才登记姓名；只有指定的人能查阅，不参加检索，选票封存、没有未办结的争议后自动清除。"
    columns = ("village", "village__township", "kind", "entries", "erased_at")
    filters = ("village__township", "kind")
    search = ("village__search_text",)
    fields = ("village", "kind")
    keys = (("village", "kind"),)
    labels: ClassVar[dict[str, str]] = {"entries": "登记人数"}

    def row_label(self, row: Any) -> str:
        return f"{row.village.township}{row}"

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        kind = values.get("kind")
        if kind and not switched_on(cycle, kind):
            return {"kind": "县里没有开启登记这类姓名(规则集中的“登记姓名”一项)，只填人数，不建名单。"}
        return {}

    def saved(self, rows: Sequence[Any], *, by: Actor) -> None:
        restricted.keep_author(rows, by=by)

    def assigned_to(self, user: Actor) -> list[Any]:
        return [row for row in restricted.assigned_to(NameList, user) if row.erased_at is None]

    def reassign(self, row: Any, user: Actor, to: Any, *, by: Actor, reason: str) -> None:
        restricted.pass_on(row, user, to, by=by)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """Whether there is a list and how many stand on it; nobody's name."""
        rows = list(NameList.objects.filter(cycle=cycle, village=village)) if cycle else []
        facts = [(str(row), f"{row.entries}人{'，已清除姓名' if row.erased_at else ''}") for row in rows]
        return Panel(self.title, facts=facts) if facts else None
