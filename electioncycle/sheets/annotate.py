"""Owns the user's own workbook given back with red cells, comments and a last column 错误说明."""

import io
import logging
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .headers import full
from .intake import kind_of
from .model import FAULT_HEADER, Fault, Limits, ParsedSheet
from .process import ParserProcess
from .text import put_text
from .writer import saved, sheet_name

RED = PatternFill("solid", fgColor="FFFFC7CE")
log = logging.getLogger(__name__)
AUTHOR = "导入检查"
IN_PLACE_BYTES = 24 * 1024**2
REACHING_OUT = re.compile(
    r"\||\[\d+\]|\[[^\]]*\.xl|\w+://|\b(?:WEBSERVICE|HYPERLINK|CALL|EXEC|REGISTER|RTD|DDE)\s*\(", re.IGNORECASE
)
Notes = dict[int, list[Fault]]


def annotate(data: bytes, filename: str, parsed: ParsedSheet, faults: Sequence[Fault]) -> bytes:
    """An xlsx with the user's cells as they were; xls, csv and very large workbooks come back as values only."""
    limits = Limits()
    kind = kind_of(data, filename, limits)
    notes: Notes = defaultdict(list)
    for fault in faults:
        notes[fault.row].append(fault)
    if kind == "xlsx" and _unzipped(data) <= IN_PLACE_BYTES:
        try:
            return _in_place(data, parsed, notes)
        except Exception:  # openpyxl is stricter than the reader; the user still gets his values back
            log.warning("annotated copy written as values only", exc_info=True)
    with ParserProcess(data, kind, filename, limits) as parser:
        names = [head["name"] for head in parser.heads()]
        return _rewritten(parser.rows(names.index(parsed.sheet)), parsed, notes)


def describe(fault: Fault, columns: dict[str, int]) -> str:
    """第8行 G列“身份证号”：… ;处理办法：…"""
    where = f"第{fault.row}行"
    if fault.column_name:
        at = columns.get(fault.column_name)
        where += f" {get_column_letter(at)}列“{fault.column_name}”" if at else f"“{fault.column_name}”"
    return f"{where}：{fault.reason}" + (f"；处理办法：{fault.remedy}" if fault.remedy else "")


def _unzipped(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _in_place(data: bytes, parsed: ParsedSheet, notes: Notes) -> bytes:
    book = load_workbook(io.BytesIO(data), keep_links=False)
    page = book[parsed.sheet]
    book.active = book.index(page)
    _defuse(book)
    _forget_earlier_marks(page, parsed)
    column = _fault_column(page, parsed)
    _head_cell(page.cell(parsed.header_row, column))
    page.column_dimensions[get_column_letter(column)].width = 60
    page.column_dimensions[get_column_letter(column)].hidden = False
    for number, found in notes.items():
        for at, words in _by_column(found, parsed).items():
            cell = page.cell(number, at)
            if type(cell).__name__ != "MergedCell":
                _mark(cell, words)
        _explain(page.cell(number, column), found, parsed)
    if page.print_area and not isinstance(page.print_area, list):
        page.print_area = None
    return saved(book)


def _defuse(book: Workbook) -> None:
    """A formula that reaches outside the workbook is shown as the text it is."""
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f" and REACHING_OUT.search(str(getattr(cell.value, "text", cell.value))):
                    put_text(cell, str(getattr(cell.value, "text", cell.value)))


def _forget_earlier_marks(page: Worksheet, parsed: ParsedSheet) -> None:
    for row in page.iter_rows(min_row=parsed.header_row):
        for cell in row:
            if type(cell).__name__ == "MergedCell":
                continue
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == RED.fgColor.rgb:
                cell.fill = PatternFill()


def _fault_column(page: Worksheet, parsed: ParsedSheet) -> int:
    last = 0
    for row in page.iter_rows(min_row=parsed.header_row):
        for cell in row:
            if cell.value is None:
                continue
            if cell.row <= parsed.header_end and full(str(cell.value)) == FAULT_HEADER:
                for number in range(parsed.header_row + 1, page.max_row + 1):
                    page.cell(number, cell.column).value = None
                return int(cell.column)
            last = max(last, int(cell.column))
    return last + 1


def _by_column(found: Sequence[Fault], parsed: ParsedSheet) -> dict[int, str]:
    words: dict[int, list[str]] = defaultdict(list)
    for fault in found:
        if fault.column_name in parsed.columns:
            words[parsed.columns[fault.column_name]].append(describe(fault, parsed.columns))
    return {at: "\n".join(lines) for at, lines in words.items()}


def _mark(cell: Cell, words: str) -> None:
    cell.fill = RED
    cell.comment = Comment(words, AUTHOR, height=120, width=320)


def _explain(cell: Cell, found: Sequence[Fault], parsed: ParsedSheet) -> None:
    put_text(cell, "\n".join(describe(fault, parsed.columns) for fault in found))
    cell.font = Font(color="C00000")
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head_cell(cell: Cell) -> None:
    put_text(cell, FAULT_HEADER)
    cell.font = Font(bold=True, color="C00000")


def _rewritten(rows: Iterator[tuple[int, list[Any]]], parsed: ParsedSheet, notes: Notes) -> bytes:
    """The read sheet as values, streamed; row numbers stay those of the user's file."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_name(parsed.sheet))
    width, column = parsed.width, parsed.width + 1
    page.freeze_panes = f"A{parsed.header_end + 1}"
    page.column_dimensions[get_column_letter(column)].width = 60
    if parsed.key_column:
        page.column_dimensions[get_column_letter(parsed.key_column)].hidden = True
    written = 0
    for number, values in rows:
        for _ in range(number - written - 1):
            page.append([])
        written = number
        cells: list[Cell | None] = [_value_cell(page, value) for value in values[:width]]
        cells += [None] * (column - len(cells))
        if number == parsed.header_row:
            cells[column - 1] = cell = WriteOnlyCell(page)
            _head_cell(cell)
        elif number in notes:
            for at, words in _by_column(notes[number], parsed).items():
                cells[at - 1] = cell = cells[at - 1] or WriteOnlyCell(page)
                _mark(cell, words)
            cells[column - 1] = cell = WriteOnlyCell(page)
            _explain(cell, notes[number], parsed)
        page.append(cells)
    return saved(book)


def _value_cell(page: Any, value: Any) -> Cell | None:
    if value == "":
        return None
    cell = WriteOnlyCell(page)
    if isinstance(value, bool | int | float):
        cell.value = value
    else:
        put_text(cell, value[-1] if isinstance(value, list) else value)
    return cell
