"""The ledger of terms of office, kept by the county."""

from typing import Any

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Ledger, register
from electioncycle.roles import OFFICIALS
from elections.models import Term
from villages.models import Cycle


@register
class TermLedger(Ledger):
    model = Term
    group = "选举"
    icon = "calendar"
    position = 80
    path = "elections/terms/"
    kept_by = "county"
    open_to = OFFICIALS
    place = "county"
    help = "换届选举所属的任期随届次建立；补选、罢免归入投票日在任的任期，本系统没有的往届任期请在这里登记。"
    columns = ("name", "county", "begins_on", "ends_on", "elected_in")
    search = ("search_text",)
    fields = ("county", "name", "begins_on", "ends_on")
    keys = (("county", "name"),)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        begins, ends = values.get("begins_on"), values.get("ends_on")
        if begins and ends and ends <= begins:
            return {"ends_on": "任期止须晚于任期起，请核对。"}
        if row is not None and row.elected_in_id and values.get("county", row.county) != row.county:
            return {"county": f"该任期由“{row.elected_in}”产生，不能改到其他县。"}
        return {}
