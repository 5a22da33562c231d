"""Owns reading an uploaded workbook into rows of known columns: which sheet, which header, which rows are data."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from electioncycle.cleaning.cells import clean_text

from .furniture import Furniture
from .headers import Header, Merge, check_header, find_header
from .intake import SAVE_AS, kind_of
from .model import (
    NUMBER_HEADER,
    Cell,
    HeaderSpec,
    Limits,
    NoRowsError,
    OverLimitError,
    ParsedSheet,
    SheetError,
    SheetRow,
)
from .process import ParserProcess, RawRow
from .values import to_cell

ASIDE = re.compile("示例|说明|样表|样例|填写要求")
DITTO = frozenset({"同上", "〃", "″", "〞", "”", '"', "''", "″″", "同 上", "〃〃", "--同上--"})
REMEMBERED = 2_000
FIRST_WORDS = 30
HEADINGS = 2
"""Words of the heading in one line below it, with which another table begins."""


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The first lines of one sheet, from which it is told what the sheet is about."""

    name: str
    lines: dict[int, list[Any]]
    merges: Sequence[Merge]

    def says(self, words: str, *, within: int = 3) -> bool:
        """Whether its first lines, where titles stand, hold these words."""
        first = [number for number in sorted(self.lines) if number <= within]
        return any(words in str(value) for number in first for value in self.lines[number])

    def fits(self, specs: Sequence[HeaderSpec]) -> int:
        """How many columns of these it has; 0 where a required one is missing."""
        header = find_header(self.lines, self.merges, specs)
        return len(header.columns) if header and not header.missing(specs) else 0


def sheets_of(data: bytes, filename: str) -> list[SheetHead]:
    """The sheets of an xlsx with something in them that show and are no example or explanation."""
    limits = Limits(cpu_seconds=5, wall_seconds=8)
    if kind_of(data, filename, limits) != "xlsx":
        raise SheetError(f"文件“{filename}”不是 xlsx 工作簿，不能各表一并核对和标注，{SAVE_AS}。")
    with ParserProcess(data, "xlsx", filename, limits) as parser:
        heads = [one for one in parser.heads() if one["rows"] and one["visible"] and not ASIDE.search(one["name"])]
    return [SheetHead(one["name"], dict(one["rows"]), one["merges"]) for one in heads]


def read_workbook(
    data: bytes, filename: str, headers: Sequence[HeaderSpec], *, limits: Limits | None = None, only: str = ""
) -> ParsedSheet:
    """Read the sheet whose header fits `headers` best, or the ``only`` one of this name.

    Raises SheetError when the file as a whole cannot be used.
    """
    limits = limits or Limits()
    kind = kind_of(data, filename, limits)
    with ParserProcess(data, kind, filename, limits) as parser:
        heads = parser.heads(only)
        index, header, others = choose_sheet(heads, headers, filename)
        name = heads[index]["name"]
        rows = fill_down(parser.rows(index), heads[index]["merges"], header.end)
        reader = RowReader(header, headers, from_text_file=kind == "text")
        found = list(reader.read(rows))
        unshown = set(parser.hidden)
    if len(found) > limits.rows:
        raise OverLimitError(f"工作表“{name}”有 {len(found)} 行数据，超过 {limits.rows} 行的上限，请分成几个文件上传。")
    if not found:
        raise NoRowsError(f"工作表“{name}”第 {header.end} 行表头下面没有数据，请填写后重新上传。")
    return ParsedSheet(
        sheet=name,
        header_row=header.row,
        header_end=header.end,
        columns={name: column + 1 for name, column in header.columns.items()},
        unknown=header.unknown,
        width=max(header.texts) + 1,
        rows=found,
        key_column=None if header.key_column is None else header.key_column + 1,
        unread_sheets=others,
        skipped=reader.skipped,
        hidden=[row.number for row in found if row.number in unshown],
    )


def choose_sheet(
    heads: list[dict[str, Any]], specs: Sequence[HeaderSpec], filename: str
) -> tuple[int, Header, list[str]]:
    """The sheet with the best header, and the names of further sheets with such a table that stay unread."""
    fits: list[tuple[tuple[bool, bool, int, int], int, Header | None]] = []
    for index, head in enumerate(heads):
        header = find_header(dict(head["rows"]), head["merges"], specs)
        matched = len(header.columns) if header else 0
        missing = len(header.missing(specs)) if header else len(specs)
        fits.append(((head["visible"], not ASIDE.search(head["name"]), -missing, matched), index, header))
    if not any(head["rows"] for head in heads):
        raise SheetError(f"文件“{filename}”中没有内容，请填写后重新上传。")
    usable = [fit for fit in fits if fit[2]] or fits
    rank, index, header = max(usable, key=lambda fit: (fit[0], -fit[1]))
    checked = check_header(header, heads[index]["name"], specs, filename)
    alike = [(other, found) for other_rank, other, found in usable if found and other_rank[:3] == rank[:3]]
    unread = [heads[other]["name"] for other, found in alike if other != index and _has_lines(heads[other], found.end)]
    return index, checked, unread


