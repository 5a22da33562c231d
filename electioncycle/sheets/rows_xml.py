"""Owns streaming many rows into a workbook that openpyxl has laid out.

openpyxl needs 10 s for 40,000 rows of 20 cells, nearly all of it building XML elements; plain strings need a fifth.
"""

import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from .text import FORMULA_START, TEXT_FORMAT, plain_value, show_as_typed

SHEET = "xl/worksheets/sheet1.xml"
LONGEST = 32_767
ROWS_AT_ONCE = 100


def with_rows(book: Workbook, as_text: Sequence[bool], rows: Iterable[Sequence[Any]], *, first: int) -> bytes:
    """The saved workbook with these rows from row `first` on in its only sheet."""
    return with_lines(book, as_text, enumerate(rows, first))


def with_lines(book: Workbook, as_text: Sequence[bool], lines: Iterable[tuple[int, Sequence[Any]]]) -> bytes:
    """The saved workbook with these rows, each with its number, in its only sheet; short rows end early."""
    writers = [_column(book, at, keep) for at, keep in enumerate(as_text, 1)]
    laid_out, target = io.BytesIO(), io.BytesIO()
    book.save(laid_out)
    with (
        zipfile.ZipFile(laid_out) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out,
    ):
        for name in source.namelist():
            if name != SHEET:
                out.writestr(name, source.read(name))
                continue
            # The stated dimension would tell strict readers that the sheet ends with its header.
            above, end, below = re.sub(rb"<dimension [^>]*/>", b"", source.read(name)).partition(b"</sheetData>")
            with out.open(name, "w", force_zip64=True) as entry:
                entry.write(above)
                for chunk in _chunks(lines, writers):
                    entry.write(chunk.encode())
                entry.write(end + below)
    return target.getvalue()


def _chunks(lines: Iterable[tuple[int, Sequence[Any]]], writers: Sequence[Callable[[Any, int], str]]) -> Iterator[str]:
    rows = []
    for number, row in lines:
        cells = "".join([write(value, number) for write, value in zip(writers, row, strict=False)])
        rows.append(f'<row r="{number}">{cells}</row>')
        if len(rows) == ROWS_AT_ONCE:
            yield "".join(rows)
            rows = []
    yield "".join(rows)


def _column(book: Workbook, at: int, keep: bool) -> Callable[[Any, int], str]:
    """The writer of one column's cells; `keep` gives all of them the text format."""
    letter = get_column_letter(at)
    plain = _style(book, TEXT_FORMAT if keep else "General")
    quoted = _style(book, TEXT_FORMAT if keep else "General", quote=True)
    day, moment = _style(book, "yyyy-mm-dd"), _style(book, "yyyy-mm-dd hh:mm")

    def write(value: Any, number: int) -> str:
        value = plain_value(value)
        if value is None or value == "":
            return f'<c r="{letter}{number}" s="{plain}"/>' if keep else ""
        if not isinstance(value, str):
            if isinstance(value, date) and not keep:
                style = moment if hasattr(value, "hour") else day
                return f'<c r="{letter}{number}" s="{style}"><v>{to_excel(value)}</v></c>'
            if isinstance(value, int | float | Decimal) and not keep and math.isfinite(value):
                return f'<c r="{letter}{number}" s="{plain}"><v>{value}</v></c>'
            value = str(value)
        style = quoted if value.startswith(FORMULA_START) else plain
        space = ' xml:space="preserve"' if value != value.strip() else ""
        text = escape(value[:LONGEST])
        return f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

    return write


def _style(book: Workbook, number_format: str, *, quote: bool = False) -> int:
    """The number under which the workbook keeps a style; a cell outside its rows asks for it."""
    cell = Cell(book.active)
    cell.number_format = number_format
    if quote:
        show_as_typed(cell)
    return int(cell.style_id)
