"""Owns a user's workbook open for changes: its sheets and styles, what it opens at, no formula that reaches out."""

import re
from collections.abc import Iterator

from lxml import etree

from .dependents import Formula, References, address, resting_on
from .package import Package, parsed, unparsed
from .sheet import SheetXml
from .styles import Styles
from .tokens import RowCell, bounds

WORKBOOK = "xl/workbook.xml"
REACHING_OUT = re.compile(
    r"\||\[[^\]]*\.xl|\w+://|\b(?:WEBSERVICE|HYPERLINK|CALL|EXEC|REGISTER|RTD|DDE)\s*\(", re.IGNORECASE
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
SHARED = re.compile(rb"shared")
BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


class OpenWorkbook:
    """What is changed in its sheets is written with it; every part that nobody touched keeps its bytes."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.root = parsed(self.package.read(WORKBOOK))
        self.space = self.root.tag.rpartition("}")[0] + "}"
        self.paths = self._paths()
        self.styles_path = next(iter(self.package.related(WORKBOOK, "styles").values()))
        self.styles = Styles(self.package.read(self.styles_path))
        self.sheets: dict[str, SheetXml] = {}
        self.opens_at = ""

    def _paths(self) -> dict[str, str]:
        """Name → path of every worksheet, in their order."""
        targets = self.package.related(WORKBOOK, "worksheet")
        found = {}
        for one in self.root.find(f"{self.space}sheets"):
            key = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            if key in targets:
                found[one.get("name")] = targets[key]
        return found

    def sheet(self, name: str) -> SheetXml:
        """One sheet, read once."""
        if name not in self.sheets:
            self.sheets[name] = SheetXml(self.package.read(self.paths[name]))
        return self.sheets[name]

    def shared_strings(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        path = next(iter(self.package.related(WORKBOOK, "sharedStrings").values()), "")
        if not wanted or not path:
            return
        for index, one in enumerate(parsed(self.package.read(path)).iterchildren("{*}si")):
            if index in wanted:
                yield index, "".join(text.text or "" for text in one.iter("{*}t"))

    # --- formulas that reach out -------------------------------------------------------------------------------

    def make_still(self) -> None:
        """No formula of the copy asks anything of the world when somebody opens it."""
        for name, path in self.paths.items():
            data = self.sheets[name].data if name in self.sheets else self.package.read(path)
            if not FORMULA.search(data):
                continue
            sheet = self.sheets.get(name) or SheetXml(data)
            self._make_sheet_still(sheet)
            if sheet.changes:
                self.sheets[name] = sheet

    def _make_sheet_still(self, sheet: SheetXml) -> None:
        """Such a formula leaves its last value, or where it has none the text that it is."""
        shared = set()
        for number, cell in cells_with(sheet, FORMULA):
            if cell.formula and REACHING_OUT.search(cell.formula):
                shared.add(cell.shared)
                change = sheet.change(number, cell.column)
                if cell.value:
                    change.unformula = True
                else:
                    change.text, change.style = f"={cell.formula}", self.styles.as_typed
        if shared := shared - {""}:
            for number, cell in cells_with(sheet, SHARED):
                if cell.shared in shared and not cell.formula:
                    sheet.change(number, cell.column).unformula = True

    # --- results that are no longer true -----------------------------------------------------------------------

    def forget_results(self) -> None:
        """Results that rest on changed cells go, the others stay; whoever opens the workbook has it worked out anew.

        For what is filled into an office's own workbook, after the last change. A marked copy changes no value.
        """
        changed = [
            (name, row, column)
            for name, sheet in self.sheets.items()
            for row, changes in sheet.changes.items()
            for column, change in changes.items()
            if change.is_of_value
        ]
        if not changed:
            return
        for name, path in self.paths.items():
            if name not in self.sheets and FORMULA.search(self.package.read(path)):
                self.sheet(name)
        stale = resting_on(self._formulas(), changed)
        for name, sheet in self.sheets.items():
            mine = {(row, column) for of, row, column in stale if of == name.casefold()}
            for row in {row for row, _ in mine} & sheet.rows.keys():
                for cell in sheet.read(row).cells:
                    if (row, cell.column) in mine:
                        sheet.change(row, cell.column).stale = True
        self._work_out_on_opening()

    def _formulas(self) -> Iterator[Formula]:
        references = References(self._names())
        for name, sheet in self.sheets.items():
            origins: dict[str, tuple[str, str]] = {}
            for row, cell in cells_with(sheet, FORMULA):
                kept = sheet.changes.get(row, {}).get(cell.column)
                if "f" not in cell.parts or (kept and (kept.is_of_value or kept.unformula)):
                    continue
                at, text = address(row, cell.column), cell.formula
                if cell.shared and text:
                    origins[cell.shared] = text, at
                elif cell.shared in origins:
                    text = references.moved(*origins[cell.shared], at)
                fills = name.casefold(), *bounds(cell.fills or at)
                yield Formula(fills, references.of(text, name) if text else None)

    def _names(self) -> dict[tuple[str, str], str]:
        sheets = [one.get("name", "").casefold() for one in self.root.find(f"{self.space}sheets")]
        found = {}
        for one in self.root.iterfind(f"{self.space}definedNames/{self.space}definedName"):
            local = one.get("localSheetId")
            found[sheets[int(local)] if local else "", one.get("name", "").casefold()] = one.text or ""
        return found

    def _work_out_on_opening(self) -> None:
        found = self.root.find(f"{self.space}calcPr")
        if found is None:
            found = etree.Element(f"{self.space}calcPr")
            before = [one for one in self.root if etree.QName(one).localname in BEFORE_CALCULATION]
            before[-1].addnext(found)
        found.set("fullCalcOnLoad", "1")
        self.package.write(WORKBOOK, unparsed(self.root))

    # --- the file ----------------------------------------------------------------------------------------------

    def saved(self) -> bytes:
        for name, sheet in self.sheets.items():
            self.package.write(self.paths[name], sheet.saved())
        if any(sheet.lost_formulas for sheet in self.sheets.values()):
            self.package.drop(WORKBOOK, "calcChain")  # it names cells by their formulas; Excel makes it anew
        if self.styles.made:
            self.package.write(self.styles_path, self.styles.saved())
        if self.opens_at:
            self._open_at(self.opens_at)
        return self.package.saved()

    def _open_at(self, name: str) -> None:
        """Where the workbook opens; two chosen sheets would be typed into together."""
        names = [one.get("name") for one in self.root.find(f"{self.space}sheets")]
        at, view = names.index(name), self.root.find(f"{self.space}bookViews/{self.space}workbookView")
        if view is None or int(view.get("activeTab", 0)) == at:
            return
        view.set("activeTab", str(at))
        self.package.write(WORKBOOK, unparsed(self.root))
        for path in self.paths.values():
            if path != self.paths[name]:
                data = self.package.read(path)
                chosen = re.sub(rb'(<[^<>]*sheetView\b[^<>]*?) tabSelected="(?:1|true)"', rb"\1", data[:20_000])
                self.package.write(path, chosen + data[20_000:])


def cells_with(sheet: SheetXml, sign: re.Pattern[bytes]) -> Iterator[tuple[int, RowCell]]:
    """The cells of the rows in whose bytes the sign stands."""
    for number, (start, end) in sheet.rows.items():
        if sign.search(sheet.data, start, end):
            for cell in sheet.read(number).cells:
                yield number, cell
