"""Verbs of the negative list: shipped or pasted text to a draft, editing, publication by two persons, comparison."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from candidates.models import NegativeItem, NegativeList
from candidates.review_choices import RunsFrom, Severity
from candidates.rules.negative_list import read_items
from electioncycle.actors import Actor
from electioncycle.records import history, numbering
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import RuleState
from villages.models import Cycle
from villages.services import editions

DATA = Path(__file__).resolve().parent.parent / "data"
MOST_ITEMS = 60


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """The lists that come with the product, by code."""
    found = json.loads((DATA / "negative_lists.json").read_text(encoding="utf-8"))
    return {one["code"]: one for one in found["lists"]}


def published(cycle: Cycle) -> NegativeList:
    """The edition a batch of this cycle is reviewed by."""
    found = NegativeList.objects.filter(cycle=cycle, state=RuleState.PUBLISHED).first()
    if found is None:
        raise Refused("本届还没有发布负面清单，请县级管理员在“负面清单”中由两人发布后再送审。")
    return found


def content(row: NegativeList) -> list[list[Any]]:
    """What publication approves."""
    return [[getattr(one, name) for name in NegativeItem.content] for one in row.items.all()]


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


def new_edition(row: NegativeList, *, by: Actor) -> NegativeList:
    """A draft with the same items; batches sent before keep theirs."""
    items = [{name: getattr(one, name) for name in NegativeItem.content} for one in row.items.all()]
    return _begin(row.cycle, row.name, row.source, items, by=by)


def _begin(cycle: Cycle, name: str, source: str, items: Sequence[Mapping[str, Any]], *, by: Actor) -> NegativeList:
    if len(items) > MOST_ITEMS:
        raise Refused(f"读到{len(items)}条，超过{MOST_ITEMS}条的上限，请核对粘贴的内容。")
    if long := next((one for one in items if len(one["text"]) > 300), None):
        raise Refused(f"“{long['text'][:20]}…”超过300字，请分成几条，每条一行、行首写序号。")
    with transaction.atomic():
        history.lock(cycle)
        number = editions.next_number(NegativeList.objects.filter(cycle=cycle))
        row = NegativeList(cycle=cycle, name=name, source=source, edition=number)
        history.record(row, by=by, reason=f"新建第{number}版")
        rows = [NegativeItem(negative_list=row, position=position, **one) for position, one in enumerate(items, 1)]
        history.record_many(rows, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row, items=len(rows))
    return row


def save_items(row: NegativeList, lines: Mapping[int, Mapping[str, Any]], *, by: Actor, version: int) -> NegativeList:
    """Write a draft's items; ``lines`` maps an item's key to its new values."""
    with transaction.atomic():
        row = editions.draft_of(row, version)
        changed = [item for item in row.items.all() if history.put(item, lines.get(item.pk, {}))]
        if not changed:
            return row
        for item in changed:
            if not item.text.strip():
                raise Refused(f"条目{item.code}没有写明情形，请补填后再保存。")
            history.record(item, by=by)
        history.record(row, by=by, reason="修改负面清单")
        audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def add_item(row: NegativeList, *, by: Actor, code: str, text: str) -> NegativeItem:
    with transaction.atomic():
        row = editions.draft_of(row)
        if not code.isalnum() or len(code) > 12 or not text.strip():
            raise Refused("新增条目须填写代码(字母和数字，不超过12位)和情形。")
        if row.items.filter(code=code).exists():
            raise Refused(f"本版已有代码为“{code}”的条目，请换一个代码。")
        last = numbering.following(row.items.values_list("position", flat=True))
        item = NegativeItem(negative_list=row, code=code, text=text.strip()[:300], position=last, unsure=True)
        history.record(item, by=by)
        history.record(row, by=by, reason=f"新增条目{code}")
        audit.record(audit.Event.CHANGED, by=by, row=row, items=1)
    return item


def remove_item(item: NegativeItem, *, by: Actor) -> None:
    """Take an item out of a draft; editions published before keep theirs."""
    with transaction.atomic():
        row = editions.draft_of(item.negative_list)
        item = history.lock(item)
        item.delete()
        history.record(row, by=by, reason=f"删去条目{item.code}")
        audit.record(audit.Event.CHANGED, by=by, row=row, items=-1)


def propose_publication(row: NegativeList, *, by: Actor, effective_from: date) -> NegativeList:
    with transaction.atomic():
        row = editions.draft_of(row)
        if not row.items.exists():
            raise Refused("清单还没有任何条目，不能提交发布。")
        editions.propose(row, by=by, effective_from=effective_from, content=content(row))
    return row


def publish(row: NegativeList, *, by: Actor) -> NegativeList:
    """Publish what another person proposed."""
    with transaction.atomic():
        row = editions.draft_of(row)
        others = NegativeList.objects.filter(cycle=row.cycle)
        editions.publish(row, by=by, content=content(row), editions=others)
    return row


@dataclass(frozen=True)
class Difference:
    """One item that differs between two editions; blank where an edition lacks it."""

    code: str
    before: str
    after: str


def differences(earlier: NegativeList, later: NegativeList) -> list[Difference]:
    old = {item.code: said(item) for item in earlier.items.all()}
    new = {item.code: said(item) for item in later.items.all()}
    codes = [*old, *(code for code in new if code not in old)]
    return [
        Difference(code, old.get(code, "(无此条)"), new.get(code, "(无此条)"))
        for code in codes
        if old.get(code) != new.get(code)
    ]


def said(item: NegativeItem) -> str:
    """An item in one sentence."""
    years = f"追溯{item.look_back_years}年，{item.get_runs_from_display()}" if item.look_back_years else "不限年限"
    mark = "(待确认)" if item.unsure else ""
    return f"{item.get_severity_display()}：{item.text}；{years}；适用{item.bodies}；依据：{item.basis or '未填'}{mark}"
