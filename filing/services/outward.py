"""Verbs of the maps into systems of the level above: headings kept, rows held against them, the workbook made.

A row goes in whole or not at all: ``held`` parts those that can be written from those that cannot, with the reasons.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.disclosure import unmasked
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import saved_queries
from electioncycle.ledgers.filters import filters_for, in_words
from electioncycle.ledgers.ledger import Column, Ledger
from electioncycle.ledgers.tables import unshown
from electioncycle.records import history, workflow
from electioncycle.records.months import MonthField
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.workbooks import exports
from electioncycle.workbooks.column_cells import filling
from electioncycle.workbooks.places import kind_of
from electioncycle.workbooks.plans import ROW_KEY
from filing.choices import leaves
from filing.models import SystemMap
from filing.rules import outward
from filing.rules.outward import COLUMN, DAY, MONTH_FORMS, NOTHING, Heading, Month, Unwritable
from filing.services.cells import require_county
from villages.models import Area, Cycle

LAYOUT = "system_map"
SHOWN_FAULTS = 200
CHUNK = 200
Reader = Callable[[Any, int], Any]


# --- the map ---------------------------------------------------------------------------------------------------------


def put(row: SystemMap, heading: Heading, *, was: str = "", by: Actor, version: int) -> None:
    """Add a heading behind the others, or change the one that was called so. Raises Refused in words."""
    require_county(by, row)
    with transaction.atomic():
        row = workflow.locked(row, version)
        kept = outward.read(row.headings)
        at = _at(kept, was) if was else len(kept)
        others = kept[:at] + kept[at + 1 :]
        if said := outward.wrong(heading, others):
            raise Refused(said)
        if heading.kind == COLUMN:
            heading = _fitting(row, heading, by)
        _keep(row, [*kept[:at], heading, *kept[at + 1 :]], by=by, reason=f"上级表的“{heading.title}”")


def remove(row: SystemMap, title: str, *, by: Actor, version: int) -> None:
    require_county(by, row)
    with transaction.atomic():
        row = workflow.locked(row, version)
        kept = outward.read(row.headings)
        at = _at(kept, title)
        _keep(row, kept[:at] + kept[at + 1 :], by=by, reason=f"删去上级表的“{title}”")


def shift(row: SystemMap, title: str, by_places: int, *, by: Actor, version: int) -> None:
    """One place to the left (-1) or to the right (1); at the end of the table nothing moves."""
    require_county(by, row)
    with transaction.atomic():
        row = workflow.locked(row, version)
        kept = outward.read(row.headings)
        at = _at(kept, title)
        to = min(max(at + by_places, 0), len(kept) - 1)
        if to == at:
            raise Refused(f"“{title}”已在最{'前' if by_places < 0 else '后'}面，不用再移。")
        kept.insert(to, kept.pop(at))
        _keep(row, kept, by=by, reason=f"移动上级表的“{title}”")


def _at(kept: list[Heading], title: str) -> int:
    for at, one in enumerate(kept):
        if one.title == title:
            return at
    raise Refused(f"没有“{title[: outward.LONGEST_HEADING]}”一列，可能已被他人删去或改名。请刷新页面。")


def _keep(row: SystemMap, headings: list[Heading], *, by: Actor, reason: str) -> None:
    row.headings = [one.plain for one in headings]
    history.record(row, by=by, reason=reason)


def _fitting(row: SystemMap, heading: Heading, by: Actor) -> Heading:
    """With the words of its codes as the column says them. Raises Refused where the column is not there, or says no
    such thing."""
    ledger = ledger_of(row, by)
    if heading.source not in headers_of(ledger, row.cycle):
        raise Refused(f"“{ledger.title}”没有“{heading.source}”一列，请在列表中选择。")
    column = _column(ledger, heading.source, row.cycle)
    month = column is not None and isinstance(_target(ledger, column), MonthField)
    if month and heading.form == DAY and not heading.codes and heading.day_form not in MONTH_FORMS:
        raise Refused(f"“{heading.source}”只有年月，请选只写年月的日期格式。")
    words = dict(words_of(ledger, heading.source, row.cycle))
    if not words or not heading.codes:
        return heading
    by_value = {value: label for label, value in words.items()}
    codes = tuple((by_value.get(ours, ours), theirs) for ours, theirs in heading.codes)
    if strange := [ours for ours, _ in codes if ours not in words and ours != NOTHING]:
        offered = "、".join(words)
        raise Refused(f"“{heading.source}”没有“{strange[0]}”这一项，可填：{offered}。请改正代码表。")
    return Heading.read({**heading.plain, "codes": codes})


# --- what it takes from --------------------------------------------------------------------------------------------


def ledger_of(row: SystemMap, user: Actor) -> Ledger:
    """Raises Refused where the ledger is gone or does not leave, NotYours where it is not open to this user."""
    found = ledgers.REGISTRY.get(row.ledger_name)
    if found is None or not leaves(found):
        raise Refused(f"台账“{row.ledger_name}”已不存在或不能导出。请另建一张对应表。")
    if not found.allows(user, Action.EXPORT):
        raise NotYours(f"您的角色不能导出“{found.title}”。")
    return found


def headers_of(ledger: Ledger, cycle: Cycle) -> list[str]:
    return [one for one in exports.headers(ledger, cycle) if one != ROW_KEY]


def _column(ledger: Ledger, header: str, cycle: Cycle) -> Column | None:
    return next((one for one in ledger.columns_of(cycle) if one.header == header), None)


def _target(ledger: Ledger, column: Column) -> Any:
    own = column.field and not (column.read or column.compute or column.show)
    return ledger.field(column.field) if own else None


def words_of(ledger: Ledger, header: str, cycle: Cycle) -> list[tuple[str, str]]:
    """What a column of a fixed choice may say: words and stored value; empty for free columns."""
    column = _column(ledger, header, cycle)
    target = _target(ledger, column) if column is not None else None
    if isinstance(target, models.BooleanField):
        return [("是", "True"), ("否", "False")]
    return [(str(label), str(value)) for value, label in getattr(target, "flatchoices", ()) if label]


def uncoded(row: SystemMap, heading: Heading, ledger: Ledger) -> list[str]:
    """Of a heading with a code list, words of the column that have no code yet."""
    coded = {ours for ours, _ in heading.codes}
    words = words_of(ledger, heading.source, row.cycle) if heading.codes else []
    return [ours for ours, _ in words if ours not in coded]


def gone(row: SystemMap, ledger: Ledger) -> list[str]:
    """A sentence for each heading whose column the ledger has no more."""
    there = headers_of(ledger, row.cycle)
    return [
        f"上级表的“{one.title}”：“{ledger.title}”已没有“{one.source}”一列"
        for one in outward.read(row.headings)
        if one.kind == COLUMN and one.source not in there
    ]


def numbers_in(row: SystemMap, ledger: Ledger) -> list[str]:
    """Headings that take personal numbers, masked unless they were asked for in full."""
    found = outward.read(row.headings)
    return [one.title for one in found if one.kind == COLUMN and one.source in ledger.sealed_headers]


# --- the rows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Which rows: all, those of a township, those of a saved view of the ledger, or both."""

    rows: models.QuerySet[Any]
    words: str


