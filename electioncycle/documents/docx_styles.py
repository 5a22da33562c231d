"""The typefaces, sizes and page furniture of DOCX documents, under the names that WPS and Word know."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import CharacterStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FANG, KAI, HEI, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
LATIN = "Times New Roman"
# Stand-ins for a computer without the office typefaces; Word and WPS look them up in the font table.
ALTERNATIVES = {FANG: "FangSong", KAI: "KaiTi", HEI: "SimHei", TITLE: "STZhongsong"}
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT

# Points before and after a paragraph.
_SPACE = {"Title": (14, 12), "EC Caption": (6, 2), "EC Version": (6, 0), "EC Sign Title": (0, 6)}
# name: face, size, line, alignment, first-line indent in characters
_PARAGRAPHS = {
    "Normal": (FANG, 16, 29, None, 2),
    "Title": (TITLE, 22, 36, CENTER, 0),
    "Heading 1": (HEI, 16, 29, None, 2),
    "Heading 2": (KAI, 16, 29, None, 2),
    "Heading 3": (FANG, 16, 29, None, 2),
    "EC Letterhead": (TITLE, 36, 54, CENTER, 0),
    "EC Issuer": (FANG, 16, 29, None, 0),
    "EC Mark": (HEI, 16, 29, None, 0),
    "EC Cover": (KAI, 14, 24, CENTER, 0),
    "EC Quote": (KAI, 16, 29, None, 2),
    "EC Lectern": (FANG, 22, 40, None, 2),
    "EC Lectern Title": (TITLE, 30, 48, CENTER, 0),
    "EC Lectern Heading": (HEI, 22, 40, None, 2),
    "EC Poster": (FANG, 34, 57, None, 2),
    "EC Poster Heading": (HEI, 34, 57, None, 2),
    "EC Poster Title": (TITLE, 72, 102, CENTER, 0),
    "EC Small": (FANG, 12, 21, None, 2),
    "EC Caption": (HEI, 12, 22, CENTER, 0),
    "EC Entry 1": (FANG, 14, 25, None, 0),
    "EC Entry 2": (FANG, 14, 25, None, 2),
    "EC Gap": (FANG, 6, 8, None, 0),
    "EC Note": (FANG, 9, 14, None, 0),
    "EC Version": (FANG, 9, 14, RIGHT, 0),
    "EC Table": (FANG, 10.5, 0, CENTER, 0),
    "EC Table Head": (HEI, 10.5, 0, CENTER, 0),
    "EC Table Small": (FANG, 9, 0, CENTER, 0),
    "EC Table Head Small": (HEI, 9, 0, CENTER, 0),
    "EC Table Hand": (FANG, 12, 0, CENTER, 0),
    "EC Table Head Hand": (HEI, 12, 0, CENTER, 0),
    "EC Sign Title": (HEI, 16, 29, CENTER, 0),
    "EC Sign Label": (HEI, 14, 23, CENTER, 0),
    "EC Sign": (FANG, 14, 23, None, 0),
    "EC Page Number": ("宋体", 14, 0, None, 0),
}


def styled() -> tuple[WordDocument, dict[str, str]]:
    """A new document with its styles, and their ids by name."""
    saved, ids = _styled()
    return docx.Document(io.BytesIO(saved)), ids


@cache
def _styled() -> tuple[bytes, dict[str, str]]:
    """Made once a process: to define the styles takes longer than to write most documents."""
    word, saved = docx.Document(), io.BytesIO()
    ids = _define(word)
    word.save(saved)
    return saved.getvalue(), ids


def _define(word: WordDocument) -> dict[str, str]:
    """Give the document its styles and return their ids by name.

    Headings are Word's own, so that its navigation pane and its contents work.
    """
    for name, (face, size, line, alignment, indent) in _PARAGRAPHS.items():
        style = word.styles[name] if name in word.styles else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if name.startswith("EC "):
            style.base_style = word.styles["Normal"]
        _set_face(style, face, size)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = map(Pt, _SPACE.get(name, (0, 0)))
        layout.alignment = alignment
        layout.widow_control = False
        layout.keep_with_next = name.startswith("EC Caption") or "Heading" in name
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY if line else WD_LINE_SPACING.SINGLE
        if line:
            layout.line_spacing = Pt(line)
        _first_line(style.element.get_or_add_pPr(), indent)
    _remove_rule(word.styles["Title"])
    _set_face(word.styles.add_style("EC Bold", WD_STYLE_TYPE.CHARACTER), HEI, None)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    _name_alternatives(word)
    return {style.name: style.style_id for style in word.styles}


@dataclass(frozen=True)
class Sheet:
    """A page in millimetres; margins at the top, right, bottom and left, the page number so far from the foot."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    foot: float

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - self.margins[1] - self.margins[3]


