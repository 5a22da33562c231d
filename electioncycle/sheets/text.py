"""Owns what values become when they leave for a spreadsheet: text stays text, never a formula."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl.cell import Cell

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "|")
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
TEXT_FORMAT = "@"


def plain_value(value: Any) -> Any:
    """What a spreadsheet can hold: 是/否 for booleans, office time for moments, text without control characters."""
    if isinstance(value, str):
        return ILLEGAL.sub("", value) if ILLEGAL.search(value) else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.make_naive(value, timezone.get_default_timezone())
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return str(value)


def put_text(cell: Cell, value: str) -> None:
    """Write text into a cell of an ordinary sheet, never as a formula or error value."""
    cell.value = ILLEGAL.sub("", value)
    cell.data_type = "s"
    if value.startswith(FORMULA_START):
        show_as_typed(cell)


def show_as_typed(cell: Cell) -> None:
    """Give a cell the mark with which Excel keeps =1+1 the text that it is, also after editing."""
    cell.quotePrefix = True
