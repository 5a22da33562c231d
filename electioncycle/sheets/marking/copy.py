"""Owns what a marked copy is: red cells with notes, a last column of explanations in each sheet that was read."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from . import guide
from .notes import Notes
from .sheet import LAST_COLUMN, Change
from .tokens import letters
from .workbook import OpenWorkbook, cells_with

WIDTH = 60


def marked_copy(data: bytes, told: Sequence[dict[str, Any]]) -> bytes:
    """The workbook with what was told of its sheets: words by cell, explanations by row. It opens at the first."""
    book = OpenWorkbook(data)
    sheets = [MarkedSheet(book, one) for one in told]
    book.make_still()
    for sheet in sheets:
        sheet.mark()
    book.opens_at = told[0]["sheet"]
    return book.saved()


class MarkedSheet:
    """One sheet of a copy in the making."""

    def __init__(self, book: OpenWorkbook, told: dict[str, Any]) -> None:
        self.book, self.told, self.styles = book, told, book.styles
        self.sheet = book.sheet(told["sheet"])
        self.notes = Notes(book.package, book.paths[told["sheet"]], self.sheet)

    def mark(self) -> None:
        earlier = self._earlier_column()
        if earlier:
            self._clear(earlier)
        self._mark_cells()
        self._number()
        if earlier or self.told["lines"]:
            self._explain(earlier or self._free_column())
        self.notes.save()

    # --- the column of explanations ----------------------------------------------------------------------------

    def _earlier_column(self) -> int | None:
        """Where an earlier copy explained its marks."""
        cells: dict[int, str] = {}
        strings: dict[int, list[int]] = {}
        for number in range(self.told["header_row"], self.told["header_end"] + 1):
            for cell in self.sheet.read(number).cells if number in self.sheet.rows else ():
                if cell.attributes.get("t") == "s":
                    strings.setdefault(int(cell.value), []).append(cell.column)
                else:
                    cells[cell.column] = cell.value
        for index, text in self.book.shared_strings(set(strings)):
            cells |= dict.fromkeys(strings[index], text)
        return next((column for column, text in cells.items() if _plain(text) == self.told["heading"]), None)

    def _free_column(self) -> int:
        """The first right of the header in which nothing stands."""
        first, used = self.told["width"] + 1, self.sheet.used_from(self.told["header_row"])
        column = next(one for one in range(first, LAST_COLUMN + 2) if one not in used)
        if column > LAST_COLUMN:
            raise ValueError("no column is free")
        return column

    def _clear(self, column: int) -> None:
        """Empty it below the header; rows are read only where one of its cells, or one without address, may stand."""
        sign = rf"""["']{letters(column)}\d+["']|<(?:\w+:)?c(?![^>]*\br=)[\s/>]"""
        for number, cell in cells_with(self.sheet, re.compile(sign.encode())):
            if number > self.told["header_row"] and cell.column == column and cell.parts:
                self.sheet.change(number, column).blank = True

    def _explain(self, column: int) -> None:
        explaining, heading = self.styles.explaining(), self.styles.heading()
        lines = {int(number): text for number, text in self.told["lines"].items()}
        for number, text in lines.items():
            self.sheet.changes.setdefault(number, {})[column] = Change(lambda _: explaining, text)
        header = self.sheet.changes.setdefault(self.told["header_row"], {})
        header[column] = Change(lambda _: heading, self.told["heading"])
        if lines:
            guide.lead(self.sheet, header=self.told["header_end"], column=column, lines=list(lines))
        self.sheet.widen(column, WIDTH)
        self.sheet.forget_dimension()

    def _number(self) -> None:
        """The 编号 of rows that were taken meanwhile."""
        for number, (column, text) in self.told["keys"].items():
            if column:
                self.sheet.change(int(number), column).text = text

    # --- the red cells -----------------------------------------------------------------------------------------

    def _mark_cells(self) -> None:
        words = {(int(row), int(at)): text for row, cells in self.told["cells"].items() for at, text in cells.items()}
        hidden = self.sheet.covered({column for _, column in words})
        shown = {cell: text for cell, text in words.items() if not hidden(*cell)}
        for cell in self.notes.forget() - {*shown, guide.TOP_LEFT}:
            self.sheet.change(*cell).style = self.styles.unfilled
        for cell in shown:
            self.sheet.change(*cell).style = self.styles.red
        self.notes.add(self._told_at_the_top(shown) | shown)

    def _told_at_the_top(self, shown: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        """How much there is to put right, unless the first cell is one of the faulty ones and says so itself."""
        lines = self.told["lines"]
        return (
            {}
            if guide.TOP_LEFT in shown or not lines
            else {guide.TOP_LEFT: guide.words(self.told["total"], len(lines))}
        )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