def _has_lines(head: dict[str, Any], header_end: int) -> bool:
    return any(number > header_end for number, _ in head["rows"])


def fill_down(rows: Iterable[RawRow], merges: Sequence[Merge], header_end: int) -> Iterator[RawRow]:
    """The rows under the header, with the value of a cell merged over several rows in each of them."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merges:
        if bottom > max(top, header_end):
            starts.setdefault(top, []).append((left, bottom))
    running: dict[int, tuple[int, Any]] = {}
    for number, values in rows:
        if number <= header_end:
            continue
        if running:
            running = {column: run for column, run in running.items() if run[0] >= number}
            for column, (_, value) in running.items():
                values.extend([""] * (column + 1 - len(values)))
                values[column] = value
        for column, bottom in starts.get(number, ()):
            if column < len(values):
                running[column] = bottom, values[column]
        yield number, values


class RowReader:
    """Turns raw rows into rows of cells, remembering the row above for 同上."""

    def __init__(self, header: Header, specs: Sequence[HeaderSpec], *, from_text_file: bool) -> None:
        self.furniture = Furniture(header.texts, header.columns.values(), header.key_column)
        self.key_column = header.key_column
        known = (name for spec in specs for name in (spec.name, *spec.aliases))
        self.headings = frozenset((NUMBER_HEADER, *header.texts.values(), *known))
        kinds = {spec.name: spec.kind for spec in specs}
        self.columns = [(name, at, kinds[name], get_column_letter(at + 1), {}) for name, at in header.columns.items()]  # type: list[tuple[str, int, Any, str, dict[str, Cell]]]
        self.from_text_file = from_text_file
        self.above: dict[str, Cell] = {}
        self.skipped: list[tuple[int, str]] = []

    def read(self, rows: Iterable[RawRow]) -> Iterator[SheetRow]:
        for number, values in rows:
            if self.furniture.includes(values):
                self._skip(number, values)
                continue
            self._refuse_another_table(number, values)
            cells = self._cells(values)
            if any(cell.value is not None or cell.fault for name, cell in cells.items() if name != NUMBER_HEADER):
                self.above = cells
                yield SheetRow(number, cells, self._key(values))
            else:
                self._skip(number, values)

    def _refuse_another_table(self, number: int, values: list[Any]) -> None:
        """Its lines would be read by the columns of the table above, each wrong in a way that says nothing."""
        if len({one for one in values if isinstance(one, str) and one in self.headings}) < HEADINGS:
            return
        filled = [value for value in values if value not in ("", None)]
        if len(filled) > HEADINGS and all(isinstance(one, str) and not re.search(r"\d", one) for one in filled):
            raise SheetError(
                f"第 {number} 行起是另一张表，它的表头是“{'、'.join(filled)[:100]}”，与上面的表不同；"
                "请把它移到另一张工作表，或另存为一个文件，再重新上传。"
            )

    def _skip(self, number: int, values: list[Any]) -> None:
        """Whoever uploaded the file hears of every line with words that was not read."""
        texts = (clean_text(value) for value in values if isinstance(value, str))
        words = next((text for text in texts if text and not text.isdigit()), None)
        if words:
            self.skipped.append((number, words[:FIRST_WORDS]))

    def _cells(self, values: list[Any]) -> dict[str, Cell]:
        cells = {}
        width = len(values)
        for name, at, kind, letter, known in self.columns:
            raw = values[at] if at < width else ""
            # Townships, 是 and 男 repeat by the thousand: one cell serves them all.
            cell = known.get(raw) if isinstance(raw, str) else None
            if cell is None:
                cell = to_cell(raw, kind, letter, from_text_file=self.from_text_file)
                if cell.value in DITTO:
                    cell = self.above.get(name) or Cell(letter, cell.value, "表头下第一行不能填“同上”，请填写完整内容")
                elif isinstance(raw, str) and len(known) < REMEMBERED:
                    known[raw] = cell
            cells[name] = cell
        return cells

    def _key(self, values: list[Any]) -> str | None:
        if self.key_column is None or self.key_column >= len(values):
            return None
        value = to_cell(values[self.key_column], "text", "", from_text_file=self.from_text_file).value
        return None if value is None else str(value)
