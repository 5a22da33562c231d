"""Owns what is filled into an office's own workbook: values in cells that take one, whatever depends on them stale."""

from collections.abc import Sequence
from typing import Any

from .tokens import letters
from .workbook import OpenWorkbook


class CannotFillError(Exception):
    """Why a cell takes no value: a code, then the cell in words."""

    def __init__(self, code: str, sheet: str, row: int = 0, column: int = 0) -> None:
        super().__init__(f"{code}:“{sheet}”{letters(column)}{row}" if row else f"{code}:“{sheet}”")


def filled(data: bytes, told: Sequence[Sequence[Any]]) -> bytes:
    """The workbook with ``[sheet, row, column, value]`` filled in; no value leaves the cell blank.

    Raises CannotFillError where the sheet is gone, a merge hides the cell, or a formula works it out.
    """
    book = OpenWorkbook(data)
    for name, row, column, value in told:
        if name not in book.paths:
            raise CannotFillError("sheet", name)
        sheet = book.sheet(name)
        if sheet.covered({column})(row, column):
            raise CannotFillError("merged", name, row, column)
        there = sheet.read(row).cells if row in sheet.rows else ()
        if any(cell.column == column and "f" in cell.parts for cell in there):
            raise CannotFillError("formula", name, row, column)
        change = sheet.change(row, column)
        if value is None or value == "":
            change.blank = True
        elif isinstance(value, str):
            change.text = value
        else:
            change.number = repr(value)
    book.forget_results()
    book.make_still()
    for sheet in book.sheets.values():
        if sheet.changes:
            sheet.forget_dimension()
    return book.saved()
