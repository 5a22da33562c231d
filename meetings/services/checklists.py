"""Checklists: switched on for a cycle, filled by townships in one grid, added up."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.rounding import share
from electioncycle.security import audit
from electioncycle.web.grids import Column
from meetings.models import ChecklistEntry
from meetings.models.checklists import LISTS
from meetings.rules import checklists as rules
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, Village
from villages.services.kind_grids import Cell, KindGrids
from villages.services.territory import participants

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "checklists.json"


def items_of(cycle: Cycle | None, which: str) -> list[KindItem]:
    """The items of a checklist; none where the cycle has not switched it on."""
    return list(KindItem.objects.filter(cycle=cycle, kind=which)) if cycle else []


def is_counted(item: KindItem) -> bool:
    return item.group == rules.COUNTED


def switch_on(cycle: Cycle, which: str, *, by: Actor) -> int:
    """Enter the shipped items of a checklist into the cycle's lists, where the county then changes them."""
    title = _title(which)
    _require_manager(by, cycle, title)
    shipped = [one for one in json.loads(SHIPPED.read_text(encoding="utf-8")) if one["kind"] == which]
    with transaction.atomic():
        cycle = workflow.locked(cycle)
        if items_of(cycle, which):
            raise Refused(f"“{title}”清单已启用，需要增减项目的，请在“类别清单”中修改。")
        last = KindItem.objects.filter(cycle=cycle).count()
        rows = [KindItem(cycle=cycle, position=last + number, **one) for number, one in enumerate(shipped, 1)]
        history.record_many(rows, by=by, reason=f"启用“{title}”清单")
        audit.record(audit.Event.ADDED, by=by, row=cycle, ledger="checklistentry", which=which, items=len(rows))
    return len(rows)


def switch_off(cycle: Cycle, which: str, *, by: Actor) -> int:
    """Take the items out again, as long as nothing was filled in."""
    title = _title(which)
    _require_manager(by, cycle, title)
    with transaction.atomic():
        cycle = workflow.locked(cycle)
        rows = items_of(cycle, which)
        if not rows:
            raise Refused(f"“{title}”清单没有启用。")
        if filled := ChecklistEntry.objects.filter(cycle=cycle, item__in=rows).count():
            raise Refused(f"“{title}”清单已填报{filled}格，不能停用；不再要求的项目请在“类别清单”中撤回。")
        history.withdraw_many(rows, by=by, reason=f"停用“{title}”清单")
        audit.record(audit.Event.WITHDRAWN, by=by, row=cycle, ledger="checklistentry", which=which, items=len(rows))
    return len(rows)


@dataclass(frozen=True)
class Heads:
    """Columns of a checklist; what stands before the colon (思想防控：…) is a heading over those that share it."""

    items: list[tuple[KindItem, str]]
    groups: list[tuple[str, int]]

    @property
    def grouped(self) -> bool:
        return any(name for name, _ in self.groups)


def heads_of(items: Sequence[KindItem]) -> Heads:
    parts = [(item, *str(item).rpartition("：")[::2]) for item in items]
    groups = [(name, len(list(own))) for name, own in groupby(parts, key=lambda part: part[1])]
    return Heads([(item, name) for item, _, name in parts], groups)


class ChecklistGrids(KindGrids):
    """The grids of one checklist."""

    ledger, number, kind, stamp = "checklistentry", "value", "item", ("checked_on", "checked_by")
    fill, day_label, emptied = "已落实", "填报日期", "改回未填报"

    def __init__(self, cycle: Cycle, which: str) -> None:
        super().__init__(cycle)
        self.which = which

    def kinds(self) -> list[KindItem]:
        return items_of(self.cycle, self.which)

    def rows(self, villages: Sequence[Village]) -> Iterable[ChecklistEntry]:
        found = ChecklistEntry.objects.filter(cycle=self.cycle, village__in=villages, item__kind=self.which)
        return found.order_by().select_related("village", "cycle")

    def column(self, kind: KindItem) -> Column:
        group, _, name = str(kind).rpartition("：")
        under = f"填{kind.group}" if kind.group else "待确认" if kind.unsure else ""
        fill = "" if is_counted(kind) else self.fill
        return Column(str(kind.pk), name, "number", hint=kind.guidance, under=under, group=group, fill=fill)

    def new_row(self, cell: Cell) -> ChecklistEntry:
        return ChecklistEntry(cycle=self.cycle, item_id=cell[1])

    def read_cell(self, text: str, kind: KindItem) -> int | None:
        return rules.read_cell(text, counted=is_counted(kind))


@dataclass
class Line:
    """The villages of one township, or all of them (``township`` is None), in one checklist."""

    township: Area | None
    villages: int = 0
    filled: int = 0
    done: int = 0
    by_item: dict[int, int] = field(default_factory=dict)
    items: int = 0

    @property
    def name(self) -> str:
        return str(self.township) if self.township else "合计"

    @property
    def cells(self) -> int:
        return self.villages * self.items

    @property
    def share(self) -> Any:
        return share(self.filled, self.cells)

    def add(self, values: dict[int, int], items: Sequence[KindItem]) -> None:
        """One village: numbers are summed, done ones counted."""
        self.villages += 1
        self.items = len(items)
        for item in items:
            value = values.get(item.pk)
            self.filled += value is not None
            self.done += rules.is_done(value)
            self.by_item[item.pk] = self.by_item.get(item.pk, 0) + (value or 0)


def overview(which: str, user: Actor, cycle: Cycle) -> tuple[list[KindItem], list[Line]]:
    """By township, with the total last; three queries."""
    items, villages = items_of(cycle, which), list(participants(user, cycle))
    values: dict[int, dict[int, int]] = {}
    rows = ChecklistEntry.objects.filter(cycle=cycle, item__in=items, village__in=villages).order_by()
    for place, item, value in rows.values_list("village_id", "item_id", "value"):
        values.setdefault(place, {})[item] = value
    lines: dict[int, Line] = {}
    total = Line(None)
    for village in villages:
        line = lines.setdefault(village.township_id, Line(village.township))
        for one in (line, total):
            one.add(values.get(village.pk, {}), items)
    return items, [*lines.values(), total]


def missing(which: str, user: Actor, cycle: Cycle) -> list[list[int]]:
    """Key of each township and how many cells it has still to fill."""
    lines = overview(which, user, cycle)[1]
    return [[line.township.pk, line.cells - line.filled] for line in lines if line.township is not None]


def sentence(which: str, items: Sequence[KindItem], total: Line, place: str, today: date) -> str:
    """Ready to be copied into a report."""
    parts = [
        f"{item}{total.by_item.get(item.pk, 0)}" if is_counted(item) else f"{item}{total.by_item.get(item.pk, 0)}个村"
        for item in items
    ]
    return (
        f"截至{today.month}月{today.day}日，{place}{total.villages}个村(社区)“{_title(which)}”清单{len(items)}项，"
        f"应填{total.cells}格、已填{total.filled}格(占{total.share or 0}%)；其中{'，'.join(parts)}。"
    )


def _title(which: str) -> str:
    if which not in LISTS:
        raise Refused("没有这份清单，请从菜单进入。")
    return ListKind(which).label


def _require_manager(by: Actor, cycle: Cycle, title: str) -> None:
    if not by.may(Action.MANAGE) or not by.covers(cycle.county.path):
        raise NotYours(f"“{title}”清单由县级换届管理员启用或停用。")
    cycle.require_open_for_entry()
