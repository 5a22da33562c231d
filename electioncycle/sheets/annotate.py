"""Owns the user's own workbook given back with red cells, comments and a last column 错误说明 in each sheet read.

Both ways to it run in limited children: the one writer (``marking``) into a copy of an xlsx, and for whatever it cannot
take, or is no xlsx, the values read anew and marked then. What neither can do in time is told in a list.
"""

import dataclasses
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .intake import kind_of
from .model import FAULT_HEADER, Limits, Mark, OverLimitError, ParsedSheet, SheetError
from .process import MarkerProcess, ParserProcess
from .rows_xml import with_lines
from .writer import sheet_name, write_rows

log = logging.getLogger(__name__)
SECONDS = 8
"""For everything; what is not done by then is given up for the list."""
MARKING = Limits(cpu_seconds=SECONDS, cells=1_000_000, output_bytes=100 * 1024**2)
MOST_LISTED = 20_000
LIST_TITLE = "原表无法在规定的时间和内存内标注，问题逐条列在这里，请对照原表改正后重新上传"
LIST_HEADERS = ("行", "列", "栏目", "填写内容", "错误说明")


@dataclass(frozen=True)
class MarkedSheet:
    """What is wrong in one sheet. ``numbers``: row → what its cell in the column 编号 is to say, where it has one."""

    parsed: ParsedSheet
    faults: Sequence[Mark]
    numbers: Mapping[Any, str] = field(default_factory=dict)


def annotate(data: bytes, filename: str, sheets: Sequence[MarkedSheet]) -> bytes:
    """An xlsx with the user's cells as they were; it opens at the first of the sheets.

    xls, csv and unusual workbooks of which one sheet was read come back as values only. Where neither can be done
    within the limits, a small workbook lists the faults.
    """
    kind, until = kind_of(data, filename, Limits()), time.monotonic() + SECONDS
    told = [_told(one) for one in sheets]
    try:
        if kind == "xlsx":
            return _marked(data, filename, told, until)
    except SheetError:  # the writer is stricter than the reader; the user still gets his values back
        log.warning("no annotated copy of the workbook itself")
    try:
        if len(sheets) == 1:
            parsed = sheets[0].parsed
            values = _values(data, kind, filename, parsed, until)
            return _marked(values, filename, [told[0] | {"sheet": sheet_name(parsed.sheet)}], until)
    except SheetError:
        log.warning("no annotated copy of its values")
    return _listed(sheets)


def describe(fault: Mark, columns: dict[str, int]) -> str:
    """第8行 G列“身份证号”：… ;处理办法：…"""
    where = f"第{fault.row}行"
    if fault.column_name:
        at = columns.get(fault.column_name)
        where += f" {get_column_letter(at)}列“{fault.column_name}”" if at else f"“{fault.column_name}”"
    return f"{where}：{fault.reason}" + (f"；处理办法：{fault.remedy}" if fault.remedy else "")


def _told(sheet: MarkedSheet) -> dict[str, Any]:
    """What the writer is told: where the table stands, the words of each cell and of each row."""
    parsed, faults = sheet.parsed, sheet.faults
    cells: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    lines: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        sentence = describe(fault, parsed.columns)
        lines[fault.row].append(sentence)
        if fault.column_name in parsed.columns:
            cells[fault.row][parsed.columns[fault.column_name]].append(sentence)
    return {
        "sheet": parsed.sheet,
        "header_row": parsed.header_row,
        "header_end": parsed.header_end,
        "width": parsed.width,
        "heading": FAULT_HEADER,
        "total": len(faults),
        "cells": {row: {at: "\n".join(words) for at, words in found.items()} for row, found in cells.items()},
        "lines": {row: "\n".join(words) for row, words in lines.items()},
        "keys": {row: [parsed.key_column, text] for row, text in sheet.numbers.items()},
    }


def _limits(until: float) -> Limits:
    """What is left of the time; with nothing left no child is started."""
    left = until - time.monotonic()
    if left <= 0:
        raise OverLimitError("标注原表的时间已用完。")
    return dataclasses.replace(MARKING, wall_seconds=left)


def _marked(data: bytes, filename: str, told: Sequence[dict[str, Any]], until: float) -> bytes:
    with MarkerProcess(data, "xlsx", filename, _limits(until)) as marker:
        return marker.copy(told)


def _values(data: bytes, kind: str, filename: str, parsed: ParsedSheet, until: float) -> bytes:
    """The read sheet as a plain xlsx; row numbers stay those of the user's file."""
    book = Workbook()
    page: Any = book.active
    page.title = sheet_name(parsed.sheet)
    page.freeze_panes = f"A{parsed.header_end + 1}"
    if parsed.key_column:
        page.column_dimensions[get_column_letter(parsed.key_column)].hidden = True
    with ParserProcess(data, kind, filename, _limits(until)) as parser:
        names = [head["name"] for head in parser.heads()]
        rows = parser.rows(names.index(parsed.sheet))
        lines = ((number, [_value(one) for one in values[: parsed.width]]) for number, values in rows)
        return with_lines(book, [False] * parsed.width, lines)


def _value(value: Any) -> Any:
    """A tagged value of the parser (a day, a time, an error) is written as the text it shows."""
    return value[-1] if isinstance(value, list) else value


def _listed(sheets: Sequence[MarkedSheet]) -> bytes:
    """Every fault with its place; of several sheets it says which."""
    several = len(sheets) > 1
    lines = ([sheet.parsed.sheet, *line] if several else line for sheet in sheets for line in _lines(sheet))
    headers = ("工作表", *LIST_HEADERS) if several else LIST_HEADERS
    return write_rows(headers, islice(lines, MOST_LISTED), title=LIST_TITLE, sheet="错误清单")


def _lines(sheet: MarkedSheet) -> Iterator[list[Any]]:
    for fault in sheet.faults:
        at = sheet.parsed.columns.get(fault.column_name or "")
        reason = fault.reason + (f"；处理办法：{fault.remedy}" if fault.remedy else "")
        yield [fault.row, get_column_letter(at) if at else "", fault.column_name or "", fault.value, reason]
