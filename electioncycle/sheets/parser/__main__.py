"""Owns the parser child: run by path in an isolated Python under rlimits, it turns bytes on stdin into JSON lines.

It must not import the project, whose package would pull in settings and keys; Python finds what lies beside it.
The talk is: job line and bytes in, heads of the sheets out, chosen sheet in, its rows out.
"""

import csv
import datetime
import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

from unseen import Unseen, look

HEAD_ROWS = 40
MOST_SHEETS = 100
MOST_MERGES = 50_000
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
ESCAPES = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")
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
        book: Text | Book = Text(data) if job["kind"] == "text" else Book(data, job["kind"], job["only"])
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
            rows.append([number, unescaped(row) if book.escapes else row])
    return {"name": book.names[index], "visible": book.visible[index], "rows": rows, "merges": book.merges(index)}


def stream(book: "Text | Book", index: int, most_rows: int, most_cells: int) -> None:
    unseen = book.unseen(index)
    marks = unseen.marks
    rows = cells = 0
    hidden = []
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=tagged, check_circular=False).encode
    for number, row in book.rows(index):
        for column, mark in marks.get(number, {}).items():
            if column >= len(row):
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
        if number in unseen.hidden:
            hidden.append(number)
        line = encode([number, row])
        # One look at the whole line spares the many that hold no escape a look at each cell.
        sys.stdout.write((encode([number, unescaped(row)]) if book.escapes and "_x" in line else line) + "\n")
    say({"end": rows, "hidden": hidden})


def unescaped(row: list[Any]) -> list[Any]:
    """_x738B_ is how an xlsx may write the character U+738B; calamine knows only the controls among these."""
    return [ESCAPES.sub(real, cell) if isinstance(cell, str) else cell for cell in row]


def real(escapes: re.Match[str]) -> str:
    """Characters beyond U+FFFF stand as two escapes."""
    units = bytes.fromhex("".join(ESCAPE.findall(escapes[0])))
    return units.decode("utf-16-be", "replace")


class Text:
    """A csv or txt file as one sheet."""

    escapes = False

    def __init__(self, data: bytes) -> None:
        self.names, self.visible = ["文本"], [True]
        self.lines = list(io.StringIO(decode(data), newline=""))
        head = self.lines[:HEAD_ROWS]
        self.delimiter = max("\t,;", key=lambda mark: sum(line.count(mark) for line in head))

    def rows(self, index: int) -> Iterator[tuple[int, list[Any]]]:
        csv.field_size_limit(1_000_000)
        reader = csv.reader(self.lines, delimiter=self.delimiter)
        above = 0
        for number, row in enumerate(reader, 1):
            if reader.line_num > above + 1 or reader.line_num == len(self.lines):
                self._require_closed(above, reader.line_num)
            above = reader.line_num
            # Offices keep long numbers as text with ="511…", which is neither a formula nor part of the value.
            yield number, [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]

    def _require_closed(self, start: int, end: int) -> None:
        """A quotation mark that nothing closes swallows the lines below it up to the next mark or the end."""
        try:
            for _ in csv.reader(self.lines[start:end], delimiter=self.delimiter, strict=True):
                pass
        except csv.Error as error:
            if end > start + 1 or "unexpected end" in str(error):
                raise RefusedError(f"quote:{start + 1}") from error

    def merges(self, index: int) -> list[list[int]]:
        return []

    def unseen(self, index: int) -> Unseen:
        return Unseen()


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

    def __init__(self, data: bytes, kind: str, only: str) -> None:
        import python_calamine

        self.data, self.kind = data, kind
        self.book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [meta for meta in self.book.sheets_metadata if "WorkSheet" in str(meta.typ)][:MOST_SHEETS]
        sheets = [meta for meta in sheets if only in ("", meta.name)]
        self.names = [meta.name for meta in sheets]
        self.ordinals = [self.book.sheet_names.index(name) for name in self.names]
        self.escapes = kind == "xlsx"
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

    def unseen(self, index: int) -> Unseen:
        return look(self.data, self.kind, self.names[index], self.ordinals[index])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    main()
