"""The ledger of checklist entries; most are entered in the township's grid."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import navigation
from electioncycle.ledgers.ledger import Column, Due, register
from electioncycle.roles import OFFICIALS, Action
from meetings.models import ChecklistEntry
from meetings.models.checklists import LISTS
from meetings.rules import checklists as rules
from meetings.services import checklists
from villages.choices import ListKind
from villages.models import Cycle, Village
from villages.services.pieces import by_township
from villages.village_ledgers import LedgerOfVillages, Panel

for number, which in enumerate(LISTS):
    title = f"{ListKind(which).label}清单"
    navigation.add(
        navigation.Entry(title, "checklist", "checklist", "纪律与治理", OFFICIALS, 40 + number, args=(which.value,))
    )


@register
class ChecklistLedger(LedgerOfVillages):
    model = ChecklistEntry
    title = "专项清单台账"
    group = "纪律与治理"
    icon = "checklist"
    position = 42
    open_to = OFFICIALS
    help = "每村每项一行；成批填报请用“专项防控”“换届后治理”的乡镇填报表。"
    columns = ("village", "village__township", "item", "value", "checked_on", "checked_by")
    filters = ("village__township", "item", "checked_on")
    search = ("search_text", "village__search_text")
    fields = ("village", "item", "value", "checked_on", "checked_by", "note")
    keys = (("village", "item"),)
    sheet = (
        Column("清单项目", "item", required=True, width=26, example="红白理事会"),
        Column("落实情况", "value", required=True, width=9, example="1"),
        Column("填报日期", "checked_on", width=12, example="2026-11-12"),
        Column("填报人", "checked_by", width=12, example="王驻村"),
        Column("备注", "note", width=14),
    )

    def display(self, row: Any, name: str) -> str:
        if name == "value":
            return rules.in_words(row.value, counted=checklists.is_counted(row.item))
        return super().display(row, name)

    def tone(self, row: Any, name: str) -> str:
        return ("ok" if row.value else "warn") if name == "value" else super().tone(row, name)

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        item = values.get("item") or (row.item if row else None)
        fault = rules.value_fault(values.get("value"), counted=checklists.is_counted(item)) if item else ""
        return {"value": fault} if fault else {}

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if cycle is None or cycle.is_closed or not self.allows(user, Action.ADD):
            return
        for which in LISTS:
            if not checklists.items_of(cycle, which):
                continue
            lines = by_township(f"checklist {which}", user, cycle, partial(checklists.missing, which, cycle=cycle))
            if missing := sum(number for _, number in lines):
                words = f"{ListKind(which).label}清单：{missing}格未填报"
                yield Due(words, reverse("checklist", args=[which]), missing, cycle.entry_deadline)

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle) -> Panel | None:
        rows = {row.item_id: row for row in self.rows(user, cycle).filter(village=village)}
        items = [item for which in LISTS for item in checklists.items_of(cycle, which)]
        if not items:
            return None
        facts = [
            (
                str(item),
                self.display(rows[item.pk], "value") if item.pk in rows else rules.in_words(None, counted=False),
            )
            for item in items
        ]
        return Panel("专项防控和换届后治理", facts=facts, url=f"{self.url('list')}?q={village.name}")
