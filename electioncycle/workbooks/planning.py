"""What a workbook would do to a ledger: each line new, changed, unchanged or wrong; and writing what was chosen."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.db import models

from electioncycle.actors import Actor, CycleLike
from electioncycle.cleaning import cells
from electioncycle.ledgers.forms import form_fields
from electioncycle.ledgers.ledger import Column, Ledger
from electioncycle.records import history
from electioncycle.security import stray_numbers
from electioncycle.security.privacy import EncryptedField
from electioncycle.sheets import HeaderSpec, ParsedSheet, SheetRow
from electioncycle.workbooks.column_cells import ColumnCells, still_shows
from electioncycle.workbooks.kept_plans import whole_in_lines
from electioncycle.workbooks.matching import Finder, Get, Keys, Match
from electioncycle.workbooks.overtaken import ANOTHER, OVERTAKEN, Earlier, another_person
from electioncycle.workbooks.places import UnknownTown, kind_of
from electioncycle.workbooks.plan_writing import PlanWriter
from electioncycle.workbooks.plans import ROW_KEY, Plan, RowPlan, births_by_number, settle_birth
from electioncycle.workbooks.row_numbers import ANOTHER_SITE, NO_SUCH_ROW, read_number, row_key
from electioncycle.workbooks.together import Together

STAYS = "编号所指的记录属于“{}”，不能在表中改换，请核对编号。"


@whole_in_lines
class Planner(Together, PlanWriter):
    """Plans the lines of one workbook for one ledger, and writes those that were chosen."""

    apart: Collection[int] = ()  # lines of which the user has said that they are rows of their own
    within = models.Q()  # the rows it compares with, where it plans for a part of the ledger
    places_within = models.Q()  # and the places its lines may name
    given: Mapping[int, Mapping[str, Any]] = {}  # by line: what it is about, beside what its cells say
    blanks: ClassVar[frozenset[str]] = frozenset()  # fields of a key in which nothing is a value like another

    def __init__(self, ledger: Ledger, *, user: Actor, cycle: CycleLike | None) -> None:
        self.ledger, self.user, self.cycle = ledger, user, cycle
        self.fields = form_fields(ledger, user=user, cycle=cycle)
        self.named_by = kind_of(ledger)
        self.columns = [column for column in ledger.columns_of(cycle) if column.field and not column.compute]
        self.found_by = [one.header for one in ledger.columns_of(cycle) if not (one.field or one.compute)]
        self.beyond = {column.field: column for column in self.columns if column.read}
        self.foreign = {*self.beyond, *([ledger.place] if "__" in ledger.place else [])}  # no fields of the row
        self.births = births_by_number([column.field for column in self.columns])
        self.keys = Keys(ledger.keys, self.blanks)
        self.cells = ColumnCells(ledger, self.columns, self.fields, cycle.spellings() if cycle is not None else {})

    # --- headers -----------------------------------------------------------------------------------------------

    @property
    def filled_in_before(self) -> tuple[str, ...]:
        """Columns that stand filled in in a template; a line with nothing else is one that nobody filled in."""
        return (*self.named_by.headers(), "序号")

    def headers(self) -> list[HeaderSpec]:
        found = [*self.named_by.columns]
        for column in self.columns:
            found.append(
                HeaderSpec(column.header, column.aliases, required=column.required, kind=self.cells.kind(column))
            )
        for column in self.ledger.columns_of(self.cycle):
            if column.compute:
                found.append(HeaderSpec(column.header, column.aliases))
            elif not column.field:
                found.append(HeaderSpec(column.header, column.aliases, column.required, self.cells.kind(column)))
        return [*found, HeaderSpec("序号"), HeaderSpec("备注"), HeaderSpec(ROW_KEY)]

    # --- rows --------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Everything the lines are compared with, in a constant number of queries."""
        mine: Any = self.ledger.rows(self.user, self.cycle).filter(self.within)
        self.by_pk = {row.pk: row for row in mine.prefetch_related(*self.ledger.in_sheet)}
        if self.ledger.by_cycle:
            for row in self.by_pk.values():
                row.cycle = self.cycle
        self.own_rows = {row.pk for row in mine.writable_by(self.user)} if mine.model.scope_upward else set(self.by_pk)
        meant = [row for row in self.by_pk.values() if row.pk in self.own_rows and self.is_current(row)]
        self.finder = Finder(self.keys, meant, self.ledger.value, self.bears)
        self.place_above: Any = None
        if self.ledger.place:
            offered = self.ledger.choices(self.ledger.place, self.user, self.cycle)
            self.places = self.named_by.among(offered.filter(self.places_within))
        self.begin()

    def begin(self) -> None:
        """What writing asks for beside the lines, loaded with all else, or alone where the plan of a preview stands."""

    def is_current(self, row: Any) -> bool:
        """Whether a line without 编号 may be about this row; a planner may leave out what is over."""
        return True

    def bears(self, names: tuple[str, ...], get: Get) -> bool:
        """Whether a row or a new line may be found by this key; a planner may narrow it."""
        return True

    def plan(self, sheet: ParsedSheet) -> Plan:
        self.load()
        self.look_up_versions(sheet)
        rows = self.plan_lines(sheet.take())
        result = Plan.of(sheet, rows)
        if self.ledger.place:
            result.hold_whole_places(self.named_by.headers()[-1], self.named_by.one)
        result.absent = self.absent(rows)
        result.undone = self.undone(result.to_write)
        return result

    def plan_lines(self, lines: Iterable[SheetRow]) -> list[RowPlan]:
        """Each line by itself, then all of them together; loaded before."""
        seen: dict[int, int] = {}
        rows = []
        for line in lines:
            if line.is_empty_beside(self.filled_in_before):
                continue
            plan = self.plan_row(line)
            self.place_above = plan.place
            if plan.row is not None and plan.kind != "wrong":
                if plan.row.pk in seen:
                    self.fault(plan, line, "", f"与第{seen[plan.row.pk]}行是同一条记录，请只保留一行。")
                seen.setdefault(plan.row.pk, line.number)
            rows.append(plan)
        self.judge_together(rows)
        return rows

    def look_up_versions(self, sheet: ParsedSheet) -> None:
        """What the rows said when the workbook was made, where they have changed since."""
        numbers = (self.text(line, ROW_KEY) for line in sheet.rows)
        self.earlier = Earlier(self.ledger, numbers, {pk: row.version for pk, row in self.by_pk.items()})

    def fault(self, plan: RowPlan, line: SheetRow, header: str, reason: str) -> None:
        cell = line.cells.get(header)
        value = "" if cell is None or cell.value is None else str(cell.value)
        plan.refuse(header, reason, cell.column if cell else "", value)

    def text(self, line: SheetRow, header: str) -> str:
        cell = line.cells.get(header)
        return "" if cell is None else cells.clean_text(cell.value) or ""

    def plan_row(self, line: SheetRow) -> RowPlan:
        plan = RowPlan(line.number)
        self._find_by_number(plan, line)
        self._find_place(plan, line)
        self._refuse_unreadable(plan, line)
        if plan.kind != "wrong":
            self._read_line(plan, line)
        plan.label = plan.label or self._label(plan)
        if plan.kind == "wrong":
            return plan
        self.judge(plan, line)
        if plan.kind != "unchanged":  # what stands there already is not judged anew
            self._check(plan, line)
        return plan

    def _find_place(self, plan: RowPlan, line: SheetRow) -> None:
        if not self.ledger.place:
            return
        if line.number in self.given:
            plan.place = self._place_given(line.number)
            return
        headers = self.named_by.headers()
        names = [cells.clean_name(self.text(line, one)) or "" for one in headers]
        first, header = headers[0], headers[-1]
        stored = None if plan.row is None else self.ledger.place_of(plan.row)
        if plan.row is not None and self.named_by.names(stored) == names:
            plan.place = stored
        elif not names[-1]:
            plan.place = self.place_above  # most likely of the same place: it is not to go in without this line
            above = f"；如与上一行同属“{self.place_above}”，请逐行写明" if self.place_above is not None else ""
            self.fault(plan, line, header, f"没有填写{header}名称，请填写{above}。")
            return
        try:
            plan.place = plan.place or self.places.find(*names)
        except ValueError as error:
            self.fault(plan, line, first if isinstance(error, UnknownTown) else header, str(error))
            plan.place = self.places.likely(*names)
        if stored is not None and self.ledger.place in self.foreign and plan.place not in (None, stored):
            self.fault(plan, line, header, STAYS.format(stored))
        plan.values[self.ledger.place] = plan.place

    def _place_given(self, number: int) -> Any:
        """Where what the line is about lies: its place, or a row that has one."""
        ((name, subject),) = self.given[number].items()
        path = self.ledger.place.removeprefix(name).removeprefix("__")
        return self.ledger.value(subject, path) if path else subject

    def _find_by_number(self, plan: RowPlan, line: SheetRow) -> None:
        text = self.text(line, ROW_KEY)
        if not text:
            return
        (number, version), abroad = read_number(text) or (0, 0), self.earlier.of_another_site(text)
        plan.row = None if abroad else self.by_pk.get(number)
        if plan.row is None:
            self.fault(plan, line, ROW_KEY, ANOTHER_SITE if abroad else NO_SUCH_ROW)
        elif plan.row.version != version:
            plan.seen = version

    def _refuse_unreadable(self, plan: RowPlan, line: SheetRow) -> None:
        """The columns that only name what the planner finds have no reader of their own to say so."""
        for header in self.found_by:
            if (cell := line.cells.get(header)) and cell.fault:
                self.fault(plan, line, header, cell.fault)

    def _read_line(self, plan: RowPlan, line: SheetRow) -> None:
        """The values; a line without 编号 is read once more against the row its values have found."""
        self._read_values(plan, line)
        if plan.row is not None:
            if name := another_person(plan.values, partial(self.stored_value, plan.row)):
                self.fault(plan, line, self._header(name), ANOTHER.format(self.ledger.row_label(plan.row)))
            return
        found = self._match(plan.values)
        if found.row is not None:
            plan.row = found.row
            plan.values, plan.faults, plan.kind, plan.blank = {}, (), "new", ()
            self._read_values(plan, line)
        elif found.many:
            reason = f"现有记录中有{found.many}条都可能是这一行，请补填能区分的栏目(如身份证号)，或用带编号的导出表。"
            self.fault(plan, line, "", reason)
        elif found.like is not None:
            self._ask_whether_apart(plan, line, found)

    def _ask_whether_apart(self, plan: RowPlan, line: SheetRow, found: Match) -> None:
        """The line looks like a row, but a number or the like says that it is not."""
        if line.number in self.apart:
            plan.apart = True
            return
        row, name = found.like, found.differs
        person = isinstance(self.ledger.field(name), EncryptedField)
        plan.asks = "另有其人，作为新人员导入" if person else "另有一条，作为新记录导入"
        what = "同村已有同名、号码不同的" if person else "已有相近的"
        known = f"编号{row_key(row)}，{self.ledger.label(name)}为“{self.ledger.display(row, name)}”"
        remedy = f"更正{'号码' if person else ''}请用带编号的导出表；{plan.asks[:4]}的，请在预览中勾选“{plan.asks}”。"
        self.fault(
            plan, line, self._header(name), f"{what}“{self.ledger.row_label(row)}”({known})，没有改动它；{remedy}"
        )

    def _header(self, name: str) -> str:
        return next((column.header for column in self.columns if column.field == name), "")

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        place = {self.ledger.place: plan.place} if plan.place is not None else {}
        values = dict(self.given.get(line.number, place))
        for column in self.columns:
            cell = line.cells.get(column.header)
            if cell is None:  # the workbook has no such column: leave the field alone
                continue
            if cell.fault:
                self.fault(plan, line, column.header, cell.fault)
            elif column.field in self.births:
                continue
            elif cell.value in (None, ""):
                self._read_blank(plan, line, column, values)
            else:
                try:
                    values[column.field] = self._read(plan, column, cell.value)
                except ValueError as error:
                    self.fault(plan, line, column.header, _sentence(error))
        for column in self.columns:
            if column.field in self.births and column.header in line.cells:
                self._read_birth(plan, line, column, values)
        plan.values = values

    def _read(self, plan: RowPlan, column: Column, typed: Any) -> Any:
        """The value typed; what the cell of an export of this row shows stands for what is stored."""
        if plan.row is None:
            return self.cells.read(column, typed)
        stored = self.stored_value(plan.row, column.field)
        try:
            value = self.cells.read(column, typed)
        except ValueError:
            if still_shows(self.ledger, plan.row, column, typed):
                return stored
            raise
        return value if history.same(stored, value) or not still_shows(self.ledger, plan.row, column, typed) else stored

    def stored_value(self, row: Any, name: str) -> Any:
        return self.ledger.value(row, name)

    def _read_blank(self, plan: RowPlan, line: SheetRow, column: Column, values: dict[str, Any]) -> None:
        """A blank takes away what is stored; but a personal number only where 编号 says whose it is."""
        stored = self.stored_value(plan.row, column.field) if plan.row is not None else None
        guessed = not self.text(line, ROW_KEY)
        if stored and (self._is_number(column) or (guessed and self._is_sealed(column))):
            return
        if self.cells.keeps(column.field, stored):  # what its user may not choose he does not take away either
            return
        plan.blank += (column.field,)
        values[column.field] = self._blank(column.field)
        if column.required and (plan.row is None or stored not in (None, "")):
            self.fault(plan, line, column.header, "必填，不能为空，请补填。")

    def _is_number(self, column: Column) -> bool:
        """The system gave it, and a row keeps it."""
        numbered = self.ledger.model.numbered
        return numbered is not None and column.field == numbered.field

    def _is_sealed(self, column: Column) -> bool:
        return column.field not in self.beyond and isinstance(self.ledger.field(column.field), EncryptedField)

    def _read_birth(self, plan: RowPlan, line: SheetRow, column: Column, values: dict[str, Any]) -> None:
        number_name = self.births[column.field]
        stored, born = (self._standing(plan, name) for name in (number_name, column.field))
        cell = line.cells[column.header]
        if cell.fault:
            return
        if cell.value in (None, ""):
            plan.blank += (column.field,)
        try:
            settle_birth(values, column.field, values.get(number_name, stored), cell.value, born)
        except ValueError as error:
            self.fault(plan, line, column.header, _sentence(error))

    def _standing(self, plan: RowPlan, name: str) -> Any:
        return self.ledger.value(plan.row, name) if plan.row is not None else None

    def _blank(self, name: str) -> Any:
        if name in self.beyond:
            return None
        target = self.ledger.field(name)
        if target.null:
            return None
        return target.get_default() if target.has_default() else ""

    def _match(self, values: dict[str, Any]) -> Match:
        return self.finder.find(values.get)

    def planned(self, plan: RowPlan, name: str) -> Any:
        """What a field will hold once the line is written, as far as constraints ask for it."""
        if name in plan.values:
            return plan.values[name]
        field: Any = self.ledger.model._meta.get_field(name)
        if plan.row is not None:
            return getattr(plan.row, field.attname)
        return self.cycle if name == "cycle" else field.get_default()

    def _label(self, plan: RowPlan) -> str:
        if plan.row is not None:
            return self.ledger.row_label(plan.row)
        named = [str(value) for name, value in plan.values.items() if name.endswith("name")]
        return " ".join([str(plan.place or ""), *named[:1]]).strip()

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        if plan.row is not None and plan.row.pk not in self.own_rows:
            self.fault(plan, line, "", "这是上级的记录，您只能查阅，不能改动；请改回原样，或从表中删去这一行。")
            return
        headers = {column.field: column.header for column in self.columns}
        for name, value in self.own(plan.values).items():
            if not (isinstance(value, str) and stray_numbers.within(value)):
                continue
            before = self.ledger.value(plan.row, name) if plan.row is not None else None
            if sentence := stray_numbers.fault(self.ledger.field(name), self.ledger.label(name), value, before):
                self.fault(plan, line, headers.get(name, ""), sentence)
        found = self.ledger.check(self.own(plan.values), plan.row, user=self.user, cycle=self.cycle)
        if not found and plan.row is not None and (said := self.ledger.locked(plan.row)):
            found = {"": said}  # what no form may change no line changes
        for name, sentence in found.items():
            self.fault(plan, line, headers.get(name, ""), sentence)

    def own(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values that are fields of the row."""
        return {name: value for name, value in values.items() if name not in self.foreign} if self.foreign else values

    def judge(self, plan: RowPlan, line: SheetRow) -> None:
        """New, changed or unchanged; what the line and somebody else changed since its version is refused."""
        if plan.row is None or not plan.seen:
            self._compare(plan)
            return
        own = self.earlier.settle(plan.row, plan.seen, plan.values, self.differing(plan))
        self._compare(plan)
        labels = {self.ledger.label(name) for name in own}
        headers = {self.ledger.label(column.field): column.header for column in self.columns if not column.read}
        for label, now, typed in plan.changes:
            if label not in labels:
                self.fault(plan, line, headers.get(label, label), OVERTAKEN.format(now or "空白", typed or "空白"))

    def _compare(self, plan: RowPlan) -> None:
        if plan.row is None:
            plan.kind = "new"
            return
        for name in self.differing(plan):
            target, both = self.ledger.field(name), (self.ledger.value(plan.row, name), plan.values[name])
            self.note_change(plan, name, self.ledger.label(name), *(history.shown(target, one) for one in both))
        plan.kind = "changed" if plan.changes else "unchanged"

    @staticmethod
    def note_change(plan: RowPlan, name: str, label: str, before: str, after: str) -> None:
        plan.changes += ((label, before, after),)
        if name in plan.blank:
            plan.cleared += (label,)


def _sentence(error: ValueError) -> str:
    """The reason as a sentence that ends with what to do."""
    reason = str(error).rstrip("。")
    return f"{reason}。" if "请" in reason or "可填" in reason else f"{reason}，请核对后改正。"