UPRIGHT = Sheet(210, 297, (37, 26, 35, 28), 25)
"""A4 after GB/T 9704, with room for the page number."""
ACROSS = Sheet(297, 210, (24, 22, 20, 22), 15)
COMPACT = Sheet(210, 297, (18, 18, 16, 22), 8)
LARGE = Sheet(420, 297, (18, 15, 16, 15), 8)
"""A3 laid across."""


def lay_out(section: Section, sheet: Sheet) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sheet.margins)
    section.footer_distance = Mm(sheet.foot)
    section.different_first_page_header_footer = False  # a new section takes over what the one before had


def number_pages(word: WordDocument) -> None:
    """— 1 — at the outer side; sections that follow take it over."""
    word.settings.odd_and_even_pages_header_footer = True
    first = word.sections[0]
    for footer, alignment in ((first.footer, RIGHT), (first.even_page_footer, None)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "EC Page Number"
        paragraph.alignment = alignment
        paragraph.add_run("— ")
        add_field(paragraph, "PAGE")
        paragraph.add_run(" —")


def mark_place(paragraph: Paragraph, name: str, number: int) -> None:
    """A bookmark that ``add_field`` may ask for its page."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.append(start)
    paragraph._p.append(end)


def add_field(paragraph: Paragraph, asked: str, shown: str = "") -> None:
    """What the office reckons itself, such as PAGE; ``shown`` until it has."""
    _mark_field(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.text = f" {asked} "
    paragraph.add_run()._r.append(instruction)
    _mark_field(paragraph, "separate")
    paragraph.add_run(shown)
    _mark_field(paragraph, "end")


def _mark_field(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def indent_characters(paragraph: Paragraph, count: int) -> None:
    _first_line(paragraph._p.get_or_add_pPr(), count)


def underline(paragraph: Paragraph, *, color: str) -> None:
    """A rule below the paragraph, the red one under the head of minutes."""
    frame, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "16"), ("space", "4"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    frame.append(line)
    followers = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # the order the schema wants
    paragraph._p.get_or_add_pPr().insert_element_before(frame, *followers)


def fix_widths(table: Table, percents: Sequence[float], total_mm: float) -> None:
    """Columns keep their width whatever they hold; rows are not cut by a page's end."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 30), ("left", 50), ("bottom", 30), ("right", 50)):
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): str(twips), qn("w:type"): "dxa"}))
    # The schema wants the margins between the layout and the look.
    table._tblPr.find(qn("w:tblLayout")).addnext(margins)
    widths = [Mm(total_mm * percent / 100) for percent in percents]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def repeat_row(row: _Row) -> None:
    """The row stands again at the head of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F2F2F2")):
        shading.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()
    properties.append(shading)
    # The schema wants the shading before the vertical alignment.
    for alignment in properties.findall(qn("w:vAlign")):
        properties.append(alignment)


def _set_face(style: CharacterStyle, face: str, size: float | None) -> None:
    style.font.name = LATIN
    style.font.bold = style.font.italic = False
    style.font.color.rgb = None
    if size:
        style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), LATIN)
    fonts.set(qn("w:eastAsia"), face)
    # Curly quotation marks are Chinese here, not the narrow Latin ones.
    fonts.set(qn("w:hint"), "eastAsia")


def _first_line(properties: Any, characters: int) -> None:
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(characters * 100))
    indent.set(qn("w:firstLine"), str(characters * 320))


def _remove_rule(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _name_alternatives(word: WordDocument) -> None:
    """Write the stand-ins into the font table, which python-docx carries along unread."""
    table = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(table.blob)
    for face, stand_in in ALTERNATIVES.items():
        font = OxmlElement("w:font", {qn("w:name"): face})
        font.append(OxmlElement("w:altName", {qn("w:val"): stand_in}))
        font.append(OxmlElement("w:charset", {qn("w:val"): "86"}))
        fonts.append(font)
    table._blob = serialize_part_xml(fonts)