def rows_for(row: SystemMap, user: Actor, *, area: int = 0, view: int = 0) -> Asked:
    ledger = ledger_of(row, user)
    rows, said = ledger.rows(user, row.cycle), []
    if view:
        kept = next((one for one in saved_queries.offered(ledger, user) if one.key == view), None)
        if kept is None:
            raise Refused("这条常用查询已被删除或不再共享给您，请重新选择取哪些行。")
        found = filters_for(ledger, QueryDict(kept.query), rows, user=user, cycle=row.cycle)
        rows, said = found.qs, [f"常用查询“{kept.name}”({in_words(found)})"]
    if area:
        town = Area.objects.filter(pk=area, parent=row.cycle.county).first()
        if town is None:
            raise Refused("没有这个乡镇(街道)，请重新选择取哪些行。")
        rows = rows.filter(**{f"{ledger.model.scope_lookup}__startswith": town.path})
        said.append(str(town))
    return Asked(rows, "；".join(said) or "全部")


def by_township(ledger: Ledger) -> bool:
    """Whether rows of this ledger lie in townships at all."""
    return bool(ledger.place) and not ledger.model.scope_lookup.endswith("county__path")


@dataclass(frozen=True)
class Fault:
    """Why a row does not go in: the row, the heading, what stands against it and what to do."""

    key: int
    label: str
    where: str
    heading: str
    why: str
    remedy: str


