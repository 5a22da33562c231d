"""Which cell of a form takes what: read from and written to the plain data of its row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from openpyxl.utils import column_index_from_string, get_column_letter

from filing.rules.ratios import NUMBER, Unworked

FIGURE, COLUMN, WORD = "figure", "column", "word"
KINDS = (FIGURE, COLUMN, WORD)
MOST_ROWS, MOST_COLUMNS = 2_000, 200
MOST_CELLS = 400
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

TODAY, COUNTY, FILLER, TOWNSHIPS, PUT_OFF = "today", "county", "filler", "townships", "put_off"
WORDS = {
    TODAY: "截数日期",
    COUNTY: "县（市、区）名称",
    FILLER: "填表人",
    TOWNSHIPS: "乡镇（街道）名称",
    PUT_OFF: "批准暂缓延期文号",
}
"""What stands beside the figures of a form."""


@dataclass(frozen=True, order=True)
class Place:
    """One cell, rows and columns from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"“{self.sheet}”{self.address}"

    def below(self, lines: int) -> "Place":
        return Place(self.sheet, self.row + lines, self.column)


def place_of(sheet: str, address: str) -> Place | None:
    """``B4`` of a sheet; None for what is no address within the limits."""
    found = ADDRESS.fullmatch(address.strip().upper())
    if found is None:
        return None
    place = Place(sheet, int(found[2]), column_index_from_string(found[1]))
    return place if place.row <= MOST_ROWS and place.column <= MOST_COLUMNS else None


@dataclass(frozen=True)
class Mapped:
    """What a cell takes. ``kind`` and ``name``: a figure by its code, a column of a ledger, a word.

    ``area``: key of the township whose figure it is, 0 for the county. ``lines``: 1 for the cell alone, more for the
    cells below it too, a township or a row of the ledger in each; what is not needed of them is left blank.
    ``form``, ``decimals``, ``empty``: how a share or an average is written (``rules.ratios``), nothing of other kinds.
    """

    sheet: str
    row: int
    column: int
    kind: str
    name: str
    area: int = 0
    lines: int = 1
    form: str = NUMBER
    decimals: int = 1
    empty: str = ""

    @property
    def place(self) -> Place:
        return Place(self.sheet, self.row, self.column)

    @property
    def places(self) -> list[Place]:
        return [self.place.below(number) for number in range(self.lines)]

    @property
    def downward(self) -> bool:
        return self.lines > 1

    @property
    def key(self) -> str:
        """As the page offers it."""
        return f"{self.kind}:{self.name}"

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        return cls(**told)


def read(cells: Iterable[Mapping[str, Any]]) -> list[Mapped]:
    return sorted((Mapped.read(one) for one in cells), key=lambda one: one.place)


def put(cells: Sequence[Mapped], new: Mapped) -> list[Mapped]:
    """The mapping with this entry in place of whatever began in its cell."""
    return sorted([*(one for one in cells if one.place != new.place), new], key=lambda one: one.place)


def overlap(cells: Sequence[Mapped], new: Mapped) -> Place | None:
    """The first cell of the new entry that another entry fills already."""
    taken = {place for one in cells if one.place != new.place for place in one.places}
    return next((place for place in new.places if place in taken), None)


Value = int | float | str | None


@dataclass(frozen=True)
class Filled:
    """A value in its cell, and what it is called; None leaves the cell blank."""

    place: Place
    value: Value
    said: str

    @property
    def plain(self) -> list[Any]:
        return [self.place.sheet, self.place.row, self.place.column, self.value, self.said]

    @classmethod
    def read(cls, told: Sequence[Any]) -> Self:
        sheet, row, column, value, said = told
        return cls(Place(sheet, row, column), value, said)


class TooLongError(Exception):
    """More lines than the form has room for; ``lines`` says how many there are."""

    def __init__(self, mapped: Mapped, lines: int) -> None:
        super().__init__(mapped.place, lines)
        self.mapped, self.lines = mapped, lines


def fill(mapped: Mapped, values: Sequence[Value | Unworked], said: str) -> list[Filled]:
    """The values from the cell downward, the rest of its lines blank. Raises TooLongError."""
    if len(values) > mapped.lines:
        raise TooLongError(mapped, len(values))
    rest = [None] * (mapped.lines - len(values))
    return [_filled(place, value, said) for place, value in zip(mapped.places, [*values, *rest], strict=True)]


def _filled(place: Place, value: Value | Unworked, said: str) -> Filled:
    if isinstance(value, Unworked):
        return Filled(place, value.shown or None, f"{said}：{value.why}")
    return Filled(place, value, said)


@dataclass(frozen=True)
class Difference:
    place: Place
    said: str
    before: Value
    now: Value


def differences(before: Iterable[Filled], now: Iterable[Filled]) -> list[Difference]:
    """Cell by cell what another edition says otherwise; cells that only one of them fills too."""
    old, new = ({one.place: one for one in many} for many in (before, now))
    found = []
    for place in sorted(old.keys() | new.keys()):
        was, stands = old.get(place), new.get(place)
        if (was.value if was else None) != (stands.value if stands else None):
            said = (stands or was).said  # type: ignore[union-attr]
            found.append(Difference(place, said, was.value if was else None, stands.value if stands else None))
    return found
