"""Owns what calamine does not tell of a sheet: error cells, formulas without a result, and rows that do not show."""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from itertools import takewhile
from typing import Any
from xml.parsers import expat

Marks = dict[int, dict[int, list[str]]]
FORMULA_OR_ERROR = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b't="e"', b"t='e'")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\b(?:hidden=[\"'](?:1|true)|ht=[\"']0(?:\.0*)?[\"'])")
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
ERROR_TEXT = re.compile(r"#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!)|Err:\d{3}")
MOST_REPEATS = 2_000


class EntityError(Exception):
    """The file declares entities of its own, which no office program writes."""


class Unseen:
    """Marks by row from 1 and column from 0: ["e", text] for an error value, ["f"] for a formula without a result."""

    def __init__(self) -> None:
        self.marks: Marks = {}
        self.hidden: set[int] = set()

    def mark(self, row: int, column: int, mark: list[str]) -> None:
        self.marks.setdefault(row, {})[column] = mark


def look(data: bytes, kind: str, name: str, ordinal: int) -> Unseen:
    """What the sheet of this name and place in the workbook keeps from calamine."""
    if kind == "xls":
        return look_at_xls(data, ordinal)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if kind == "ods":
            return parsed(OdsSheet(name), archive, "content.xml")
        path = sheet_path(archive, name)
        if path is None or not is_worth_a_look(archive, path):
            return Unseen()
        return parsed(XlsxSheet(), archive, path)


def parsed(reader: "XlsxSheet | OdsSheet", archive: zipfile.ZipFile, path: str) -> Unseen:
    def refuse(*declared: Any) -> None:
        raise EntityError

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    with archive.open(path) as source:
        parser.ParseFile(source)
    return reader.found


# xlsx


def sheet_path(archive: zipfile.ZipFile, name: str) -> str | None:
    from defusedxml.ElementTree import fromstring

    names = {entry.lower(): entry for entry in archive.namelist()}
    if "xl/_rels/workbook.xml.rels" not in names:
        return None
    links = fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in fromstring(archive.read(names["xl/workbook.xml"])).iter():
        if element.tag.endswith("}sheet") and element.get("name") == name:
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            return names.get(posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/").lower())
    return None


def is_worth_a_look(archive: zipfile.ZipFile, path: str) -> bool:
    """Most sheets hold nothing unseen, and searching bytes costs little beside reading elements."""
    tail = b""
    with archive.open(path) as source:
        while chunk := source.read(1 << 20):
            text = tail + chunk
            if any(sign in text for sign in FORMULA_OR_ERROR) or HIDDEN_ROW.search(text):
                return True
            tail = chunk[-300:]
    return False


class XlsxSheet:
    """Follows the elements of a sheet; a row or cell without its number comes after the one before, as in Excel."""

    def __init__(self) -> None:
        self.found = Unseen()
        self.row, self.ref, self.steps = 0, "", -1
        self.type: str | None = None
        self.has_formula = False
        self.value: str | None = None
        self.in_value = False

    def start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            ref = given.get("r")
            self.ref, self.steps = (ref, 0) if ref else (self.ref, self.steps + 1)
            self.type, self.has_formula, self.value = given.get("t"), False, None
        elif tag == "v":
            self.in_value, self.value = True, ""
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = int(given["r"]) if "r" in given else self.row + 1
            self.ref, self.steps = "", -1
            if given.get("hidden") in ("1", "true") or re.fullmatch(r"0(?:\.0*)?", given.get("ht", "")):
                self.found.hidden.add(self.row)

    def characters(self, text: str) -> None:
        if self.in_value:
            self.value = (self.value or "") + text

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.in_value = False
        elif tag == "c" and (mark := self._mark()):
            self.found.mark(self.row, column_of(self.ref) + self.steps, mark)

    def _mark(self) -> list[str] | None:
        if self.type == "e":
            return ["e", self.value or "#N/A"]
        # A formula whose result is the empty text has t="str" and an empty value: that is a blank, not a fault.
        if self.has_formula and not self.value and not (self.type == "str" and self.value is not None):
            return ["f"]
        return None


def column_of(ref: str) -> int:
    """The column of a cell from 0; 0 where a row starts with cells that carry no number."""
    column = 0
    for letter in ref.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return max(column - 1, 0)


# ods


class OdsSheet:
    """Follows the elements of content.xml, in which equal rows and equal cells are written once with their number."""

    def __init__(self, name: str) -> None:
        self.found, self.name = Unseen(), name
        self.is_ours = False
        self.row, self.rows, self.column, self.aside = 0, 0, 0, 0
        self.cell: dict[str, str] = {}
        self.text: list[str] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            self.is_ours = given.get("table:name") == self.name
        elif not self.is_ours:
            return
        elif name == "table:table-row":
            self.row, self.column = self.row + self.rows, 0
            self.rows = int(given.get("table:number-rows-repeated", 1))
            if given.get("table:visibility", "visible") != "visible":
                self.found.hidden.update(range(self.row + 1, self.row + 1 + min(self.rows, MOST_REPEATS)))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text = given, []
        elif name == "office:annotation":
            self.aside += 1

    def characters(self, text: str) -> None:
        if self.text is not None and not self.aside:
            self.text.append(text)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.is_ours = False
        elif name == "office:annotation":
            self.aside -= self.is_ours
        elif self.text is not None and name in ("table:table-cell", "table:covered-table-cell"):
            times = int(self.cell.get("table:number-columns-repeated", 1))
            if mark := self._mark("".join(self.text).strip()):
                for row in range(self.row + 1, self.row + 1 + min(self.rows, MOST_REPEATS)):
                    for column in range(self.column, self.column + min(times, MOST_REPEATS)):
                        self.found.mark(row, column, mark)
            self.column, self.text = self.column + times, None

    def _mark(self, text: str) -> list[str] | None:
        if self.cell.get("calcext:value-type") == "error" or ERROR_TEXT.fullmatch(text):
            return ["e", text or "#N/A"]
        has_no_result = "table:formula" in self.cell and "office:value-type" not in self.cell and not text
        return ["f"] if has_no_result else None


# xls


def look_at_xls(data: bytes, ordinal: int) -> Unseen:
    """Error values, also those of formulas, and hidden rows in the records of one sheet ([MS-XLS] 2.4)."""
    found = Unseen()
    stream = workbook_stream(data)
    globals_ = takewhile(lambda record: record[0] != 0x0A, records(stream, 0))
    starts = [struct.unpack_from("<I", body)[0] for kind, body in globals_ if kind == 0x85]
    depth = 0
    for kind, body in records(stream, starts[ordinal]):
        depth += (kind == 0x809) - (kind == 0x0A)
        if depth == 0:
            break
        if depth == 1 and kind in (0x06, 0x205, 0x208) and len(body) >= 8:
            read_record(found, kind, body)
    return found


def read_record(found: Unseen, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    if kind == 0x208:
        if len(body) >= 14 and body[12] & 0x20:
            found.hidden.add(row + 1)
    elif kind == 0x205:
        if body[7]:
            found.mark(row + 1, column, ["e", ERRORS.get(body[6], "#N/A")])
    elif len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        found.mark(row + 1, column, ["e", ERRORS.get(body[8], "#N/A")])


def workbook_stream(data: bytes) -> bytes:
    import olefile

    with olefile.OleFileIO(data) as file:
        found: bytes = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
        return found


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record up to the end of the stream."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
