"""Owns writing rows of any number as a workbook, streamed, with every text kept as text."""

import io
import re
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .model import KEY_HEADER

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "|")
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
TEXT_FORMAT = "@"
HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")
LINE = Side(style="thin", color="9AA5B1")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_rows(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    text_columns: Collection[str] = (),
    sheet: str = "数据",
) -> bytes:
    """A workbook with a frozen header and a hidden last column 编号; `text_columns` stay text when edited."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_name(sheet))
    top = 2 if title else 1
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    print_on_a4(page)
    for position, name in enumerate(headers, 1):
        column = page.column_dimensions[get_column_letter(position)]
        column.width = 22 if name in text_columns else max(10, min(24, 2 * len(name) + 3))
        column.hidden = name == KEY_HEADER and position == len(headers)
    if title:
        page.append([_styled(page, title, Font(bold=True, size=14))])
    page.append([_styled(page, name, Font(bold=True), HEADER_FILL) for name in headers])
    to_cells = RowWriter(page, [name in text_columns for name in headers])
    for row in rows:
        page.append(to_cells(row))
    return saved(book)


class RowWriter:
    """Turns the values of a row into what openpyxl streams, one styled cell a column being used again and again."""

    def __init__(self, page: Any, as_text: Sequence[bool]) -> None:
        self.as_text = as_text
        self.cells: list[Cell] = []
        for keep in as_text:
            cell = WriteOnlyCell(page)
            cell.number_format = TEXT_FORMAT if keep else "General"
            self.cells.append(cell)
        self.quoted = [quoted_text(WriteOnlyCell(page), keep) for keep in as_text]

    def __call__(self, row: Sequence[Any]) -> list[Any]:
        return [
            value if type(value) is int and not keep else self._cell(at, plain_value(value), keep)
            for at, (value, keep) in enumerate(zip(row, self.as_text, strict=True))
        ]

    def _cell(self, at: int, value: Any, keep: bool) -> Any:
        if not isinstance(value, str):
            return value if value is None or not keep else self._as_text(self.cells[at], str(value))
        if value.startswith(FORMULA_START):
            return self._as_text(self.quoted[at], value)
        return self._as_text(self.cells[at], value) if keep or value.startswith("#") else value

    def _as_text(self, cell: Cell, value: str) -> Cell:
        cell.value = value
        cell.data_type = "s"
        return cell


def quoted_text(cell: Cell, keep: bool = False) -> Cell:
    """Give a cell the style with which Excel shows =1+1 as the text that it is, also after editing."""
    cell.number_format = TEXT_FORMAT if keep else "General"
    style = copy(cell._style)
    style.quotePrefix = 1
    cell._style = style
    return cell


def put_text(cell: Cell, value: str) -> None:
    """Write text into a cell of an ordinary sheet, never as a formula or error value."""
    cell.value = ILLEGAL.sub("", value)
    cell.data_type = "s"
    if value.startswith(FORMULA_START):
        quoted_text(cell, keep=cell.number_format == TEXT_FORMAT)


def plain_value(value: Any) -> Any:
    """What a spreadsheet can hold: 是/否 for booleans, office time for moments, text without control characters."""
    if isinstance(value, str):
        return ILLEGAL.sub("", value) if ILLEGAL.search(value) else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(OFFICE_TIME).replace(tzinfo=None)
    if value is None or isinstance(value, int | float | date) or type(value).__name__ == "Decimal":
        return value
    return str(value)


def sheet_name(text: str) -> str:
    """A name Excel accepts."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip() or "数据"


def print_on_a4(page: Any) -> None:
    """A4 landscape, as wide as one page, page number at the foot."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.5


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _styled(page: Any, value: str, font: Font, fill: PatternFill | None = None) -> Cell:
    cell = WriteOnlyCell(page)
    put_text(cell, value)
    cell.font = font
    if fill:
        cell.fill, cell.border, cell.alignment = fill, BOX, CENTRED
    return cell
