"""Owns how an office's own workbook is shown on a page, and how values come into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .intake import SAVE_AS, kind_of
from .model import Limits, SheetError
from .process import MarkerProcess, ParserProcess

LIMITS = Limits(file_bytes=5 * 1024**2, rows=5_000, cells=200_000, cpu_seconds=10, wall_seconds=20)
MOST_ROWS, MOST_COLUMNS = 200, 60


@dataclass(frozen=True)
class ShownSheet:
    """The first cells of one sheet as texts. ``spans``: row and column of the first cell of a merge → its size."""

    name: str
    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: frozenset[tuple[int, int]] = frozenset()
    cut: bool = False
    """Whether the sheet has more than is shown."""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def shown_sheet(data: bytes, filename: str, name: str = "") -> ShownSheet:
    """The sheet of this name, else the first. Raises SheetError for whatever is no xlsx of a form's size."""
    require_form(data, filename)
    with ParserProcess(data, "xlsx", filename, LIMITS) as parser:
        heads = [one for one in parser.heads() if one["visible"]]
        if not heads:
            raise SheetError(f"文件“{filename}”中没有可见的工作表，{SAVE_AS}。")
        names = [one["name"] for one in heads]
        head = next((one for one in heads if one["name"] == name), heads[0])
        found = dict(parser.rows(names.index(head["name"])))
    last = max(found, default=1)
    width = max((len(row) for row in found.values()), default=1)
    high, wide = min(last, MOST_ROWS), min(width, MOST_COLUMNS)
    rows = [[_text(value) for value in _padded(found.get(number, []), wide)] for number in range(1, high + 1)]
    spans, hidden = _merged(head["merges"], high, wide)
    return ShownSheet(head["name"], names, rows, spans, hidden, cut=last > high or width > wide)


def require_form(data: bytes, filename: str) -> None:
    """Raises SheetError unless this is an xlsx that can be filled in."""
    if kind_of(data, filename, LIMITS) != "xlsx":
        raise SheetError(f"文件“{filename}”不是 xlsx 工作簿，不能原样填写，{SAVE_AS}。")


def filled_copy(data: bytes, filename: str, values: Sequence[Sequence[Any]]) -> bytes:
    """The workbook with ``[sheet, row, column, value]`` filled in. SheetError names a cell that takes none."""
    with MarkerProcess(data, "xlsx", filename, LIMITS) as writer:
        return writer.filled(values)


def refused_cells(data: bytes, filename: str, cells: Sequence[Sequence[Any]]) -> list[str]:
    """For each ``[sheet, row, column]`` why it takes no value, in words; empty where it does. Raises SheetError."""
    with MarkerProcess(data, "xlsx", filename, LIMITS) as writer:
        return writer.refused(cells)


def _padded(row: Sequence[Any], wide: int) -> list[Any]:
    return [*row[:wide], *[""] * (wide - len(row))]


def _text(value: Any) -> str:
    if isinstance(value, list):  # a day, a time, an error; a formula that nobody has worked out yet has no text
        return str(value[1]) if len(value) > 1 else "(公式)"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merged(
    merges: Sequence[Sequence[int]], high: int, wide: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], frozenset[tuple[int, int]]]:
    spans, hidden = {}, set()
    for top, left, bottom, right in merges:
        if top > high or left >= wide:
            continue
        bottom, right = min(bottom, high), min(right, wide - 1)
        spans[top, left + 1] = bottom - top + 1, right - left + 1
        hidden |= {(row, column + 1) for row in range(top, bottom + 1) for column in range(left, right + 1)} - {
            (top, left + 1)
        }
    return spans, frozenset(hidden)
