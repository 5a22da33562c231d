"""The conditions as a list published in editions: what they are made of, and the shipped set."""

import json

from electioncycle.actors import Actor
from electioncycle.records.editions import Editions
from electioncycle.refusals import Refused
from readiness.models import Condition, ConditionSet
from villages.models import Cycle
from villages.rules.shipped import DATA

FACTS = {"code": "facts", "kind": "text", "label": "情况说明", "required": True}
"""The evidence a new condition asks for until somebody says more."""


class Conditions(Editions):
    """Checks under way keep the edition they began with."""

    model = ConditionSet
    item = Condition
    items = "conditions"
    owner = "condition_set"
    fields = ("code", "name", "question", "guidance", "applies_to", "sources", "slots", "basis", "unsure")
    named = "条件"
    counted = "conditions"
    lacking = "准入条件中没有两项换届都适用的条件，不能提交发布。"

    def said(self, item: Condition) -> str:
        evidence = "、".join(slot["label"] for slot in item.slots)
        mark = "(待确认)" if item.unsure else ""
        return (
            f"{item.get_applies_to_display()}：{item.question}；{item.guidance}；证明材料：{evidence or '未列'}{mark}"
        )

    def source(self, item: Condition) -> str:
        return item.basis

    def fault(self, item: Condition) -> str:
        return "" if item.name.strip() else "每个条件都须有名称，请补填后再保存。"

    def new_fault(self, item: Condition) -> str:
        known = item.code.isidentifier() and item.code.isascii() and len(item.code) <= 30 and item.name
        return "" if known else "新增条件须填写代码(小写字母、数字和下划线，不超过30位)和名称。"

    def complete(self, row: ConditionSet) -> bool:
        return row.conditions.filter(applies_to="both").exists()


EDITIONS = Conditions()


def ship(cycle: Cycle, *, by: Actor) -> ConditionSet:
    """The conditions that come with the product, as a draft of this cycle's first edition."""
    if ConditionSet.objects.filter(cycle=cycle).exists():
        raise Refused("本届已有准入条件，请在现有的一版上修改或新建一版。")
    shipped = json.loads((DATA / "conditions.json").read_text(encoding="utf-8"))
    row: ConditionSet = EDITIONS.begin(ConditionSet(cycle=cycle), shipped, by=by, reason="套用默认准入条件")
    return row


def add(row: ConditionSet, *, by: Actor, code: str, name: str, version: int | None = None) -> Condition:
    """One more condition of a draft, which asks for a statement in words."""
    named = name.strip()[:30]
    one: Condition = EDITIONS.add(row, by=by, version=version, code=code, name=named, slots=[dict(FACTS)])
    return one
