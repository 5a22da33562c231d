"""Owns the user's own workbook given back with red cells, comments and a last column 错误说明.

Both ways to it run in limited children: the one writer (``marking``) into a copy of an xlsx, and for whatever it cannot
take, or is no xlsx, the values read anew and marked then. What neither can do in time is told in a list.
"""

import dataclasses
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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


def annotate(
    data: bytes, filename: str, parsed: ParsedSheet, faults: Sequence[Mark], *, numbers: Mapping[Any, str] | None = None
) -> bytes:
    """An xlsx with the user's cells as they were; xls, csv and unusual workbooks come back as values only.

    ``numbers``: row → what its cell in the column 编号 is to say, where the sheet has that column.

    Where neither can be done within the limits, a small workbook lists the faults.
    """
    kind, until = kind_of(data, filename, Limits()), time.monotonic() + SECONDS
    told = _told(parsed, faults) | {"keys": {row: [parsed.key_column, text] for row, text in (numbers or {}).items()}}
    try:
        if kind == "xlsx":
            return _marked(data, filename, told, until)
    except SheetError:  # the writer is stricter than the reader; the user still gets his values back
        log.warning("annotated copy written as values only")
    try:
        values = _values(data, kind, filename, parsed, until)
        return _marked(values, filename, told | {"sheet": sheet_name(parsed.sheet)}, until)
    except SheetError:
        log.warning("faults listed instead of an annotated copy")
        return _listed(parsed, faults)


def describe(fault: Mark, columns: dict[str, int]) -> str:
    """第8行 G列“身份证号”：… ;处理办法：…"""
    where = f"第{fault.row}行"
    if fault.column_name:
        at = columns.get(fault.column_name)
        where += f" {get_column_letter(at)}列“{fault.column_name}”" if at else f"“{fault.column_name}”"
    return f"{where}：{fault.reason}" + (f"；处理办法：{fault.remedy}" if fault.remedy else "")


def _told(parsed: ParsedSheet, faults: Sequence[Mark]) -> dict[str, Any]:
    """What the writer is told: where the table stands, the words of each cell and of each row."""
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
    }


def _limits(until: float) -> Limits:
    """What is left of the time; with nothing left no child is started."""
    left = until - time.monotonic()
    if left <= 0:
        raise OverLimitError("标注原表的时间已用完。")
    return dataclasses.replace(MARKING, wall_seconds=left)


def _marked(data: bytes, filename: str, told: dict[str, Any], until: float) -> bytes:
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


def _listed(parsed: ParsedSheet, faults: Sequence[Mark]) -> bytes:
    return write_rows(LIST_HEADERS, islice(_lines(parsed, faults), MOST_LISTED), title=LIST_TITLE, sheet="错误清单")


def _lines(parsed: ParsedSheet, faults: Sequence[Mark]) -> Iterator[list[Any]]:
    for fault in faults:
        at = parsed.columns.get(fault.column_name or "")
        reason = fault.reason + (f"；处理办法：{fault.remedy}" if fault.remedy else "")
        yield [fault.row, get_column_letter(at) if at else "", fault.column_name or "", fault.value, reason]
