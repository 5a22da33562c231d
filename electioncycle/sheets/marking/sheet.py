"""Owns the XML of one sheet as bytes: where its rows and elements stand, and the edits that are spliced in.

Only cells that exist are visited. A cell in row 1,048,576, a format over whole columns or a merge over millions of
cells costs what its few bytes cost.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .tokens import ILLEGAL, RowCell, RowReader, attribute_text, bounds, end_of, letters, parse, place, utf8

LONGEST = 32_767
LAST_COLUMN = 16_384
ROWS = re.compile(rb"(<(?:\w+:)?sheetData(?:\s[^<>]*)?(?<!/)>)(.*)</(?:\w+:)?sheetData\s*>", re.DOTALL)
ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])(?:[^<>]*?\sr=["'](\d{1,7})["'])?[^<>]*>""")
ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
FILLED = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,3})\d+["'][^<>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"""
)
WITHOUT_ADDRESS = re.compile(rb"<(?:\w+:)?c(?![^<>]*\sr=)[\s/>]")
BEHIND_NOTES = frozenset(
    [
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    ]
)
"""What stands behind ``legacyDrawing`` in a sheet."""


@dataclass
class Change:
    """What becomes of one cell: another style, a text or a number in place of its value, or no value at all.

    ``stale``: its formula stays, the result that was kept with it goes.
    """

    style: Callable[[int], int] | None = None
    text: str | None = None
    number: str | None = None
    blank: bool = False
    unformula: bool = False
    stale: bool = False

    @property
    def is_of_value(self) -> bool:
        """Whether formulas that look at the cell have another result now."""
        return self.blank or self.text is not None or self.number is not None


