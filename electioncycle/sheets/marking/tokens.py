"""Owns how the XML of a sheet is read as bytes: addresses, tags and where they end, the cells of one row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def place(reference: str) -> tuple[int, int]:
    """B7 → row 7, column 2."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def utf8(data: bytes) -> bytes:
    """The XML as UTF-8; other encodings than Unicode's are left to the reader, which refuses them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return DECLARATION.sub(b"", data.decode("utf-16").encode())
    return data


@dataclass
class RowCell:
    """One cell of a row by where its bytes stand in the row; ``open_end`` is the end of its first tag.

    ``shared`` is the number of a formula that several cells share, ``fills`` the range one formula writes into.
    """

    column: int
    attributes: dict[str, str]
    start: int
    open_end: int = 0
    end: int = 0
    formula: str = ""
    value: str = ""
    shared: str = ""
    fills: str = ""
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)


class RowReader:
    """Reads the bytes of one row."""

    def __init__(self, data: bytes) -> None:
        self.data, self.depth, self.cells = data, 0, list[RowCell]()
        self.attributes: dict[str, str] = {}
        self.part, self.column = "", 0
        parse(data, self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str], at: int) -> None:
        self.depth += 1
        if self.depth == 1:
            self.attributes = attributes
        elif self.depth == 2:
            self.column = place(attributes["r"])[1] if "r" in attributes else self.column + 1
            self.cells.append(RowCell(self.column, attributes, at, tag_end(self.data, at)))
        elif self.depth == 3:
            self.part, self.part_start = name.rpartition(":")[2], at
            if self.part == "f" and attributes.get("t") == "shared":
                self.cells[-1].shared = attributes.get("si", "")
            elif self.part == "f" and attributes.get("t") in ("array", "dataTable"):
                self.cells[-1].fills = attributes.get("ref", "")

    def _text(self, text: str) -> None:
        if self.part == "f":
            self.cells[-1].formula += text
        elif self.part in ("v", "is"):
            self.cells[-1].value += text

    def _end(self, name: str, at: int) -> None:
        if self.depth == 3:
            self.cells[-1].parts[self.part] = self.part_start, end_of(self.data, self.part_start, at)
            self.part = ""
        elif self.depth == 2:
            self.cells[-1].end = end_of(self.data, self.cells[-1].start, at)
        self.depth -= 1


def bounds(reference: str) -> tuple[int, int, int, int]:
    """A1:C3 → top, left, bottom, right."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def tag_end(data: bytes, at: int) -> int:
    found = TAG.match(data, at)
    if found is None:
        raise ValueError("a tag without an end")
    return found.end()


def end_of(data: bytes, start: int, at: int) -> int:
    """Where the element that began at ``start`` ends; ``at`` is its closing tag if it has one."""
    opened = tag_end(data, start)
    return opened if data[opened - 2 : opened] == b"/>" else tag_end(data, at)


def attribute_text(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _refuse(*given: Any) -> None:
    raise ValueError("a sheet has no document type")


def parse(data: bytes, start: Callable[..., None], end: Callable[..., None], text: Any = None) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: start(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: end(name, parser.CurrentByteIndex)
    parser.StartDoctypeDeclHandler = _refuse
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(data, True)
