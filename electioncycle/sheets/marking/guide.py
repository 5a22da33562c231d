"""Owns how a marked copy leads to the faults: a link at the top left, a filter, no faulty row left hidden."""

import re

from .sheet import Element, SheetXml
from .tokens import bounds, letters

TOP_LEFT = (1, 1)
BEFORE_FILTER = ("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios")
BEHIND_LINKS = (
    *("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties"),
    *("cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF"),
    *("picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)
LINK_AT_TOP_LEFT = re.compile(rb"""<(?:\w+:)?hyperlink\b[^>]*\bref=["']A1["'][^>]*/>""")
TIP = "跳到错误说明"


def words(cells: int, lines: int) -> str:
    return f"本表有{cells}处问题，在{lines}行中。点击本格跳到“错误说明”一列；该列可筛选，只看有问题的行。"


def lead(sheet: SheetXml, *, header: int, column: int, lines: list[int]) -> None:
    """Show the faulty rows, link the top left to the first of them, and let the column of explanations be filtered."""
    sheet.shown |= set(lines)
    _link(sheet, f"{letters(column)}{min(lines)}")
    if sheet.element("tableParts") is None:  # a table has a filter of its own, and two may not overlap
        _filter(sheet, header, column)


def _link(sheet: SheetXml, target: str) -> None:
    """A link within the sheet, in place of an earlier one of ours; where the office has its own, that stays."""
    p, found = sheet.prefix, sheet.element("hyperlinks")
    text = f'<{p}hyperlink ref="A1" location="{target}" tooltip="{TIP}"/>'
    if found is None:
        behind = next((one.start for one in sheet.elements if one.name in BEHIND_LINKS), sheet.elements[-1].end)
        sheet.splice(behind, behind, f"<{p}hyperlinks>{text}</{p}hyperlinks>")
        return
    there = LINK_AT_TOP_LEFT.search(sheet.data, found.start, found.end)
    if there is None:
        inside = sheet.data.index(b">", found.start) + 1
        sheet.splice(inside, inside, text)
    elif TIP.encode() in there[0]:
        sheet.splice(*there.span(), text)


def _filter(sheet: SheetXml, header: int, column: int) -> None:
    found, last = sheet.element("autoFilter"), max(sheet.rows)
    if found is not None:
        _widen(sheet, found, column)
        return
    before = next(one for one in reversed(sheet.elements) if one.name in BEFORE_FILTER)
    reference = f"A{header}:{letters(column)}{max(last, header + 1)}"
    sheet.splice(before.end, before.end, f'<{sheet.prefix}autoFilter ref="{reference}"/>')


def _widen(sheet: SheetXml, found: Element, column: int) -> None:
    """The office's own filter reaches as far as the explanations."""
    top, left, bottom, right = bounds(found.attributes.get("ref", ""))
    if right < column:
        opening = sheet.data[found.start : sheet.data.index(b">", found.start) + 1].decode()
        wider = f'ref="{letters(left)}{top}:{letters(column)}{bottom}"'
        changed = re.sub(r"""\bref=["'][^"']*["']""", wider, opening)
        sheet.splice(found.start, found.start + len(opening.encode()), changed)