@dataclass
class Element:
    """A direct child of the sheet's root, by where its bytes stand."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0


class SheetXml:
    """One sheet; ``changes`` are collected by row and column and spliced in at the end.

    Of the changed rows those in ``shown`` are no longer hidden.
    """

    def __init__(self, data: bytes) -> None:
        self.data = utf8(data)
        self.rows: dict[int, tuple[int, int]] = {}
        self.elements: list[Element] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.widths: list[dict[str, str]] = []
        self.changes: dict[int, dict[int, Change]] = {}
        self.shown: set[int] = set()
        self.edits: list[tuple[int, int, bytes]] = []
        self.lost_formulas = False
        self.prefix = ""
        self._scan()

    def change(self, row: int, column: int) -> Change:
        return self.changes.setdefault(row, {}).setdefault(column, Change())

    def element(self, name: str) -> Element | None:
        return next((one for one in self.elements if one.name == name), None)

    # --- reading -----------------------------------------------------------------------------------------------

    def _scan(self) -> None:
        found = ROWS.search(self.data)
        if found is None or found[2].find(b"<!") >= 0:  # without comments and CDATA every "<" begins a tag
            raise ValueError("a sheet without plain rows")
        self.depth, self.cut, self.removed = 0, found.start(2), len(found[2])
        parse(self.data[: found.start(2)] + self.data[found.end(2) :], self._start, self._end)
        self._find_rows(*found.span(2))
        self.end = found.end(2)

    def _at(self, at: int) -> int:
        """The place in the whole sheet, of whose rows only the frame was parsed."""
        return at + self.removed if at >= self.cut else at

    def _start(self, name: str, attributes: dict[str, str], at: int) -> None:
        self.depth += 1
        bare = name.rpartition(":")[2]
        if self.depth == 1:
            self.prefix = name.removesuffix(bare)
        elif self.depth == 2:
            self.elements.append(Element(bare, attributes, self._at(at)))
        elif bare == "mergeCell":
            top, left, bottom, right = bounds(attributes.get("ref", ""))
            if (top, left) != (bottom, right):
                self.merges.append((top, left, bottom, right))
        elif bare == "col" and self.elements[-1].name == "cols":
            self.widths.append(attributes)

    def _end(self, name: str, at: int) -> None:
        if self.depth == 2:
            self.elements[-1].end = end_of(self.data, self.elements[-1].start, self._at(at))
        self.depth -= 1

    def _find_rows(self, at: int, end: int) -> None:
        number = 0
        while (opened := ROW.search(self.data, at, end)) is not None:
            number, at = int(opened[1] or number + 1), opened.end()
            if not opened[0].endswith(b"/>"):
                closed = ROW_END.search(self.data, at, end)
                if closed is None:
                    raise ValueError("a row without an end")
                at = closed.end()
            self.rows.setdefault(number, (opened.start(), at))

    def used_from(self, first_row: int) -> set[int]:
        """The columns in which something stands, from this row on."""
        numbers = [number for number in self.rows if number >= first_row]
        start = min((self.rows[number][0] for number in numbers), default=self.end)
        if WITHOUT_ADDRESS.search(self.data, start, self.end):
            return {cell.column for number in numbers for cell in self.read(number).cells if cell.parts}
        return {place(found.decode() + "1")[1] for found in set(FILLED.findall(self.data, start, self.end))}

    def read(self, number: int) -> RowReader:
        start, end = self.rows[number]
        return RowReader(self.data[start:end])

    def covered(self, columns: set[int]) -> Callable[[int, int], bool]:
        """Says of a cell in one of these columns whether a merge hides it."""
        hidden: dict[int, list[tuple[int, int, bool]]] = {column: [] for column in columns}
        for top, left, bottom, right in self.merges:
            for column in columns:
                if left <= column <= right:
                    hidden[column].append((top, bottom, column == left))
        for spans in hidden.values():
            spans.sort()

        def is_hidden(row: int, column: int) -> bool:
            spans = hidden[column]
            at = bisect_left(spans, (row + 1,)) - 1
            return at >= 0 and row <= spans[at][1] and not (spans[at][2] and row == spans[at][0])

        return is_hidden

    # --- writing -----------------------------------------------------------------------------------------------

    def splice(self, start: int, end: int, text: str) -> None:
        self.edits.append((start, end, text.encode()))

    def saved(self) -> bytes:
        """The sheet with its changes; each row is written anew only where a cell of it changes."""
        numbers = sorted(self.rows)
        for number in sorted(self.changes):
            if number in self.rows:
                self.edits.append((*self.rows[number], self._row(number, self.read(number))))
            else:
                self.edits.append(self._new_row(number, numbers))
        pieces, at = [], 0
        for start, end, text in sorted(self.edits, key=lambda edit: edit[:2]):
            pieces += [self.data[at:start], text]
            at = end
        return b"".join([*pieces, self.data[at:]])

    def _row(self, number: int, row: RowReader) -> bytes:
        """A row with its changed cells, and those that it did not have."""
        dropped = ("spans", "hidden") if number in self.shown else ("spans",)
        attributes = {name: value for name, value in row.attributes.items() if name not in dropped}
        changes, style = self.changes[number], int(attributes.get("s", -1))
        pieces: list[tuple[int, bytes]] = []
        for cell in row.cells:
            old = row.data[cell.start : cell.end]
            change = changes.get(cell.column)
            pieces.append((cell.column, self._changed(number, cell, row.data, change) if change else old))
        known = {cell.column for cell in row.cells}
        for column, change in changes.items():
            if column not in known and not change.blank:
                pieces.append((column, self._new_cell(number, column, change, style)))
        pieces.sort(key=lambda piece: piece[0])
        head = f"<{self.prefix}row{attribute_text(attributes)}>".encode()
        return b"".join([head, *(piece for _, piece in pieces), f"</{self.prefix}row>".encode()])

    def _new_row(self, number: int, numbers: list[int]) -> tuple[int, int, bytes]:
        cells = [self._new_cell(number, column, one, -1) for column, one in sorted(self.changes[number].items())]
        row = f'<{self.prefix}row r="{number}">'.encode() + b"".join(cells) + f"</{self.prefix}row>".encode()
        behind = bisect_left(numbers, number)
        if behind < len(numbers):
            at = self.rows[numbers[behind]][0]
        else:
            at = self.rows[numbers[-1]][1]
        return at, at, row

    def _changed(self, number: int, cell: RowCell, data: bytes, change: Change) -> bytes:
        attributes = dict(cell.attributes)
        if change.style is not None:
            attributes["s"] = str(change.style(int(attributes.get("s", 0))))
        gone = change.unformula or change.is_of_value
        self.lost_formulas = self.lost_formulas or (gone and "f" in cell.parts)
        if change.is_of_value:
            attributes = {name: value for name, value in attributes.items() if name not in ("t", "cm", "vm")}
            return self._cell(number, cell.column, attributes, change)
        body = data[cell.open_end : cell.end]
        gone_part = "f" if change.unformula else "v" if change.stale else ""
        if gone_part in cell.parts:
            start, end = (at - cell.open_end for at in cell.parts[gone_part])
            body = body[:start] + body[end:]
        if change.stale:
            attributes.pop("t", None)
        opening = f"<{self.prefix}c{attribute_text(attributes)}".encode()
        return opening + (b">" + body if body else b"/>")

    def _new_cell(self, number: int, column: int, change: Change, row_style: int) -> bytes:
        style = row_style if row_style >= 0 else self._column_style(column)
        style = change.style(style) if change.style else style
        return self._cell(number, column, {"s": str(style)} if style else {}, change)

    def _cell(self, number: int, column: int, attributes: dict[str, str], change: Change) -> bytes:
        p = self.prefix
        attributes = {"r": f"{letters(column)}{number}"} | {k: v for k, v in attributes.items() if k != "r"}
        if change.number is not None:
            return f"<{p}c{attribute_text(attributes)}><{p}v>{change.number}</{p}v></{p}c>".encode()
        if change.text is None:
            return f"<{p}c{attribute_text(attributes)}/>".encode()
        words = escape(ILLEGAL.sub("", change.text)[:LONGEST])
        head = f'<{p}c{attribute_text(attributes)} t="inlineStr">'
        return f'{head}<{p}is><{p}t xml:space="preserve">{words}</{p}t></{p}is></{p}c>'.encode()

    def _column_style(self, column: int) -> int:
        for one in self.widths:
            if int(one.get("min", 0)) <= column <= int(one.get("max", 0)):
                return int(one.get("style", 0))
        return 0

    # --- what stands beside the rows ---------------------------------------------------------------------------

    def widen(self, column: int, width: int) -> None:
        """Show the column this wide; a format over many columns is parted around it."""
        wanted = {"min": str(column), "max": str(column), "width": str(width), "customWidth": "1"}
        found = []
        for one in self.widths:
            low, high = int(one["min"]), int(one["max"])
            if low <= column <= high:
                found += [
                    {**one, "min": str(a), "max": str(b)} for a, b in ((low, column - 1), (column + 1, high)) if a <= b
                ]
                wanted |= {"style": one["style"]} if "style" in one else {}
            else:
                found.append(one)
        found.append(wanted)
        found.sort(key=lambda one: int(one["min"]))
        p = self.prefix
        text = f"<{p}cols>" + "".join(f"<{p}col{attribute_text(one)}/>" for one in found) + f"</{p}cols>"
        if (old := self.element("cols")) is not None:
            self.splice(old.start, old.end, text)
        elif (rows := self.element("sheetData")) is not None:
            self.splice(rows.start, rows.start, text)

    def forget_dimension(self) -> None:
        """Strict readers take it for the end of the sheet; without it they look for themselves."""
        if (stated := self.element("dimension")) is not None:
            self.splice(stated.start, stated.end, "")

    def hang_notes(self, relation: str, space: str) -> None:
        """Name the drawing of the notes where the sheet's schema wants it."""
        behind = next((one.start for one in self.elements if one.name in BEHIND_NOTES), self.elements[-1].end)
        self.splice(behind, behind, f'<{self.prefix}legacyDrawing xmlns:mr="{space}" mr:id="{relation}"/>')
