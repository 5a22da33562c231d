"""A ledger typed as a table: its lines under one area, planned and written like those of a workbook, line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers import services
from electioncycle.ledgers.forms import explained
from electioncycle.ledgers.ledger import Column, Grid, Ledger
from electioncycle.records import history
from electioncycle.records.rows import choice_labels
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.sheets import Cell, ParsedSheet, SheetRow
from electioncycle.web import grids
from electioncycle.web.grids import Change, Line, Outcome, Typed
from electioncycle.workbooks.column_cells import cell, sheet_kind
from electioncycle.workbooks.importable import planner_of
from electioncycle.workbooks.plans import ROW_KEY, RowPlan
from electioncycle.workbooks.row_numbers import read_number, row_key

PLACE = "of"
"""Key of the column in which a spare line names its place."""
SPARE = re.compile(r"n(\d{1,3})")
MOST_SPARE = 500
OFFERED = 60
"""More names than these are typed, not offered."""
KINDS = {"int": "number", "decimal": "number", "date": "day", "choice": "choice", "bool": "choice"}
TWICE = "“{}”已有这样一条记录，与这一行是同一条。请刷新页面，在它所在的行修改。"
AT_ONCE = "刚刚有人登记了与您所填重复的记录，这次没有保存。请再按一次“保存”核对。"


def declared(ledger: Ledger) -> Grid:
    if ledger.grid is None:
        raise LookupError(f"{ledger.name} is not typed as a table")
    return ledger.grid


def subject_of(ledger: Ledger) -> str:
    """The field that says what a line is about."""
    return declared(ledger).subject or ledger.place


def area_model(ledger: Ledger) -> Any:
    """The model of what grids are made for, one each."""
    model: Any = ledger.field(subject_of(ledger)).related_model
    for part in declared(ledger).by.split("__"):
        model = model._meta.get_field(part).related_model
    return model


def areas(ledger: Ledger, user: Actor, cycle: CycleLike | None) -> models.QuerySet:
    """For which areas this user has something to type."""
    subjects = ledger.grid_subjects(subject_of(ledger), user, cycle).order_by()
    found: models.QuerySet = area_model(ledger).objects.filter(pk__in=subjects.values(declared(ledger).by))
    return found


def name_of(column: Column) -> str:
    """How a grid names a column: by its field, by its header where the planner finds what it says by itself."""
    return column.field or (column.header if column.show else "")


class LedgerGrid:
    """One ledger under one area, for one user; ``spare`` empty lines stand at its end."""

    def __init__(self, ledger: Ledger, area: Any, *, user: Actor, cycle: CycleLike | None, spare: int = 0) -> None:
        self.ledger, self.area, self.user, self.cycle = ledger, area, user, cycle
        self.declared, self.subject = declared(ledger), subject_of(ledger)
        self.spare = min(max(self.declared.spare, spare), MOST_SPARE) if self.declared.spare else 0
        self.sheet: dict[str, Column] = {key: one for one in ledger.columns_of(cycle) if (key := name_of(one))}
        self.names = [name for name in self.declared.columns if name in self.sheet]  # a cycle may ask for fewer
        self.planner = self._narrowed(planner_of(ledger, user=user, cycle=cycle))

    def _narrowed(self, planner: Any) -> Any:
        """Planning for this area alone."""
        planner.within = models.Q(**{f"{self.subject}__{self.declared.by}": self.area})
        if self.subject == self.ledger.place:
            planner.places_within = models.Q(**{self.declared.by: self.area})
        return planner

    # --- what stands there -----------------------------------------------------------------------------------------

    def read(self) -> grids.Grid:
        """The lines as they stand now, in a constant number of queries."""
        self.planner.load()
        rows = [row for row in self.planner.by_pk.values() if self.planner.is_current(row)]
        columns = [self._column(self.sheet[name]) for name in self.names]
        if not self.declared.spare:
            return grids.Grid(columns, list(self._one_each(rows)))
        named = [self.ledger.place_of(row) for row in rows]
        places = dict.fromkeys(str(one) for one in [*self._subjects(), *named])
        header = self.planner.named_by.headers()[-1]
        first = grids.Column(PLACE, header, "choice", tuple(places)[:OFFERED], required=True)
        return grids.Grid([first, *columns], [*self._each(rows), *self._empty(len(rows))], heads=("行",))

    def _subjects(self) -> list[Any]:
        may_add = self.ledger.allows(self.user, Action.ADD)
        found = self.ledger.grid_subjects(self.subject, self.user, self.cycle)
        return list(found.filter(**{self.declared.by: self.area})) if may_add else []

    def _one_each(self, rows: list[Any]) -> Iterator[Line]:
        stored = {self.ledger.value(row, self.subject): row for row in rows}
        self.about = {f"p{one.pk}": one for one in dict.fromkeys([*self._subjects(), *stored])}
        for key, subject in self.about.items():
            row = stored.get(subject)
            yield self._line(key, str(subject), row) if row is not None else Line(key, str(subject), {})

    def _each(self, rows: list[Any]) -> Iterator[Line]:
        self.about = {}
        for number, row in enumerate(rows, 1):
            line = self._line(f"r{row.pk}", str(number), row)
            line.cells[PLACE] = str(self.ledger.place_of(row))
            yield line

    def _empty(self, before: int) -> list[Line]:
        if not self.ledger.allows(self.user, Action.ADD):
            return []
        return [Line(f"n{number}", str(before + number), {}) for number in range(1, self.spare + 1)]

    def _line(self, key: str, title: str, row: Any) -> Line:
        cells = {name: self._words(row, self.sheet[name]) for name in self.names}
        return Line(key, title, cells, self.ledger.page_of(row), row=row_key(row), shut=self.ledger.locked(row))

    def _words(self, row: Any, column: Column) -> str:
        value = cell(self.ledger, row, column)
        return "" if value is None else grids.tidy(str(value))

    def _column(self, column: Column) -> grids.Column:
        hint = f"{grids.EXAMPLE}{column.example}" if column.example else ""
        if not column.field:
            return grids.Column(column.header, column.header, hint=hint, group=column.group)
        target, kind = self.ledger.field(column.field), sheet_kind(self.ledger, column)
        lines = "lines" if isinstance(target, models.TextField) else "text"
        names = self._names(column, target, kind)
        return grids.Column(
            column.field,
            column.header,
            "choice" if names else "time" if isinstance(target, models.TimeField) else KINDS.get(kind, lines),
            names,
            column.required,
            str(target.help_text or hint),
            group=column.group,
            meaning=partial(explained, self.ledger, column.field, self.cycle),
        )

    def _names(self, column: Column, target: models.Field, kind: Any) -> tuple[str, ...]:
        if kind == "bool":
            return ("是", "否")
        if target.choices:
            return tuple(label for code, label in choice_labels(target).items() if code not in ("", None))
        offered = getattr(self.planner.fields[column.field], "queryset", None)
        names = tuple(map(str, offered[: OFFERED + 1])) if offered is not None else ()
        return names if len(names) <= OFFERED else ()

    # --- what was typed --------------------------------------------------------------------------------------------

    def keep(self, typed: Sequence[Typed], *, told: Sequence[str]) -> Outcome:
        """Good lines are written whole and together, the others stay with their reasons.

        Nothing is written while approvals would be undone that the clerk was not told of.
        """
        if self.ledger.by_cycle:
            services.new_row(self.ledger, self.cycle).check_writable()
        try:
            with transaction.atomic():
                return self._keep(typed, told)
        except IntegrityError as error:  # somebody saved its like between the question and the answer
            raise Refused(AT_ONCE) from error

    def _keep(self, typed: Sequence[Typed], told: Sequence[str]) -> Outcome:
        self._hold(typed)
        grid = self.read()
        changes, outcome = grids.settle(grid, typed, self._alike)
        numbers = {line.key: number for number, line in enumerate(grid.lines, 1)}
        by_number = {numbers[one.line.key]: one for one in changes}
        plans = self._planned(by_number)
        for plan in plans:
            self._judge(by_number[plan.number], plan, outcome)
        good = [plan for plan in plans if plan.kind in ("new", "changed")]
        undone = self.planner.undone(good)
        if set(undone) - set(told):
            return Outcome(undone=undone)
        if good:
            self._write(good, outcome)
        return outcome

    def _alike(self, name: str, one: str, other: str) -> bool:
        """Whether both stand for the same value."""
        if one == other or not (one and other and name in self.sheet and self.sheet[name].field):
            return one == other
        try:
            return history.same(*(self.planner.cells.read(self.sheet[name], text) for text in (one, other)))
        except ValueError:
            return False

    def _hold(self, typed: Sequence[Typed]) -> None:
        """Whoever changes one of these rows waits until this is done."""
        named = (read_number(one.row) for one in typed if one.mine)
        keys = [number[0] for number in named if number]
        list(self.ledger.model.all_rows.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))

    def _planned(self, changes: Mapping[int, Change]) -> list[RowPlan]:
        """The lines as a workbook would bring them."""
        about = {number: self.about.get(one.line.key) for number, one in changes.items()}
        self.planner.given = {number: {self.subject: one} for number, one in about.items() if one is not None}
        lines = [self._sheet_row(number, one) for number, one in changes.items()]
        sheet = ParsedSheet(self.ledger.title, 1, {}, [], lines)
        self.planner.look_up_versions(sheet)
        found: list[RowPlan] = self.planner.plan_lines(sheet.take())
        return found

    def _sheet_row(self, number: int, change: Change) -> SheetRow:
        texts = change.cells
        cells = {self.sheet[name].header: texts.get(name, "") for name in self.names}
        cells[ROW_KEY] = change.line.row
        if self.declared.spare:
            *above, last = self.planner.named_by.headers()
            cells |= dict.fromkeys(above, str(self.area)) | {last: texts.get(PLACE, "")}
        return SheetRow(number, {header: Cell("", text or None) for header, text in cells.items()})

    def _judge(self, change: Change, plan: RowPlan, outcome: Outcome) -> None:
        """The reasons of the import, each at its cell."""
        key = change.line.key
        if plan.kind == "changed" and not change.line.row:
            plan.refuse("", TWICE.format(self.ledger.row_label(plan.row)))
        names = {self.sheet[name].header: name for name in self.names}
        if self.declared.spare:
            names[self.planner.named_by.headers()[-1]] = PLACE
        for fault in plan.faults:
            if name := names.get(fault.header):
                outcome.reasons.setdefault((key, name), fault.reason)
            else:
                outcome.lines.setdefault(key, fault.reason)

    def _write(self, good: list[RowPlan], outcome: Outcome) -> None:
        counts = {kind: sum(plan.kind == kind for plan in good) for kind in ("new", "changed")}
        outcome.saved = self.planner.write_lines(good, reason="表格填报")
        outcome.said = f"已保存{outcome.saved}行(新增{counts['new']}、修改{counts['changed']})。"
        outcome.notices = self.planner.notices
        where: Mapping[str, Any] = {"cycle": self.cycle.pk} if self.cycle else {}
        audit.record(audit.Event.CHANGED, by=self.user, row=self.area, ledger=self.ledger.name, **counts, **where)


def spare_sent(sent: Mapping[str, Any]) -> int:
    """How many spare lines a browser has added."""
    numbers = (SPARE.fullmatch(found[1]) for name in sent if (found := grids.CELL.fullmatch(name)))
    return max((int(number[1]) for number in numbers if number), default=0)