@dataclass(frozen=True)
class Line:
    row: Any
    cells: list[Any]
    faults: list[Fault]


def held(row: SystemMap, rows: models.QuerySet[Any], *, user: Actor, full: bool = False) -> Iterator[Line]:
    """Each row with its cells, or with why it cannot be written. Raises Refused, naming the headings that are gone."""
    ledger = ledger_of(row, user)
    headings = outward.read(row.headings)
    if not headings:
        raise Refused("还没有一列对应，请先照上级的表逐列添加。")
    if lost := gone(row, ledger):
        raise Refused(f"{'；'.join(lost)}。没有导出，请改正这些列的对应后再导出。")
    readers = [_reader(ledger, one, row.cycle, full=full) for one in headings]
    number = 1
    for found in rows.defer(*unshown(ledger)).iterator(chunk_size=CHUNK):
        cells, faults = [], []
        for heading, read in zip(headings, readers, strict=True):
            try:
                cells.append(outward.written(heading, read(found, number)))
            except Unwritable as bad:
                where = str(ledger.where(found))
                faults.append(Fault(found.pk, ledger.row_label(found), where, heading.title, bad.why, bad.remedy))
        number += not faults
        yield Line(found, cells, faults)


def _reader(ledger: Ledger, heading: Heading, cycle: Cycle, *, full: bool) -> Reader:
    places, header = kind_of(ledger), heading.source
    if heading.kind != COLUMN:
        return lambda row, number: None
    if header == exports.headers(ledger, cycle)[0]:
        return lambda row, number: number
    if header in places.headers():
        at = places.headers().index(header)
        return lambda row, number: places.names(ledger.place_of(row))[at]
    column = {one.header: one for one in ledger.columns_of(cycle)}[header]  # ``gone`` has asked
    target = _target(ledger, column)
    if isinstance(target, models.DateField):
        return lambda row, number: _day_of(ledger.value(row, column.field), target)
    fill = filling(ledger, column, unmasked=full)
    return lambda row, number: fill(row)


def _day_of(value: Any, target: Any) -> Any:
    """Of a month no more than the month leaves; a moment in the county's time."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return Month(value) if isinstance(target, MonthField) else value


@dataclass(frozen=True)
class Held:
    """What a look at all rows found: how many can be written, and of those that cannot the first faults."""

    good: int
    bad: int
    faults: list[Fault]

    @property
    def cut(self) -> bool:
        return len({one.key for one in self.faults}) < self.bad


def look(row: SystemMap, rows: models.QuerySet[Any], *, user: Actor) -> Held:
    """Raises Refused as ``held`` does."""
    good, bad = 0, 0
    faults: list[Fault] = []
    for line in held(row, rows, user=user):
        good, bad = good + (not line.faults), bad + bool(line.faults)
        if len(faults) < SHOWN_FAULTS:
            faults += line.faults
    return Held(good, bad, faults)


def ask_full(row: SystemMap, asked: Asked, *, by: Actor, reason: str) -> unmasked.UnmaskedExport:
    """Ask for the rows that can be written with full numbers; another person approves, as for any such export."""
    require_county(by, row)
    ledger = ledger_of(row, by)
    if not numbers_in(row, ledger):
        raise Refused("这张对应表没有身份证号、电话一类的列，直接导出即可，不用申请。")
    most = unmasked.MOST_ROWS + 1
    good = list(islice((one.row.pk for one in held(row, asked.rows, user=by) if not one.faults), most))
    if len(good) == most:
        raise Refused(f"一次最多申请{unmasked.MOST_ROWS}条，请选一个乡镇或一条常用查询，分几次申请。")
    return unmasked.ask(
        ledger, ledger.rows(by, row.cycle).filter(pk__in=good), by=by, cycle=row.cycle, reason=reason, form="xlsx",
        conditions=f"上级系统导出“{row}”；{asked.words}", layout=f"{LAYOUT}:{row.pk}:{row.version}",
    )  # fmt: skip
