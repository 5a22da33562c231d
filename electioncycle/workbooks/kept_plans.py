"""The plan of a previewed workbook, kept encrypted beside it: confirmed while nothing it was made from has changed."""

import gzip
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from electioncycle.actors import CycleLike
from electioncycle.records.files import StoredFile
from electioncycle.records.kept import program
from electioncycle.security import marks
from electioncycle.workbooks.plans import TO_WRITE, Plan, RowPlan

AT_A_TIME = 500
"""Rows that one question names."""
PlannerClass = TypeVar("PlannerClass", bound=type)
WHOLE: set[type] = set()
READ: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
}
"""How values that JSON does not know come back, by the name they are kept under."""


class NotKeptError(Exception):
    """A value that cannot be kept, or a row that is not there any more."""


def whole_in_lines(planner: PlannerClass) -> PlannerClass:
    """Decorator: what this planner writes stands in its lines and what ``begin`` loads; each class says so itself."""
    WHOLE.add(planner)
    return planner


class Basis:
    """What a plan is made from: who asks in which cycle, the day, the program, and tables with their marks before."""

    def __init__(self, batch: Any, cycle: CycleLike | None) -> None:
        self.standing = marks.standing({marks.EVERYWHERE})[marks.EVERYWHERE]
        by, version = batch.by, (cycle.pk, cycle.version) if cycle is not None else ()
        self.terms = [str(timezone.localdate()), program(), sorted(by.roles), sorted(by.scope_paths), version]
        self.tables: set[str] = set()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with marks.reading() as tables:
            yield
        self.tables |= {table.removeprefix(marks.EVERYWHERE) for table in tables}

    def stamp(self, tables: Iterable[str]) -> str:
        seen = [[table, self.standing.get(table)] for table in sorted(tables)]
        return hashlib.blake2b(json.dumps([self.terms, seen]).encode(), digest_size=12).hexdigest()


def keep(batch: Any, planner: Any, plan: Plan, basis: Basis) -> StoredFile | None:
    """A file that goes when the workbook goes; None where lines alone do not say it, or there is nothing to write."""
    if type(planner) not in WHOLE or not plan.to_write:
        return None
    tables = sorted(basis.tables)
    head = {"tables": tables, "stamp": basis.stamp(tables), "skipped": plan.skipped, "hidden": plan.hidden}
    target = BytesIO()
    try:
        with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1) as file:
            file.write(_packed(head))
            file.writelines(_packed(_kept(line)) for line in plan.rows if line.kind in TO_WRITE or line.apart)
    except NotKeptError:
        return None
    row = StoredFile(name="plan.gz", encrypted=True, created_by=batch.by, expires_at=batch.file.expires_at)
    row.write(target.getvalue())
    row.save()
    return row


def _packed(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _kept(line: RowPlan) -> list[Any]:
    row = [line.row.pk, line.row.version] if line.row is not None else None
    values = {name: _plain(value) for name, value in line.values.items()} if line.kind in TO_WRITE else {}
    return [line.number, line.kind, line.apart, _plain(line.place), row, values]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, models.Model) and value.pk is not None:
        return {"row": value.pk}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    for name, kind in (("moment", datetime), ("day", date), ("time", time)):
        if isinstance(value, kind):
            return {name: value.isoformat()}
    raise NotKeptError


def _read(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    ((kind, value),) = told.items()
    return READ[kind](value)


def take(batch: Any, planner: Any, cycle: CycleLike | None) -> Plan | None:
    """The kept plan, ready to be written; None where there is none, or what it was made from may have changed."""
    if batch.plan is None or type(planner) not in WHOLE:
        return None
    lines = gzip.GzipFile(fileobj=BytesIO(batch.plan.read()))
    told = json.loads(lines.readline())
    if told["stamp"] != Basis(batch, cycle).stamp(told["tables"]):
        return None
    planner.begin()
    try:
        rows = _Again(planner).lines(lines)
    except NotKeptError:
        return None
    return Plan(rows, skipped=[(number, words) for number, words in told["skipped"]], hidden=told["hidden"])


class _Again:
    """Lines as they were planned; the rows they name are asked for together."""

    def __init__(self, planner: Any) -> None:
        self.planner, self.ledger = planner, planner.ledger
        self.known: dict[str, dict[int, Any]] = {}
        self.words: dict[str, str] = {}

    def lines(self, kept: Iterable[bytes]) -> list[RowPlan]:
        rows = [self._line(json.loads(one)) for one in kept]
        keys = {row.row[0] for row in rows if row.row is not None}
        stored = self._rows(self.ledger.rows(self.planner.user, self.planner.cycle), keys)
        named: dict[str, set[int]] = {}
        for row in rows:
            for name, value in ((self.ledger.place, row.place), *row.values.items()):
                if isinstance(value, dict) and "row" in value:
                    named.setdefault(name, set()).add(value["row"])
        self.known = {name: self._rows(self._offered(name), keys) for name, keys in named.items()}
        for row in rows:
            row.row = self._as_planned(row.row, stored) if row.row is not None else None
            row.place = self._value(self.ledger.place, row.place)
            row.values = {name: self._value(name, value) for name, value in row.values.items()}
        return rows

    def _line(self, told: list[Any]) -> RowPlan:
        """Tens of thousands of lines say the same few words: each stands in memory once."""
        number, kind, apart, place, row, values = told
        shared = {self._word(name): self._word(value) for name, value in values.items()}
        return RowPlan(number, self._word(kind), apart=apart, place=place, row=row, values=shared)

    def _word(self, said: Any) -> Any:
        return self.words.setdefault(said, said) if isinstance(said, str) else said

    def _rows(self, offered: models.QuerySet, keys: Collection[int]) -> dict[int, Any]:
        wanted, found = sorted(keys), dict[int, Any]()
        for start in range(0, len(wanted), AT_A_TIME):
            found |= {row.pk: row for row in offered.filter(pk__in=wanted[start : start + AT_A_TIME])}
        return found

    def _offered(self, name: str) -> models.QuerySet:
        joins = [one.removeprefix(f"{name}__") for one in self.ledger.joins if one.startswith(f"{name}__")]
        return self.ledger.choices(name, self.planner.user, self.planner.cycle).select_related(*joins)

    def _as_planned(self, told: list[int], stored: dict[int, Any]) -> Any:
        key, version = told
        row = stored.get(key)
        if row is None or row.version != version:
            raise NotKeptError
        if self.ledger.by_cycle:
            row.cycle = self.planner.cycle
        return row

    def _value(self, name: str, told: Any) -> Any:
        if not (isinstance(told, dict) and "row" in told):
            return _read(told)
        if told["row"] not in self.known[name]:
            raise NotKeptError
        return self.known[name][told["row"]]
