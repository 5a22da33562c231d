"""Owns what a marked copy is: red cells with notes, a last column of explanations, no formula that reaches out."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from . import guide
from .notes import Notes
from .package import Package, parsed, unparsed
from .sheet import LAST_COLUMN, Change, SheetXml
from .styles import Styles
from .tokens import RowCell, letters

WORKBOOK = "xl/workbook.xml"
REACHING_OUT = re.compile(
    r"\||\[[^\]]*\.xl|\w+://|\b(?:WEBSERVICE|HYPERLINK|CALL|EXEC|REGISTER|RTD|DDE)\s*\(", re.IGNORECASE
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
WIDTH = 60


def marked_copy(data: bytes, told: dict[str, Any]) -> bytes:
    """The workbook with what was told of its sheet: words by cell, explanations by row."""
    return MarkedCopy(data, told).made()


class MarkedCopy:
    """One copy in the making."""

    def __init__(self, data: bytes, told: dict[str, Any]) -> None:
        self.told, self.package = told, Package(data)
        self.workbook = parsed(self.package.read(WORKBOOK))
        self.paths = self._sheets()
        self.path = self.paths[told["sheet"]]
        self.sheet = SheetXml(self.package.read(self.path), told["header_row"])
        self.styles_path = next(iter(self.package.related(WORKBOOK, "styles").values()))
        self.styles = Styles(self.package.read(self.styles_path))
        self.notes = Notes(self.package, self.path, self.sheet)

    def _sheets(self) -> dict[str, str]:
        """Name → path of every worksheet, in their order."""
        targets = self.package.related(WORKBOOK, "worksheet")
        space = self.workbook.tag.rpartition("}")[0] + "}"
        found = {}
        for one in self.workbook.find(f"{space}sheets"):
            key = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            if key in targets:
                found[one.get("name")] = targets[key]
        return found

    def made(self) -> bytes:
        self._refuse_programs()
        self._make_still()
        earlier = self._earlier_column()
        column = earlier or self._free_column()
        if earlier:
            self._clear(earlier)
        self._mark()
        self._number()
        self._explain(column)
        self._lead(column)
        self.sheet.widen(column, WIDTH)
        self.sheet.forget_dimension()
        self.notes.save()
        self._open_at_the_sheet()
        self.package.write(self.path, self.sheet.saved())
        self.package.write(self.styles_path, self.styles.saved())
        return self.package.saved()

    # --- formulas that reach out -------------------------------------------------------------------------------

    def _refuse_programs(self) -> None:
        """A link to another program cannot be taken out without renumbering the others; values then go alone."""
        for path in self.package.related(WORKBOOK, "externalLink").values():
            if re.search(rb"ddeLink|oleLink", self.package.read(path)):
                raise ValueError("linked to another program")

    def _make_still(self) -> None:
        changed = False
        for path in self.paths.values():
            own = path == self.path
            data = self.sheet.data if own else self.package.read(path)
            if not FORMULA.search(data):
                continue
            sheet = self.sheet if own else SheetXml(data, 1)
            self._make_sheet_still(sheet)
            changed = changed or bool(sheet.changes)
            if sheet.changes and not own:
                self.package.write(path, sheet.saved())
        if changed:
            self.package.drop(WORKBOOK, "calcChain")

    def _make_sheet_still(self, sheet: SheetXml) -> None:
        """Such a formula leaves its last value, or where it has none the text that it is."""
        shared = set()
        for number, cell in _cells_with(sheet, FORMULA):
            if cell.formula and REACHING_OUT.search(cell.formula):
                shared.add(cell.shared)
                change = sheet.change(number, cell.column)
                if cell.value:
                    change.unformula = True
                else:
                    change.text, change.style = f"={cell.formula}", self.styles.as_typed
        if shared := shared - {""}:
            for number, cell in _cells_with(sheet, re.compile(rb"shared")):
                if cell.shared in shared and not cell.formula:
                    sheet.change(number, cell.column).unformula = True

    # --- the column of explanations ----------------------------------------------------------------------------

    def _earlier_column(self) -> int | None:
        """Where an earlier copy explained its marks."""
        cells: dict[int, str] = {}
        strings: dict[int, list[int]] = {}
        for number in range(self.told["header_row"], self.told["header_end"] + 1):
            for cell in self.sheet.read(number).cells if number in self.sheet.rows else ():
                if cell.attributes.get("t") == "s":
                    strings.setdefault(int(cell.value), []).append(cell.column)
                else:
                    cells[cell.column] = cell.value
        for index, text in self._shared_strings(set(strings)):
            cells |= dict.fromkeys(strings[index], text)
        return next((column for column, text in cells.items() if _plain(text) == self.told["heading"]), None)

    def _shared_strings(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        path = next(iter(self.package.related(WORKBOOK, "sharedStrings").values()), "")
        if not wanted or not path:
            return
        for index, one in enumerate(parsed(self.package.read(path)).iterchildren("{*}si")):
            if index in wanted:
                yield index, "".join(text.text or "" for text in one.iter("{*}t"))

    def _free_column(self) -> int:
        """The first right of the header in which nothing stands."""
        first = self.told["width"] + 1
        column = next(one for one in range(first, LAST_COLUMN + 2) if one not in self.sheet.used)
        if column > LAST_COLUMN:
            raise ValueError("no column is free")
        return column

    def _clear(self, column: int) -> None:
        """Empty it below the header; rows are read only where one of its cells, or one without address, may stand."""
        sign = rf"""["']{letters(column)}\d+["']|<(?:\w+:)?c(?![^>]*\br=)[\s/>]"""
        for number, cell in _cells_with(self.sheet, re.compile(sign.encode())):
            if number > self.told["header_row"] and cell.column == column and cell.parts:
                self.sheet.change(number, column).blank = True

    def _explain(self, column: int) -> None:
        explaining, heading = self.styles.explaining(), self.styles.heading()
        lines = {int(number): text for number, text in self.told["lines"].items()}
        for number, text in lines.items():
            self.sheet.changes.setdefault(number, {})[column] = Change(lambda _: explaining, text)
        header = self.sheet.changes.setdefault(self.told["header_row"], {})
        header[column] = Change(lambda _: heading, self.told["heading"])

    def _number(self) -> None:
        """The 编号 of rows that were taken meanwhile."""
        for number, (column, text) in self.told["keys"].items():
            if column:
                self.sheet.change(int(number), column).text = text

    # --- the red cells -----------------------------------------------------------------------------------------

    def _mark(self) -> None:
        words = {(int(row), int(at)): text for row, cells in self.told["cells"].items() for at, text in cells.items()}
        hidden = self.sheet.covered({column for _, column in words})
        shown = {cell: text for cell, text in words.items() if not hidden(*cell)}
        for cell in self.notes.forget() - {*shown, guide.TOP_LEFT}:
            self.sheet.change(*cell).style = self.styles.unfilled
        for cell in shown:
            self.sheet.change(*cell).style = self.styles.red
        self.notes.add(self._told_at_the_top(shown) | shown)

    def _told_at_the_top(self, shown: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        """How much there is to put right, unless the first cell is one of the faulty ones and says so itself."""
        lines = self.told["lines"]
        return (
            {}
            if guide.TOP_LEFT in shown or not lines
            else {guide.TOP_LEFT: guide.words(self.told["total"], len(lines))}
        )

    def _lead(self, column: int) -> None:
        if lines := [int(number) for number in self.told["lines"]]:
            guide.lead(self.sheet, header=self.told["header_end"], column=column, lines=lines)

    # --- what opens first --------------------------------------------------------------------------------------

    def _open_at_the_sheet(self) -> None:
        """The workbook opens where the marks are; two chosen sheets would be typed into together."""
        space = self.workbook.tag.rpartition("}")[0] + "}"
        names = [one.get("name") for one in self.workbook.find(f"{space}sheets")]
        at, view = names.index(self.told["sheet"]), self.workbook.find(f"{space}bookViews/{space}workbookView")
        if view is None or int(view.get("activeTab", 0)) == at:
            return
        view.set("activeTab", str(at))
        self.package.write(WORKBOOK, unparsed(self.workbook))
        for path in self.paths.values():
            if path != self.path:
                data = self.package.read(path)
                chosen = re.sub(rb'(<[^<>]*sheetView\b[^<>]*?) tabSelected="(?:1|true)"', rb"\1", data[:20_000])
                self.package.write(path, chosen + data[20_000:])


def _cells_with(sheet: SheetXml, sign: re.Pattern[bytes]) -> Iterator[tuple[int, RowCell]]:
    """The cells of the rows in whose bytes the sign stands."""
    for number, (start, end) in sheet.rows.items():
        if sign.search(sheet.data, start, end):
            for cell in sheet.read(number).cells:
                yield number, cell


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
