"""Owns writing rows of any number as a workbook, streamed, with every text kept as text."""

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .model import KEY_HEADER
from .rows_xml import with_rows
from .text import put_text

HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")
LINE = Side(style="thin", color="9AA5B1")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
OFFERED_ROWS = 20_000
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_rows(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    text_columns: Collection[str] = (),
    sheet: str = "数据",
    mark: str = "",
    note: str = "",
    choices: Mapping[str, Sequence[str]] | None = None,
    beside: tuple[str, Sequence[Sequence[str]]] | None = None,
    foreign: bool = False,
) -> bytes:
    """A workbook with a frozen header and a hidden last column 编号; `text_columns` stay text when edited.

    `mark` stands below the title and at the head and foot of every printed page, `note` in the file's properties;
    `foreign`: another program reads it, so nothing stands above the header and no column is hidden.
    `choices` offers values of a column as a drop-down. `beside`: name and lines of words of a second sheet, its title
    and its headers first.
    """
    book = Workbook()
    book.properties.description = note or None
    page = book.active
    page.title = sheet_name(sheet)
    top = 1 if foreign else 1 + bool(title) + bool(mark)
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    print_on_a4(page)
    if title and not foreign:
        put_text(page["A1"], title)
        page["A1"].font = Font(bold=True, size=14)
    if mark:
        mark_pages(page, mark)
    if mark and not foreign:
        put_mark(page, mark, top - 1)
    for position, name in enumerate(headers, 1):
        cell = page.cell(top, position)
        put_text(cell, name)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), HEADER_FILL, BOX, CENTRED
        column = page.column_dimensions[get_column_letter(position)]
        column.width = 22 if name in text_columns else max(10, min(24, 2 * len(name) + 3))
        column.hidden = name == KEY_HEADER and position == len(headers) and not foreign
        if choices and name in choices:
            offer = DataValidation(type="list", formula1=f'"{",".join(choices[name])}"', allow_blank=True)
            offer.add(f"{get_column_letter(position)}{top + 1}:{get_column_letter(position)}{top + OFFERED_ROWS}")
            page.add_data_validation(offer)
    if beside:
        put_words(book.create_sheet(sheet_name(beside[0])), beside[1])
    return with_rows(book, [name in text_columns for name in headers], rows, first=top + 1)


def put_words(page: Any, lines: Sequence[Sequence[str]]) -> None:
    """A sheet of words to read and print: a title, headers, lines that wrap."""
    print_on_a4(page)
    for row, words in enumerate(lines, 1):
        for column, word in enumerate(words, 1):
            cell = page.cell(row, column)
            put_text(cell, word)
            cell.alignment = Alignment(wrap_text=row > 1, vertical="top")
            cell.font = Font(bold=row <= 2, size=14 if row == 1 else 11)
    for column, width in enumerate((20, 60, 8, 24, 20), 1):
        page.column_dimensions[get_column_letter(column)].width = width


def put_mark(page: Any, mark: str, row: int) -> None:
    put_text(page.cell(row, 1), mark)
    page.cell(row, 1).font = Font(bold=True, color="B3261E")


def mark_pages(page: Any, mark: str) -> None:
    """At the head and foot of every printed page."""
    safe = mark.replace("&", "&&")[:200]
    page.oddHeader.center.text = page.oddFooter.left.text = safe


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
