"""What a workbook would do to a ledger: each line new, changed, unchanged or wrong; and writing what was chosen."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from electioncycle import history, services, stray_numbers
from electioncycle.column_cells import ColumnCells, pick
from electioncycle.forms import form_fields
from electioncycle.ledgers import Column, Ledger
from electioncycle.plans import (
    ROW_KEY,
    TOWNSHIP,
    VILLAGE,
    Fault,
    Plan,
    RowPlan,
    VillageIndex,
    births_by_number,
    settle_birth,
)
from electioncycle.refusals import Refused
from electioncycle.sheets import HeaderSpec, ParsedSheet, SheetRow, cells


class Planner:
    """Plans the lines of one workbook for one ledger, and writes those that were chosen."""

    notices: Sequence[str] = ()  # what its user is to read besides, once they are written

    def __init__(self, ledger: Ledger, *, user: Any, cycle: Any) -> None:
        self.ledger, self.user, self.cycle = ledger, user, cycle
        self.fields = form_fields(ledger, user=user, cycle=cycle)
        self.columns = [column for column in ledger.columns_of(cycle) if column.field and not column.compute]
        self.found_by = [one.header for one in ledger.columns_of(cycle) if not (one.field or one.compute)]
        self.beyond = {column.field: column for column in self.columns if column.read}
        self.births = births_by_number([column.field for column in self.columns])
        self.cells = ColumnCells(ledger, self.columns, self.fields)

    # --- headers -----------------------------------------------------------------------------------------------

    @property
    def place_model(self) -> Any:
        return self.ledger.field(self.ledger.place).related_model if self.ledger.place else None

    @property
    def place_is_village(self) -> bool:
        return self.place_model is not None and self.place_model._meta.model_name == "village"

    def headers(self) -> list[HeaderSpec]:
        found = []
        if self.ledger.place:
            found.append(
                HeaderSpec(TOWNSHIP, ("乡镇", "乡镇名称", "街道", "所属乡镇"), required=not self.place_is_village)
            )
        if self.place_is_village:
            found.append(HeaderSpec(VILLAGE, ("村", "社区", "村名", "村(社区)名称", "村社区"), required=True))
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
        mine: Any = self.ledger.rows(self.user, self.cycle)
        existing = list(mine.writable_by(self.user))
        self.by_pk = {row.pk: row for row in existing}
        self.by_key: dict[tuple, Any] = {}
        for names in reversed(self.ledger.keys):
            for row in existing:
                key = self._key(names, lambda name, row=row: self.ledger.value(row, name))
                if key:
                    self.by_key[key] = row
        if self.place_is_village:
            villages = self.ledger.choices(self.ledger.place, self.user, self.cycle).select_related("township")
            self.places = VillageIndex(villages)
        elif self.ledger.place:
            rows = self.ledger.choices(self.ledger.place, self.user, self.cycle)
            self.areas = {cells.clean_text(str(row)) or "": row for row in rows}

    @staticmethod
    def _key(names: tuple[str, ...], get: Any) -> tuple | None:
        values = [get(name) for name in names]
        if any(value in (None, "") for value in values):
            return None
        return (names, *(value.pk if isinstance(value, models.Model) else value for value in values))

    def plan(self, sheet: ParsedSheet) -> Plan:
        self.load()
        seen: dict[int, int] = {}
        rows = []
        for line in sheet.rows:
            if line.is_empty_beside((TOWNSHIP, VILLAGE, "序号")):  # a village of the template nobody filled in
                continue
            plan = self.plan_row(line)
            if plan.row is not None and plan.kind != "wrong":
                if plan.row.pk in seen:
                    self.fault(plan, line, "", f"与第{seen[plan.row.pk]}行是同一条记录，请只保留一行。")
                seen.setdefault(plan.row.pk, line.number)
            rows.append(plan)
        self._refuse_twins(rows)
        unread = [f"工作表“{name}”(未读取)" for name in sheet.unread_sheets]
        result = Plan(rows, unknown=[*sheet.unknown, *unread], sheet=sheet.sheet)
        result.hold_whole_villages()
        result.absent = self.absent(rows)
        return result

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        """Two new lines with one key are the same row twice."""
        seen: dict[tuple, int] = {}
        for plan in rows:
            if plan.kind != "new" or not self.ledger.keys:
                continue
            key = self._key(self.ledger.keys[0], plan.values.get)
            if key in seen:
                plan.kind = "wrong"
                plan.faults.append(Fault(plan.number, "", "", plan.label, f"与第{seen[key]}行重复，请只保留一行。"))
            elif key:
                seen[key] = plan.number

    def absent(self, rows: list[RowPlan]) -> list[str]:
        """Rows of the places in the workbook that it does not list; they stay as they are."""
        listed = {plan.row.pk for plan in rows if plan.row is not None}
        places = {plan.place.pk for plan in rows if plan.place is not None}
        if not self.ledger.place:
            return []
        return [
            self.ledger.row_label(row)
            for row in self.by_pk.values()
            if row.pk not in listed and getattr(row, f"{self.ledger.place}_id") in places
        ]

    def fault(self, plan: RowPlan, line: SheetRow, header: str, reason: str) -> None:
        cell = line.cells.get(header)
        plan.kind = "wrong"
        value = "" if cell is None or cell.value is None else str(cell.value)
        plan.faults.append(Fault(line.number, header, cell.column if cell else "", value, reason))

    def text(self, line: SheetRow, header: str) -> str:
        cell = line.cells.get(header)
        return "" if cell is None else cells.clean_text(cell.value) or ""

    def plan_row(self, line: SheetRow) -> RowPlan:
        plan = RowPlan(line.number)
        self._find_place(plan, line)
        self._find_by_number(plan, line)
        self._refuse_unreadable(plan, line)
        if plan.kind != "wrong":
            self._read_values(plan, line)
        if plan.row is None and plan.kind != "wrong":
            plan.row = self._find_by_key(plan.values)
            if plan.row is not None:  # masks can be read only against the stored row
                plan.values = {}
                plan.faults.clear()
                self._read_values(plan, line)
        plan.label = plan.label or self._label(plan)
        if plan.kind == "wrong":
            return plan
        self._check(plan, line)
        if plan.kind != "wrong":
            self._compare(plan)
        return plan

    def _find_place(self, plan: RowPlan, line: SheetRow) -> None:
        if not self.ledger.place:
            return
        town = cells.clean_name(self.text(line, TOWNSHIP)) or ""
        try:
            if self.place_is_village:
                name = cells.clean_name(self.text(line, VILLAGE)) or ""
                if not name:
                    raise ValueError("没有填写村(社区)名称，请填写。")
                plan.place = self.places.find(town, name)
            else:
                plan.place = pick(self.areas, town)
        except ValueError as error:
            named_wrong = not self.place_is_village or (town and town not in self.places.townships)
            self.fault(plan, line, TOWNSHIP if named_wrong else VILLAGE, str(error))
            return
        plan.values[self.ledger.place] = plan.place

    def _find_by_number(self, plan: RowPlan, line: SheetRow) -> None:
        text = self.text(line, ROW_KEY)
        if not text:
            return
        found = re.fullmatch(r"R(\d{1,18})V(\d{1,9})", text)
        row = self.by_pk.get(int(found[1])) if found else None
        if row is None:
            self.fault(plan, line, ROW_KEY, "没有这个编号的记录，或它不在您的管辖范围内；新增的行请将编号留空。")
        elif row.version != int(found[2]):  # type: ignore[index]
            self.fault(plan, line, ROW_KEY, "这条记录在您导出之后已被修改，请重新导出后再改。")
        else:
            plan.row = row

    def _refuse_unreadable(self, plan: RowPlan, line: SheetRow) -> None:
        """The columns that only name what the planner finds have no reader of their own to say so."""
        for header in self.found_by:
            if (cell := line.cells.get(header)) and cell.fault:
                self.fault(plan, line, header, cell.fault)

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        values = {self.ledger.place: plan.place} if plan.place is not None else {}
        for column in self.columns:
            cell = line.cells.get(column.header)
            if cell is None:  # the workbook has no such column: leave the field alone
                continue
            if cell.fault:
                self.fault(plan, line, column.header, cell.fault)
                continue
            if column.field in self.births:
                continue
            if cell.value in (None, ""):
                if column.required:
                    self.fault(plan, line, column.header, "必填，不能为空，请补填。")
                values[column.field] = self._blank(column.field, plan.row)
                continue
            try:
                known = plan.row is not None and not column.read
                current = self.ledger.value(plan.row, column.field) if known else None
                values[column.field] = self.cells.read(column, cell.value, current)
            except ValueError as error:
                self.fault(plan, line, column.header, _sentence(error))
        for column in self.columns:
            if column.field in self.births and column.header in line.cells:
                self._read_birth(plan, line, column, values)
        plan.values = values

    def _read_birth(self, plan: RowPlan, line: SheetRow, column: Column, values: dict[str, Any]) -> None:
        number_name = self.births[column.field]
        stored = self.ledger.value(plan.row, number_name) if plan.row is not None else None
        cell = line.cells[column.header]
        if cell.fault:
            return
        try:
            settle_birth(values, column.field, values.get(number_name, stored), cell.value)
        except ValueError as error:
            self.fault(plan, line, column.header, _sentence(error))

    def _blank(self, name: str, row: Any) -> Any:
        if name in self.beyond:
            return None
        if row is not None and self.cells.keeps(name, present := self.ledger.value(row, name)):
            return present
        target = self.ledger.field(name)
        if target.null:
            return None
        return target.get_default() if target.has_default() else ""

    def _find_by_key(self, values: dict[str, Any]) -> Any:
        for names in self.ledger.keys:
            key = self._key(names, values.get)
            if key in self.by_key:
                return self.by_key[key]
        return None

    def _label(self, plan: RowPlan) -> str:
        if plan.row is not None:
            return self.ledger.row_label(plan.row)
        named = [str(value) for name, value in plan.values.items() if name.endswith("name")]
        return " ".join([str(plan.place or ""), *named[:1]]).strip()

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        headers = {column.field: column.header for column in self.columns}
        for name, value in self.own(plan.values).items():
            if not (isinstance(value, str) and stray_numbers.within(value)):
                continue
            before = self.ledger.value(plan.row, name) if plan.row is not None else None
            if sentence := stray_numbers.fault(self.ledger.field(name), self.ledger.label(name), value, before):
                self.fault(plan, line, headers.get(name, ""), sentence)
        found = self.ledger.check(self.own(plan.values), plan.row, user=self.user, cycle=self.cycle)
        for name, sentence in found.items():
            self.fault(plan, line, headers.get(name, ""), sentence)

    def own(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values that are fields of the row."""
        return {name: value for name, value in values.items() if name not in self.beyond} if self.beyond else values

    def _compare(self, plan: RowPlan) -> None:
        if plan.row is None:
            plan.kind = "new"
            return
        for name, after in self.own(plan.values).items():
            before = self.ledger.value(plan.row, name)
            if not history.same(before, after):
                target = self.ledger.field(name)
                change = (self.ledger.label(name), history.shown(target, before), history.shown(target, after))
                plan.changes.append(change)
        plan.kind = "changed" if plan.changes else "unchanged"

    # --- writing -----------------------------------------------------------------------------------------------

    def ready(self, plan: Plan) -> None:
        """What takes long and needs no lock, done before the transaction of ``write``."""

    def write(self, plan: Plan, *, reason: str) -> int:
        """Save the new and changed rows with their history; returns how many. The caller holds the transaction."""
        todo = [row for row in plan.rows if row.kind in ("new", "changed")]
        with transaction.atomic():
            self._require_unchanged(todo)
            rows, parts = [], []
            for item in todo:
                row = item.row if item.row is not None else self.new_row(item)
                parts += services.assign(self.ledger, row, self.own(item.values), user=self.user)
                rows.append(row)
            self._save_parts(parts, reason)
            for row in rows:
                for name in self.ledger.parts:
                    setattr(row, name, getattr(row, name))
            names = [name for name in self.ledger.fields if "__" not in name]
            history.record_many(rows, by=self.user, reason=reason, fields=[*names, *self.ledger.derived])
            self.ledger.saved(rows, by=self.user)
        self.notices = list(self.ledger.notices(rows, by=self.user, cycle=self.cycle))
        return len(rows)

    def new_row(self, item: RowPlan) -> Any:
        return services.new_row(self.ledger, self.cycle)

    def _require_unchanged(self, todo: list[RowPlan]) -> None:
        """The rows to change are locked and still as they were planned; otherwise nothing is written."""
        planned = {plan.row.pk: plan.row.version for plan in todo if plan.row is not None}
        keys = list(planned)
        for start in range(0, len(keys), 500):
            rows = self.ledger.model.all_rows.select_for_update().filter(pk__in=keys[start : start + 500])
            if any(planned[pk] != version for pk, version in rows.order_by().values_list("pk", "version")):
                raise Refused("核对之后有记录被他人修改，本次没有写入任何内容。请重新上传，核对新的预览后再确认。")

    def _save_parts(self, parts: list[Any], reason: str) -> None:
        by_model: dict[type, dict[int, Any]] = defaultdict(dict)
        for part in parts:
            by_model[type(part)][id(part)] = part
        for found in by_model.values():
            names = [f.name for f in next(iter(found.values()))._meta.concrete_fields if not f.primary_key]
            history.record_many(
                list(found.values()),
                by=self.user,
                reason=reason,
                fields=[name for name in names if name not in history.BOOKKEEPING],
            )


def _sentence(error: ValueError) -> str:
    """The reason as a sentence that ends with what to do."""
    reason = str(error).rstrip("。")
    return f"{reason}。" if "请" in reason or "可填" in reason else f"{reason}，请核对后改正。"
