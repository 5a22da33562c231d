"""The negative list as a list published in editions: what it is made of, shipped and pasted text as a draft."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from candidates.models import NegativeItem, NegativeList
from candidates.review_choices import RunsFrom, Severity
from candidates.rules.negative_list import read_items
from electioncycle.actors import Actor
from electioncycle.records.editions import Editions, EditionState
from electioncycle.refusals import Refused
from villages.models import Cycle

DATA = Path(__file__).resolve().parent.parent / "data"
MOST_ITEMS = 60


class NegativeLists(Editions):
    """Batches sent before keep the edition they were sent with."""

    model = NegativeList
    item = NegativeItem
    items = "items"
    owner = "negative_list"
    fields = (
        "code",
        "text",
        "severity",
        "look_back_years",
        "runs_from",
        "departments",
        "applies_to",
        "basis",
        "unsure",
    )
    kept = ("name", "source")
    named = "条目"
    counted = "items"
    lacking = "清单还没有任何条目，不能提交发布。"

    def said(self, item: NegativeItem) -> str:
        years = f"追溯{item.look_back_years}年，{item.get_runs_from_display()}" if item.look_back_years else "不限年限"
        mark = "(待确认)" if item.unsure else ""
        return f"{item.get_severity_display()}：{item.text}；{years}；适用{item.bodies}{mark}"

    def source(self, item: NegativeItem) -> str:
        return item.basis

    def fault(self, item: NegativeItem) -> str:
        return "" if item.text.strip() else f"条目{item.code}没有写明情形，请补填后再保存。"

    def new_fault(self, item: NegativeItem) -> str:
        known = item.code.isalnum() and len(item.code) <= 12 and item.text
        return "" if known else "新增条目须填写代码(字母和数字，不超过12位)和情形。"


EDITIONS = NegativeLists()


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """The lists that come with the product, by code."""
    found = json.loads((DATA / "negative_lists.json").read_text(encoding="utf-8"))
    return {one["code"]: one for one in found["lists"]}


def published(cycle: Cycle) -> NegativeList:
    """The edition a batch of this cycle is reviewed by."""
    found = NegativeList.objects.filter(cycle=cycle, state=EditionState.PUBLISHED).first()
    if found is None:
        raise Refused("本届还没有发布负面清单，请县级管理员在“负面清单”中由两人发布后再送审。")
    return found


def ship(cycle: Cycle, code: str, *, by: Actor) -> NegativeList:
    """A list that comes with the product, as a draft of the next edition."""
    chosen = shipped().get(code)
    if chosen is None:
        raise Refused("没有这份清单，请从所列清单中选择。")
    return _begin(cycle, chosen["name"], chosen["source"], chosen["items"], by=by)


def paste(cycle: Cycle, *, name: str, source: str, text: str, by: Actor) -> NegativeList:
    """The county's official text, item by item, as a draft; every item is to be checked before publication."""
    if not name.strip() or not source.strip():
        raise Refused("请填写清单名称和来源(发文单位、文号)。")
    drafts = read_items(text)
    if not drafts:
        raise Refused("粘贴的文字中没有读到条目，请每条一行，行首写序号。")
    counts = {True: 0, False: 0}
    items = []
    for draft in drafts:
        counts[draft.hard] += 1
        items.append(
            {
                "code": f"{'B' if draft.hard else 'Y'}{counts[draft.hard]}",
                "text": draft.text,
                "severity": Severity.HARD if draft.hard else Severity.SOFT,
                "look_back_years": draft.years,
                "runs_from": RunsFrom.ENDED if draft.runs_from_end else RunsFrom.HAPPENED,
                "basis": source.strip()[:200],
                "unsure": True,
            }
        )
    return _begin(cycle, name.strip()[:60], source.strip()[:200], items, by=by)


def _begin(cycle: Cycle, name: str, source: str, items: Sequence[Mapping[str, Any]], *, by: Actor) -> NegativeList:
    if len(items) > MOST_ITEMS:
        raise Refused(f"读到{len(items)}条，超过{MOST_ITEMS}条的上限，请核对粘贴的内容。")
    if long := next((one for one in items if len(one["text"]) > 300), None):
        raise Refused(f"“{long['text'][:20]}…”超过300字，请分成几条，每条一行、行首写序号。")
    draft = NegativeList(cycle=cycle, name=name, source=source)
    row: NegativeList = EDITIONS.begin(draft, items, by=by, reason=f"套用“{name}”")
    return row
