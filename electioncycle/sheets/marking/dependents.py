"""Owns which formulas rest on cells that were changed, so that no result stays in a workbook that is no longer true.

A formula that cannot be followed (INDIRECT, OFFSET, a table's column, a range over several sheets, a name nobody
defined) counts as resting on everything: a result too few is worked out anew when the workbook opens, a wrong one is
believed.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .tokens import bounds, letters, place

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
Cell = tuple[str, int, int]
"""Sheet, row and column; sheets are compared without regard to capitals, as in Excel."""
Area = tuple[str, int, int, int, int]
"""Sheet, top, left, bottom, right."""
WHERE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}(?=:)|\$?\d{1,7}(?=:))"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}|\$?\d{1,7}))?"
)
NAMED = re.compile(r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]:]+)!)?(?P<name>[^'!\[\]:#\s]+)")
MOVING = frozenset({"INDIRECT", "OFFSET", "ANCHORARRAY"})
"""What these look at is worked out only when the formula is."""
NARROW = 64
"""Areas of so many columns are looked for by column."""
MOST_FILLED = 200_000
DEEPEST = 10


class Unfollowable(Exception):
    """What the formula looks at is not written in it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: the cells into which its results are written, and where it looks; None: anywhere."""

    fills: Area
    looks_at: frozenset[Area] | None

    def cells(self) -> Iterator[Cell]:
        sheet, top, left, bottom, right = self.fills
        if (bottom - top + 1) * (right - left + 1) > MOST_FILLED:
            raise ValueError("a formula fills too many cells")
        return ((sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


class References:
    """Where formulas look. ``names``: the text of each defined name, by its sheet ("" for the workbook) and name."""

    def __init__(self, names: Mapping[tuple[str, str], str]) -> None:
        self.names = names
        self.tokenizer, self.translator = _library()

    def moved(self, formula: str, origin: str, to: str) -> str:
        """A formula shared by several cells, as it reads in one of them."""
        read: str = self.translator(f"={formula}", origin).translate_formula(to)
        return read[1:]

    def of(self, formula: str, sheet: str) -> frozenset[Area] | None:
        """The areas a formula of this sheet looks at; None where that cannot be told."""
        try:
            return frozenset(self._areas(formula, sheet.casefold(), 0))
        except Unfollowable:
            return None

    def _areas(self, formula: str, sheet: str, depth: int) -> Iterator[Area]:
        try:
            tokens = self.tokenizer(f"={formula}").items
        except Exception as error:
            raise Unfollowable from error
        for token in tokens:
            if token.type == "FUNC" and token.subtype == "OPEN":
                if ":" in token.value or token.value[:-1].upper().rpartition(".")[2] in MOVING:
                    raise Unfollowable
            elif token.type == "OPERAND" and token.subtype == "RANGE":
                yield from self._area(token.value, sheet, depth)

    def _area(self, words: str, sheet: str, depth: int) -> Iterator[Area]:
        if (found := WHERE.fullmatch(words)) and _is_on_a_sheet(found["first"]):
            first, last = found["first"], found["last"] or found["first"]
            if depth and not (found["sheet"] and _fixed(first) and _fixed(last)):
                raise Unfollowable  # what such a name means depends on the cell that asks
            yield _sheet(found["sheet"], sheet), *_bounds(first, last)
            return
        named = NAMED.fullmatch(words)
        if named is None or depth > DEEPEST:
            raise Unfollowable
        name, of = named["name"].casefold(), _sheet(named["sheet"], sheet)
        text = self.names.get((of, name), self.names.get(("", name)))
        if text is None:
            raise Unfollowable
        yield from self._areas(text, of, depth + 1)


def _library() -> tuple[Any, Any]:
    """openpyxl's reader of formulas, without numpy, whose threads would take the address space of this child."""
    if "numpy" not in sys.modules:
        sys.modules["numpy"] = None  # type: ignore[assignment]
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.translate import Translator

    if sys.modules["numpy"] is None:
        del sys.modules["numpy"]
    return Tokenizer, Translator


def _sheet(written: str | None, own: str) -> str:
    if written is None:
        return own
    if written.startswith("'"):
        written = written[1:-1].replace("''", "'")
    if ":" in written or "[" in written:
        raise Unfollowable
    return written.casefold()


def _is_on_a_sheet(reference: str) -> bool:
    """XFE1 lies beyond the last column: it is somebody's name for something."""
    column, row = re.sub(r"[^A-Za-z]", "", reference), re.sub(r"\D", "", reference)
    return place(f"{column or 'A'}1")[1] <= LAST_COLUMN and int(row or 1) <= LAST_ROW


def _fixed(reference: str) -> bool:
    parts = re.findall(r"\$?(?:[A-Za-z]+|\d+)", reference)
    return all(part.startswith("$") for part in parts)


def _bounds(first: str, last: str) -> tuple[int, int, int, int]:
    first, last = first.replace("$", ""), last.replace("$", "")
    if first.isdigit() and last.isdigit():
        rows = sorted((int(first), int(last)))
        return rows[0], 1, rows[1], LAST_COLUMN
    if first.isalpha() and last.isalpha():
        columns = sorted(place(f"{one}1")[1] for one in (first, last))
        return 1, columns[0], LAST_ROW, columns[1]
    if first.isalpha() or last.isalpha() or first.isdigit() or last.isdigit():
        raise Unfollowable
    return bounds(f"{first}:{last}")


def resting_on(formulas: Iterable[Formula], changed: Iterable[Cell]) -> set[Cell]:
    """The cells with a result that rests on the changed ones, directly or through other formulas."""
    queue = [(sheet.casefold(), row, column) for sheet, row, column in changed]
    if not queue:
        return set()
    lookouts, reached, found = _Lookouts(), set[int](), set[Cell]()
    known = list(formulas)
    for at, formula in enumerate(known):
        lookouts.add(at, formula.looks_at)
    waiting = lookouts.anywhere
    while queue or waiting:
        for at in waiting:
            if at not in reached:
                reached.add(at)
                cells = list(known[at].cells())
                found.update(cells)
                queue += cells
        waiting = lookouts.called_by(queue.pop()) if queue else []
    return found


class _Lookouts:
    """Formulas by where they look; each area calls its formulas once."""

    def __init__(self) -> None:
        self.anywhere: list[int] = []
        self.by_cell: dict[Cell, list[int]] = defaultdict(list)
        self.by_area: dict[Area, list[int]] = defaultdict(list)
        self.areas: dict[tuple[str, int], set[Area]] = defaultdict(set)

    def add(self, formula: int, looks_at: frozenset[Area] | None) -> None:
        if looks_at is None:
            self.anywhere.append(formula)
            return
        for area in looks_at:
            sheet, top, left, bottom, right = area
            if (top, left) == (bottom, right):
                self.by_cell[sheet, top, left].append(formula)
                continue
            self.by_area[area].append(formula)
            for column in range(left, right + 1) if right - left < NARROW else (0,):
                self.areas[sheet, column].add(area)

    def called_by(self, cell: Cell) -> list[int]:
        sheet, row, column = cell
        found = self.by_cell.pop(cell, [])
        for at in (column, 0):
            areas = self.areas.get((sheet, at))
            called = [one for one in areas if one[1] <= row <= one[3] and one[2] <= column <= one[4]] if areas else []
            for area in called:
                areas.discard(area)  # type: ignore[union-attr]
                found += self.by_area.pop(area, [])
        return found


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"
