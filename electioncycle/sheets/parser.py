"""Owns the parser child: run by path in an isolated Python under rlimits, it turns bytes on stdin into JSON lines.

It must not import the project, whose package would pull in settings and keys. The talk is: job line and bytes in,
heads of the sheets out, chosen sheet in, its rows out.
"""

import csv
import datetime
import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

HEAD_ROWS = 40
MOST_SHEETS = 100
MOST_MERGES = 50_000
FORMULA_OR_ERROR = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b't="e"', b"t='e'")
ODD_CHARACTERS = re.compile("[\0-\x08\x0e-\x1f\ufffe\uffff]")
SEPARATORS = re.compile("[,;\t\n]")


class RefusedError(Exception):
    """Carries the code of a refusal to the parent, which has the words for it."""


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu"], job["cpu"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = sys.stdin.buffer.read(job["size"])
        book: Text | Book = Text(data) if job["kind"] == "text" else Book(data, job["kind"])
        say({"sheets": [head(book, i) for i in range(len(book.names))]})
        chosen = json.loads(sys.stdin.buffer.readline())["sheet"]
        stream(book, chosen, job["rows"], job["cells"])
    except RefusedError as refusal:
        say({"error": str(refusal)})
    except MemoryError:
        say({"error": "large"})
    except Exception as error:
        say({"error": "password" if type(error).__name__ == "PasswordError" else "damaged"})


def say(message: Any) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=tagged) + "\n")
    sys.stdout.flush()


def tagged(value: Any) -> list[str]:
    if isinstance(value, datetime.datetime):
        return ["d", value.date().isoformat()]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    return ["t", str(value)]


def head(book: "Text | Book", index: int) -> dict[str, Any]:
    rows = []
    for number, row in book.rows(index):
        if number > HEAD_ROWS:
            break
        if any(value != "" for value in row):
            rows.append([number, row])
    return {"name": book.names[index], "visible": book.visible[index], "rows": rows, "merges": book.merges(index)}


def stream(book: "Text | Book", index: int, most_rows: int, most_cells: int) -> None:
    marks = book.marks(index)
    rows = cells = 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=tagged, check_circular=False).encode
    for number, row in book.rows(index):
        for column, mark in marks.get(number, {}).items():
            row.extend([""] * (column + 1 - len(row)))
            row[column] = mark
        while row and row[-1] == "":
            row.pop()
        if not row:
            continue
        rows += 1
        cells += len(row)
        if rows > most_rows + HEAD_ROWS:
            raise RefusedError("rows")
        if cells > most_cells:
            raise RefusedError("cells")
        sys.stdout.write(encode([number, row]) + "\n")
    say({"end": rows})


class Text:
    """A csv or txt file as one sheet."""

    def __init__(self, data: bytes) -> None:
        self.names, self.visible = ["文本"], [True]
        self.text = decode(data)
        lines = self.text.splitlines()[:HEAD_ROWS]
        self.delimiter = max("\t,;", key=lambda mark: sum(line.count(mark) for line in lines))

    def rows(self, index: int) -> Iterator[tuple[int, list[Any]]]:
        csv.field_size_limit(1_000_000)
        # Offices keep long numbers as text with ="511…", which is neither a formula nor part of the value.
        for number, row in enumerate(csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter), 1):
            yield number, [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]

    def merges(self, index: int) -> list[list[int]]:
        return []

    def marks(self, index: int) -> dict[int, dict[int, list[str]]]:
        return {}


def decode(data: bytes) -> str:
    encodings = ["utf-8-sig", "gb18030"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data[:4000]:
        encodings = ["utf-16-le" if data[1:200:2].count(0) > data[0:200:2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any bytes decode as UTF-16, so without its mark at least the separators of a table must be there.
        doubtful = encoding.startswith("utf-16-") and len(SEPARATORS.findall(text)) * 200 < len(text)
        if doubtful or ODD_CHARACTERS.search(text):
            break
        return text
    raise RefusedError("text")


class Book:
    """An xlsx, xls or ods workbook."""

    def __init__(self, data: bytes, kind: str) -> None:
        import python_calamine

        self.data, self.kind = data, kind
        self.book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [meta for meta in self.book.sheets_metadata if "WorkSheet" in str(meta.typ)][:MOST_SHEETS]
        self.names = [meta.name for meta in sheets]
        self.visible = ["Hidden" not in str(meta.visible) for meta in sheets]
        self.sheets: dict[int, Any] = {}

    def sheet(self, index: int) -> Any:
        if index not in self.sheets:
            self.sheets[index] = self.book.get_sheet_by_name(self.names[index])
        return self.sheets[index]

    def rows(self, index: int) -> Iterator[tuple[int, list[Any]]]:
        sheet = self.sheet(index)
        if sheet.start is None:
            return
        # calamine pads the rows above the first used one, not the columns before it.
        before = [""] * sheet.start[1]
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, before + row

    def merges(self, index: int) -> list[list[int]]:
        ranges = self.sheet(index).merged_cell_ranges or []
        return [[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in ranges[:MOST_MERGES]]

    def marks(self, index: int) -> dict[int, dict[int, list[str]]]:
        """Formulas without a cached value and error cells, which calamine both reports as blanks."""
        if self.kind != "xlsx":
            return {}
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            path = sheet_path(archive, self.names[index])
            if path is None or not mentions_formula(archive, path):
                return {}
            with archive.open(path) as source:
                return blank_formulas(source)


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


def mentions_formula(archive: zipfile.ZipFile, path: str) -> bool:
    tail = b""
    with archive.open(path) as source:
        while chunk := source.read(1 << 20):
            if any(sign in chunk or sign in tail + chunk[:8] for sign in FORMULA_OR_ERROR):
                return True
            tail = chunk[-8:]
    return False


def blank_formulas(source: Any) -> dict[int, dict[int, list[str]]]:
    from defusedxml.ElementTree import iterparse

    marks: dict[int, dict[int, list[str]]] = {}
    for _, element in iterparse(source, events=("end",)):
        tag = element.tag.rpartition("}")[2]
        if tag == "row":
            element.clear()
        elif tag == "c" and (mark := blank_formula(element)):
            letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", element.get("r", "A1")).groups()  # type: ignore[union-attr]
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            marks.setdefault(int(digits), {})[column - 1] = mark
    return marks


def blank_formula(cell: Any) -> list[str] | None:
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    if cell.get("t") == "e":
        return ["e", parts.get("v") or "#N/A"]
    # A formula whose result is the empty text has t="str" and an empty value: that is a blank, not a fault.
    if "f" in parts and not parts.get("v") and not (cell.get("t") == "str" and "v" in parts):
        return ["f"]
    return None


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    main()
