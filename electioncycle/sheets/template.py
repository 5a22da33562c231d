"""Owns the workbook a township fills in: pre-filled and locked places, drop-downs, print layout, a filled example."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .model import KEY_HEADER, NUMBER_HEADER, Kind
from .text import TEXT_FORMAT, plain_value, put_text
from .writer import BOX, CENTRED, HEADER_FILL, print_on_a4, saved, sheet_name

HEADER_ROW = 3
LISTS = "选项"
AS_TEXT: frozenset[Kind] = frozenset({"id_number", "date", "month", "text", "choice", "bool"})
HINTS: dict[Kind, str] = {
    "id_number": "18位公民身份号码",
    "date": "填成 2020-01-05",
    "month": "填成 1975.10",
    "int": "填整数，不带单位",
    "decimal": "填数字，不带单位",
    "bool": "填是或否",
}
LOCKED_FILL = PatternFill("solid", fgColor="F0F2F5")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column; `locked` cells cannot be typed over, `computed` ones are left empty and marked (自).

    Columns of one `group` stand under a common heading: 近三年考核 over 2023, 2024, 2025.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[str] = ()
    locked: bool = False
    computed: bool = False
    width: int = 0
    group: str = ""
    note: str = ""

    @property
    def heading(self) -> str:
        name = self.name.removeprefix(self.group) or self.name
        return f"{name}(自)" if self.computed and "(自)" not in name else name + "*" * self.required


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """A template; rows and examples map column names (and 编号) to values, `blank_rows` may be filled freely."""

    title: str
    columns: Sequence[TemplateColumn]
    rows: Sequence[Mapping[str, Any]] = ()
    example: Sequence[Mapping[str, Any]] = ()
    instructions: Sequence[str] = ()
    unit: str = ""
    reporter: str = ""
    reviewer: str = ""
    phone: str = ""
    as_of: str = ""
    blank_rows: int = 50
    sheet: str = "填报表"


def write_template(spec: TemplateSpec) -> bytes:
    """The template as xlsx: 填报表 first, then 填写示例 and 填表说明, the lists of long drop-downs hidden."""
    book = Workbook()
    columns = _fill(book, book.active, spec)
    _example(book, spec, columns)
    page = book.create_sheet("填表说明", 2 if spec.example else 1)
    _required(page, columns[1:], _told(page, spec.instructions))
    return saved(book)


def write_templates(specs: Sequence[TemplateSpec]) -> bytes:
    """Several templates as the sheets of one workbook, behind them how to fill them in."""
    book = Workbook()
    for at, spec in enumerate(specs):
        _fill(book, book.create_sheet() if at else book.active, spec)
    named = [f"{spec.sheet}：{words}" for spec in specs for words in spec.instructions]
    _told(book.create_sheet("填表说明", len(specs)), ["不填的表可以空着；工作表的名称请不要改。", *named])
    return saved(book)


def _fill(book: Workbook, page: Worksheet, spec: TemplateSpec) -> list[TemplateColumn]:
    """One sheet to fill in; returns its columns."""
    page.title = sheet_name(spec.sheet)
    columns = [TemplateColumn(NUMBER_HEADER, kind="int", locked=True, width=6), *spec.columns]
    top = _head(page, spec, columns)
    last = top + len(spec.rows) + spec.blank_rows
    for at, row in enumerate(spec.rows, 1):
        _row(page, top + at, columns, {**row, NUMBER_HEADER: at})
    for number in range(top + len(spec.rows) + 1, last + 1):
        _row(page, number, columns, {NUMBER_HEADER: number - top}, free=True)
    _drop_downs(book, page, columns, top, last)
    page.freeze_panes = page.cell(top + 1, 1 + _leading_locked(columns))
    page.print_title_rows = f"1:{top}"
    page.print_area = f"A1:{get_column_letter(len(columns))}{last}"
    print_on_a4(page)
    page.oddFooter.center.text = "第 &P 页 共 &N 页"
    _protect(page)
    return columns


def _head(page: Worksheet, spec: TemplateSpec, columns: Sequence[TemplateColumn]) -> int:
    """Title, reporter line and header; returns the last row of the header."""
    width = len(columns)
    put_text(page.cell(1, 1), spec.title)
    page.cell(1, 1).font, page.cell(1, 1).alignment = Font(bold=True, size=16), CENTRED
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    page.row_dimensions[1].height = 30
    labels = {
        "填报单位": spec.unit,
        "填报人": spec.reporter,
        "审核人": spec.reviewer,
        "联系电话": spec.phone,
        "截至时间": spec.as_of,
    }
    step = max(1, width // len(labels))
    for at, (label, value) in enumerate(labels.items()):
        cell = page.cell(2, 1 + at * step)
        put_text(cell, f"{label}：{value}")
        cell.protection = Protection(locked=False)
    last = HEADER_ROW + any(column.group for column in columns)
    for at, column in enumerate([*columns, TemplateColumn(KEY_HEADER)], 1):
        _heading(page, at, column, last)
    _merge_groups(page, columns, last)
    page.column_dimensions[get_column_letter(width + 1)].hidden = True
    return last


def _heading(page: Worksheet, at: int, column: TemplateColumn, last: int) -> None:
    for row in range(HEADER_ROW, last + 1):
        cell = page.cell(row, at)
        cell.font = Font(bold=True, color="C00000" if column.required else "000000")
        cell.fill, cell.border, cell.alignment = HEADER_FILL, BOX, CENTRED
        page.row_dimensions[row].height = 34 if last == HEADER_ROW else 22
    put_text(page.cell(last if column.group else HEADER_ROW, at), column.heading)
    page.column_dimensions[get_column_letter(at)].width = column.width or _width(column)


def _merge_groups(page: Worksheet, columns: Sequence[TemplateColumn], last: int) -> None:
    if last == HEADER_ROW:
        return
    for group, members in groupby(enumerate(columns, 1), key=lambda pair: pair[1].group):
        places = [at for at, _ in members]
        for at in places if not group else ():
            page.merge_cells(start_row=HEADER_ROW, start_column=at, end_row=last, end_column=at)
        if group:
            put_text(page.cell(HEADER_ROW, places[0]), group)
            page.merge_cells(None, HEADER_ROW, places[0], HEADER_ROW, places[-1])


def _width(column: TemplateColumn) -> int:
    choice = max((len(choice) for choice in column.choices), default=0)
    least = {"id_number": 21, "date": 12, "month": 10}.get(column.kind, 8)
    return max(least, min(24, 2 * max(len(column.heading) // 2 + 1, choice) + 2))


def _row(
    page: Worksheet, number: int, columns: Sequence[TemplateColumn], values: Mapping[str, Any], *, free: bool = False
) -> None:
    """One row to fill in; in a `free` one the places are open too."""
    for at, column in enumerate(columns, 1):
        cell = page.cell(number, at)
        cell.border = BOX
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        if column.kind in AS_TEXT:
            cell.number_format = TEXT_FORMAT
        if column.name == NUMBER_HEADER or column.computed or (column.locked and not free):
            cell.fill = LOCKED_FILL
        else:
            cell.protection = Protection(locked=False)
        _put(cell, plain_value(values.get(column.name)), column)
    if key := values.get(KEY_HEADER):
        put_text(page.cell(number, len(columns) + 1), str(key))


def _put(cell: Any, value: Any, column: TemplateColumn) -> None:
    if value is None:
        return
    if isinstance(value, date):
        put_text(cell, f"{value:%Y-%m-%d}")
    elif column.kind in AS_TEXT or isinstance(value, str):
        put_text(cell, str(value))
    else:
        cell.value = value


def _drop_downs(book: Workbook, page: Worksheet, columns: Sequence[TemplateColumn], top: int, last: int) -> None:
    for at, column in enumerate(columns, 1):
        choices = list(column.choices) or (["是", "否"] if column.kind == "bool" else [])
        if not choices or column.computed:
            continue
        inline = ",".join(choices)
        short = len(inline) <= 250 and not any("," in choice or '"' in choice for choice in choices)
        source = f'"{inline}"' if short else _listed(book, at, choices)
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = column.name[:30], "请从下拉列表中选择一项"
        letter = get_column_letter(at)
        rule.add(f"{letter}{top + 1}:{letter}{last}")
        page.add_data_validation(rule)


def _listed(book: Workbook, at: int, choices: Sequence[str]) -> str:
    """A long list on a hidden sheet, in this column unless another list stands there; returns the reference to it."""
    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    lists = book[LISTS]
    at = at if lists.cell(1, at).value is None else lists.max_column + 1
    for row, choice in enumerate(choices, 1):
        put_text(lists.cell(row, at), choice)
    letter = get_column_letter(at)
    return f"={LISTS}!${letter}$1:${letter}${len(choices)}"


def _leading_locked(columns: Sequence[TemplateColumn]) -> int:
    """How many columns stay in view on the left: 序号， 乡镇， 村, and 姓名 where it follows."""
    count = 1
    while count < len(columns) and columns[count].locked:
        count += 1
    return min(count + 1, 4) if count < len(columns) and columns[count].name == "姓名" else min(count, 4)


def _protect(page: Worksheet) -> None:
    """Without a password: it guards against slips, and the office can lift it."""
    page.protection.sheet = True
    page.protection.formatCells = page.protection.formatColumns = page.protection.formatRows = False
    page.protection.sort = page.protection.autoFilter = False


def _example(book: Workbook, spec: TemplateSpec, columns: Sequence[TemplateColumn]) -> None:
    if not spec.example:
        return
    page = book.create_sheet("填写示例", 1)
    top = _head(page, spec, columns)
    put_text(page.cell(1, 1), f"{spec.title}(填写示例，本页不导入)")
    for at, row in enumerate(spec.example, 1):
        _row(page, top + at, columns, {**row, NUMBER_HEADER: at})
    page.freeze_panes = page.cell(top + 1, 1)
    print_on_a4(page)
    _protect(page)


def _told(page: Worksheet, further: Sequence[str]) -> int:
    """How to fill in, as a numbered list; returns its last line."""
    lines = [
        "带 * 的列必填；灰色单元格已锁定，不需填写；标有(自)的列由系统计算，留空。",
        "每人(每事)一行，行数不够时使用表后的空行，不要改动表头和隐藏的编号列。",
        *further,
    ]
    page.append(["填表说明"])
    page["A1"].font = Font(bold=True, size=14)
    for at, line in enumerate(lines, 1):
        put_text(page.cell(at + 1, 1), f"{at}.{line}")
    print_on_a4(page)
    return len(lines) + 1


def _required(page: Worksheet, columns: Sequence[TemplateColumn], behind: int) -> None:
    """What each column asks for."""
    start = behind + 2
    for at, text in enumerate(("列名", "是否必填", "填写要求"), 1):
        cell = page.cell(start, at, text)
        cell.font, cell.fill, cell.border = Font(bold=True), HEADER_FILL, BOX
    for row, column in enumerate((column for column in columns if not column.computed), start + 1):
        allowed = "可填：" + "、".join(column.choices[:30]) if column.choices else HINTS.get(column.kind, "")
        words = (column.name, "必填" if column.required else "", column.note or allowed)
        for at, text in enumerate(words, 1):
            cell = page.cell(row, at)
            put_text(cell, text)
            cell.border, cell.alignment = BOX, Alignment(wrap_text=True, vertical="center")
    for letter, width in zip("ABC", (26, 10, 90), strict=True):
        page.column_dimensions[letter].width = width
