"""A grid of small numbers (places by kinds) that a township fills in one request: who typed what over which stand.

A ledger of cells subclasses ``Grid``; its service takes ``Entered`` and asks ``typed_over`` which cells to write; its
page comes from ``electioncycle.web.grid_pages``. A cell is None (empty), or a number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from electioncycle.refusals import Conflict, Refused
from electioncycle.web.pages import key_of

Place = tuple[int, int]
"""Key of the line and key of the column: one cell."""
Cells = Mapping[Place, int | None]
MOST_SEEN = 200_000


@dataclass
class Grid:
    """Lines (places) by columns (kinds), each with a key and a name, and what stands in the cells."""

    lines: list[Any]
    columns: list[Any]

    @property
    def stored(self) -> dict[Place, int | None]:
        raise NotImplementedError

    @property
    def places(self) -> list[Place]:
        return [(line.pk, column.pk) for line in self.lines for column in self.columns]

    def column(self, place: Place) -> Any:
        return next(one for one in self.columns if one.pk == place[1])

    def name(self, place: Place) -> str:
        line = next(one for one in self.lines if one.pk == place[0])
        return f"{line}“{self.column(place)}”"


@dataclass
class Entered:
    """What one request brings: the cells as typed, as they stood when the page was opened, and who entered when."""

    cells: Cells
    seen: Cells
    on: date | None = None
    who: str = ""


class GridConflict(Conflict):
    """Cells both this clerk and another changed; nothing was written."""

    def __init__(self, cells: Iterable[Place], names: Sequence[str]) -> None:
        listed = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
        super().__init__(
            f"您填写期间，{listed}{len(names)}格已由他人填报且与您填的不同，本次没有写入。"
            "您填的内容都保留在表中，请核对标黄的格后再保存。"
        )
        self.cells = set(cells)


class GridRefused(Refused):
    """Cells that a rule stands against, each with its reason; nothing was written."""

    def __init__(self, reasons: dict[Place, str], names: Mapping[Place, str]) -> None:
        shown = [f"{names[place]}：{reason}" for place, reason in list(reasons.items())[:5]]
        super().__init__(f"有{len(reasons)}格不能保存，本次没有写入。{' '.join(shown)}")
        self.reasons = reasons


def typed_over(grid: Grid, entered: Entered) -> dict[Place, int | None]:
    """The cells to write: those typed otherwise than the page showed, and otherwise than they stand now.

    A cell another clerk filled meanwhile is left alone unless this clerk changed it to something else: GridConflict.
    """
    stored = grid.stored
    mine = {p: v for p, v in entered.cells.items() if p in stored and v != entered.seen.get(p)}
    clashing = [place for place, value in mine.items() if stored[place] not in (entered.seen.get(place), value)]
    if clashing:
        raise GridConflict(clashing, [grid.name(place) for place in clashing])
    return {place: value for place, value in mine.items() if value != stored[place]}


def merged(cells: Cells, seen: Cells, stored: Cells) -> dict[Place, int | None]:
    """After a conflict: what this clerk changed stays as typed, everything else shows what is stored now."""
    return {place: cells[place] if cells[place] != seen.get(place) else now for place, now in stored.items()}


def read(
    typed: Mapping[Place, str], reader: Callable[[str, Place], int | None]
) -> tuple[dict[Place, int | None], dict[Place, str]]:
    """The numbers, and why a cell cannot be read; ``reader`` raises ValueError with the reason."""
    cells: dict[Place, int | None] = {}
    reasons = {}
    for place, text in typed.items():
        try:
            cells[place] = reader(text, place)
        except ValueError as error:
            reasons[place] = str(error)
    return cells, reasons


def seen_text(stored: Cells) -> str:
    """What the page shows, as it goes along in a hidden field."""
    return ";".join(f"{line}-{column}={'' if value is None else value}" for (line, column), value in stored.items())


def read_seen(text: str) -> dict[Place, int | None]:
    """``seen_text`` read back; whatever is not of that form counts as not seen."""
    found: dict[Place, int | None] = {}
    for part in text[:MOST_SEEN].split(";"):
        place, _, value = part.partition("=")
        line, _, column = place.partition("-")
        if key_of(line) and key_of(column) and (not value or _is_number(value)):
            found[int(line), int(column)] = int(value) if value else None
    return found


def chosen(grid: Grid, fill: str) -> list[Place]:
    """The cells a fill button stands for: ``all``, ``row-<key>`` or ``kind-<key>``; none for anything else."""
    which, _, key = fill.partition("-")
    if which == "all":
        return grid.places
    wanted = key_of(key)
    return [place for place in grid.places if {"row": place[0], "kind": place[1]}.get(which) == wanted]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
