"""Checklists: switched on for a cycle, filled by townships in one grid, added up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.rounding import share
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Entered, Place, typed_over
from meetings.models import ChecklistEntry
from meetings.models.checklists import LISTS
from meetings.rules import checklists as rules
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, Village
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
        for row in rows:
            row.withdrawn_at = timezone.now()
        history.record_many(rows, by=by, reason=f"停用“{title}”清单", fields=["withdrawn_at"])
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


@dataclass
class Grid(grids.Grid):
    """One township: its villages, the items of one checklist, what was filled in."""

    cycle: Cycle
    which: str
    township: Area
    entries: dict[Place, ChecklistEntry]

    @property
    def stored(self) -> dict[Place, int | None]:
        return {place: self.entries[place].value if place in self.entries else None for place in self.places}


def grid_of(which: str, township: int, user: Actor, cycle: Cycle) -> Grid | None:
    """The township's grid as this user sees it; None outside the user's territory."""
    villages = list(participants(user, cycle).filter(township=township))
    return _read(cycle, which, villages) if villages else None


def _read(cycle: Cycle, which: str, villages: list[Village]) -> Grid:
    items = items_of(cycle, which)
    rows = ChecklistEntry.objects.filter(cycle=cycle, village__in=villages, item__in=items).order_by()
    entries = {(row.village_id, row.item_id): row for row in rows.select_related("village", "cycle")}
    return Grid(villages, items, cycle, which, villages[0].township, entries)


def save_grid(grid: Grid, entered: Entered, *, by: Actor) -> int:
    """Write the cells that differ from what the page showed, all or nothing; returns how many."""
    if not officials_may(by, Action.CHANGE) or not all(by.covers(village.path) for village in grid.lines):
        raise NotYours
    grid.cycle.require_open_for_entry()
    today = timezone.localdate()
    if entered.on and entered.on > today:
        raise Refused(f"填报日期({entered.on})在今天之后，请核对。")
    with transaction.atomic():
        Area.all_rows.select_for_update(of=("self",)).get(pk=grid.township.pk)  # grids of one township queue
        now = _read(grid.cycle, grid.which, grid.lines)
        changed = typed_over(now, entered)
        _write(now, changed, on=entered.on or today, who=(entered.who.strip() or str(by))[:40], by=by)
        if changed:
            more = {"ledger": "checklistentry", "cells": len(changed), "cycle": grid.cycle.pk}
            audit.record(audit.Event.CHANGED, by=by, row=grid.township, **more)
    return len(changed)


def _write(grid: Grid, changed: grids.Cells, *, on: date, who: str, by: Actor) -> None:
    villages = {village.pk: village for village in grid.lines}
    rows, gone = [], []
    for place, value in changed.items():
        row = grid.entries.get(place) or ChecklistEntry(cycle=grid.cycle, item_id=place[1])
        row.village = villages[place[0]]
        if value is None:
            row.withdrawn_at = timezone.now()
            gone.append(row)
            continue
        row.value, row.checked_on, row.checked_by = value, on, who
        rows.append(row)
    history.record_many(rows, by=by, reason="清单填报", fields=["value", "checked_on", "checked_by"])
    history.record_many(gone, by=by, reason="改回未填报", fields=["withdrawn_at"])


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
