"""Owns what is filled into an office's own workbook: values in cells that take one, whatever depends on them stale."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from .tokens import letters
from .workbook import OpenWorkbook


class CannotFillError(Exception):
    """Why a cell takes no value: a code, then the cell in words."""

    def __init__(self, code: str, sheet: str, row: int = 0, column: int = 0) -> None:
        super().__init__(f"{code}:“{sheet}”{letters(column)}{row}" if row else f"{code}:“{sheet}”")


class _Cells:
    """Which cells of a workbook take a value."""

    def __init__(self, book: OpenWorkbook, told: Sequence[Sequence[Any]]) -> None:
        self.book, self.columns = book, dict[str, set[int]]()
        for name, _, column, *_ in told:
            self.columns.setdefault(name, set()).add(column)
        self.covered: dict[str, Callable[[int, int], bool]] = {}

    def require(self, name: str, row: int, column: int) -> None:
        """Raises CannotFillError where the sheet is gone, a merge hides the cell, or a formula works it out."""
        if name not in self.book.paths:
            raise CannotFillError("sheet", name)
        sheet = self.book.sheet(name)
        if name not in self.covered:
            self.covered[name] = sheet.covered(self.columns[name])
        if self.covered[name](row, column):
            raise CannotFillError("merged", name, row, column)
        there = sheet.read(row).cells if row in sheet.rows else ()
        if any(cell.column == column and "f" in cell.parts for cell in there):
            raise CannotFillError("formula", name, row, column)


def refused(data: bytes, told: Sequence[Sequence[Any]]) -> bytes:
    """For each ``[sheet, row, column]`` why it takes no value, empty where it does; as JSON."""
    cells, found = _Cells(OpenWorkbook(data), told), []
    for name, row, column in told:
        try:
            cells.require(name, row, column)
            found.append("")
        except CannotFillError as refusal:
            found.append(str(refusal))
    return json.dumps(found).encode()


def filled(data: bytes, told: Sequence[Sequence[Any]]) -> bytes:
    """The workbook with ``[sheet, row, column, value]`` filled in; no value leaves the cell blank.

    Raises CannotFillError for the first cell that takes none.
    """
    book = OpenWorkbook(data)
    cells = _Cells(book, told)
    for name, row, column, value in told:
        cells.require(name, row, column)
        change = book.sheet(name).change(row, column)
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
