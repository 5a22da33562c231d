"""The key-village ledger (重点村， 一包到底)."""

from collections.abc import Sequence
from typing import Any

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, register
from risks import figures
from risks.choices import KeyLevel
from risks.definitions import KEY_VILLAGES, KEY_VILLAGES_CLOSED
from risks.ledger.settled import SettledLedger
from risks.models import KeyVillage
from villages.models import Cycle
from villages.village_ledgers import Finding


@register
class KeyVillageLedger(SettledLedger):
    model = KeyVillage
    title = "重点村台账"
    icon = "home-exclamation"
    carries_over = "未销号的重点村台账"
    position = 30
    help = "一包到底：每套写明包案领导、责任人、措施和时限。"
    columns = (
        "village",
        "village__township",
        "kind",
        "level",
        "county_leader",
        "township_leader",
        "started_on",
        "deadline",
        "progress_on",
        "state",
    )
    filters = ("village__township", "kind", "level", "state")
    search = ("search_text", "village__search_text")
    fieldsets = (
        ("情况", ("village", "kind", "level", "started_on", "people", "facts")),
        ("责任", ("county_leader", "department", "township_leader", "cadre", "police")),
        ("措施", ("goal", "deadline", "measures")),
        ("进展", ("progress_on", "progress", "note")),
    )
    keys = (("village", "kind"),)
    sheet = (
        Column("类型", "kind", required=True, width=11, example="选情复杂"),
        Column("等级", "level", width=7, example="重点"),
        Column(
            "主要问题(事实)", "facts", required=True, width=36, example="合并后两片群众对办公地点意见不一，反映12次。"
        ),
        Column("起始时间", "started_on", width=12, example="2026-09-20"),
        Column("涉及人数", "people", width=7, example="35"),
        Column("县级包案领导", "county_leader", width=14, example="周包案(县委常委)"),
        Column("帮扶部门", "department", width=14, example="县农业农村局"),
        Column("乡镇责任领导", "township_leader", width=14, example="李联村(镇党委副书记)"),
        Column("驻村干部", "cadre", width=9, example="王驻村"),
        Column("民警", "police", width=9, example="赵民警"),
        Column("化解目标", "goal", width=20, example="换届前形成两片认可的办公方案"),
        Column("措施", "measures", width=30, example="包案领导每月到村两次，逐户听取意见。"),
        Column("时限", "deadline", width=12, example="2026-11-30"),
        Column("最新进展及日期：进展", "progress", group="最新进展及日期", width=26, example="已召开座谈会两次"),
        Column("最新进展及日期：日期", "progress_on", group="最新进展及日期", width=12, example="2026-10-28"),
        Column("状态", width=9, compute=lambda row: row.standing),
        Column("销号日期", width=12, compute=lambda row: f"{row.closed_on or ''}"),
        Column("核验人", width=10, compute=lambda row: row.verified_by),
        Column("备注", "note", width=14),
    )

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        found = figures.settling(figures.counted(KeyVillage, user, cycle), cycle)
        return {key: {KEY_VILLAGES.name: one.total, KEY_VILLAGES_CLOSED.name: one.closed} for key, one in found.items()}

    def findings(self, villages: Sequence[Any], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        rows = KeyVillage.objects.filter(cycle=cycle, level=KeyLevel.KEY)
        return {"hard_problems": self.open_findings(rows, villages, "重点村台账")}
