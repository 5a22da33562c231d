"""The county's ledgers of blind entry: which villages, for which reason, and the lots. Nobody else reads them."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Ledger, register
from electioncycle.roles import COUNTY_ROLES, Action
from elections.models import BlindLot, BlindVillage
from elections.models.of_election import going_elections
from elections.sheet_choices import BlindBecause, LotState
from elections.workbooks.of_election import GoingPlanner
from villages.models import Cycle
from villages.village_ledgers import LedgerOfVillages

GROUP = "投票日"
NAMED = {
    BlindBecause.LOT: "抽签抽中的由“背靠背录入抽签”产生，不在这里登记。",
    BlindBecause.NEAR: "得票接近的由数字判断，不在这里登记。",
}


@register
class BlindVillageLedger(LedgerOfVillages):
    """A township learns that a sheet is typed blind, never why."""

    model = BlindVillage
    title = "背靠背录入村"
    group = GROUP
    icon = "eye-off"
    position = 62
    kept_by = "county"
    open_to = COUNTY_ROLES
    help = "录入报告单前指定；有未办结信访、快报参加投票接近半数的自动背靠背，不用登记。原因乡镇不可见。"
    columns = ("village", "village__township", "because", "lot")
    filters = ("village__township", "because")
    search = ("search_text", "village__search_text")
    fields = ("village", "because")
    keys = (("village",),)
    planner = GoingPlanner
    sheet = (Column("原因", "because", required=True, width=12, example="试点"),)

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        return found.select_related(*self.joins, "election__village__township", "election__term__elected_in")

    def choices(self, name: str, user: Actor, cycle: Cycle | None) -> QuerySet:
        found = super().choices(name, user, cycle)
        return found.filter(pk__in=going_elections().order_by().values("village")) if name == "village" else found

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        said = NAMED.get(values.get("because"))  # type: ignore[arg-type]
        return {"because": said} if said and (row is None or row.because != values["because"]) else {}


@register
class BlindLotLedger(Ledger):
    model = BlindLot
    title = "背靠背录入抽签"
    group = GROUP
    icon = "dice"
    position = 63
    kept_by = "county"
    open_to = COUNTY_ROLES
    actions = frozenset(Action.values) - {Action.IMPORT}
    own_pages = frozenset({"detail"})
    help = "先登记投票日和抽取个数，抽签范围随之确定；号码产生后再抽签，任何人可以按号码重算。"
    columns = ("day", "number", "source", "state", "seed")
    filters = ("state",)
    search = ()
    fields = ("day", "number", "source")
    keys = (("day", "number", "source"),)
    tones: ClassVar[dict[str, dict[Any, str]]] = {"state": {LotState.SEALED: "warn", LotState.DRAWN: "ok"}}

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        """Among all villages of the county draws who has the whole county."""
        whole = cycle is not None and user.covers(cycle.county.path)
        return {} if whole else {"day": "抽签在全县范围进行，由管辖全县的县级人员登记。"}
