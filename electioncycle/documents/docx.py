"""Turns a document into DOCX with real styles, so that an office can change its words in WPS before signing."""

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from electioncycle.documents import blocks, docx_styles
from electioncycle.documents.faces import Typesetter, font_folder, load_faces, printable

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_COLORS = {"red": "B3141D", "amber": "9A5B00", "green": "1C6B3A", "grey": "666666"}
_SIGN_HEIGHT_MM = 185
_BESIDE_HEIGHT_MM = 30
_HAND_HEIGHT_MM = 9
_LETTERS = {"lectern": 22, "poster": 34}


def render_docx(document: blocks.Document) -> bytes:
    """The same blocks as the PDF, in the same order and words. Raises faces.FontsMissing."""
    writer = Writer(document.title, _sheet_of(document))
    writer.write(document)
    return writer.saved()


def _sheet_of(document: blocks.Document) -> docx_styles.Sheet:
    if document.large:
        return docx_styles.LARGE
    if document.landscape:
        return docx_styles.ACROSS
    return docx_styles.COMPACT if document.compact else docx_styles.UPRIGHT


class Writer:
    """Writes documents one behind the other into one file."""

    def __init__(self, title: str, sheet: docx_styles.Sheet = docx_styles.UPRIGHT) -> None:
        self.setter = Typesetter(load_faces(font_folder()))
        # Styles are kept by name: python-docx reads through all of them at every look-up.
        self.word, self.styles = docx_styles.styled()
        self.sheet = sheet
        self.last: WordParagraph | None = None  # what a closing must not be parted from
        self.letters = ""  # of the document that is being written
        self.word.core_properties.title = self._clean(title).replace("\n", "")
        self.word.core_properties.language = "zh-CN"
        docx_styles.lay_out(self.word.sections[0], sheet)
        docx_styles.number_pages(self.word)

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.word.save(buffer)
        return buffer.getvalue()

    def write_cover(self, cover: blocks.Document) -> None:
        """The first page, without a number."""
        self.write(cover)
        self.word.sections[0].different_first_page_header_footer = True

    def write_next(self, document: blocks.Document, place: str, number: int) -> None:
        """On pages of its own, behind what was written before; the contents ask for its ``place``."""
        if self.last is not None:
            self.sheet = _sheet_of(document)
            docx_styles.lay_out(self.word.add_section(), self.sheet)
        self.write(document, place, number)

    def write(self, document: blocks.Document, place: str = "", number: int = 0) -> None:
        # What hangs on a wall is printed; who changes it in WPS does so at a desk.
        own, self.letters = _sheet_of(document), "" if document.letters == "wall" else document.letters
        for mark in document.marks:
            self._paragraph(mark, "EC Mark")
        if document.letterhead:
            self._letterhead(document.letterhead)
        for line in document.title_lines():
            self._paragraph(line, self._in_letters("Title", "Title"))
        if place and self.last is not None:
            docx_styles.mark_place(self.last, place, number)
        for line in document.cover_lines:
            self._paragraph(line, "EC Cover")
        for block in document.blocks:
            wide = isinstance(block, blocks.Table) and block.wide and not document.large
            self._turn(docx_styles.ACROSS if wide else own)
            self._block(block)
        if document.footer_note:
            self._paragraph(document.footer_note, "EC Version", "right")
        self.word.sections[-1].different_first_page_header_footer = not document.page_numbers

    def write_contents(self, title: str, entries: Sequence[tuple[str, str, int]]) -> None:
        """Title, place and level of every document that follows; the office fills in the pages."""
        if self.last is not None:
            self._page_break(blocks.PageBreak())
        self._paragraph(title, "Title")
        for text, place, level in entries:
            self._entry(text, level, partial(docx_styles.add_field, asked=f"PAGEREF {place} \\h"))

    def _in_letters(self, style: str, part: str = "") -> str:
        """The style as it is on paper that is read from further away."""
        return f"EC {self.letters.title()} {part}".strip() if self.letters else style

    def _letterhead(self, head: blocks.Letterhead) -> None:
        self._paragraph(blocks.Text(head.name, color="red"), "EC Letterhead")
        docx_styles.indent_characters(self._paragraph(head.number, "Normal", "center"), 0)
        line = self._paragraph(f"{head.issuer}\t{head.day}", "EC Issuer")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(self.sheet.text_width), WD_TAB_ALIGNMENT.RIGHT)
        docx_styles.underline(line, color="D00000")

    def _turn(self, sheet: docx_styles.Sheet) -> None:
        if sheet != self.sheet:
            docx_styles.lay_out(self.word.add_section(), sheet)
            self.sheet = sheet

    def _block(self, block: blocks.Block) -> None:
        writers: dict[type, Callable[[Any], None]] = {
            blocks.Heading: self._heading,
            blocks.Paragraph: self._text,
            blocks.BulletList: lambda found: self._points(found.items, found.numbered),
            blocks.Gaps: lambda found: self._points(found.items or [found.none], bool(found.items)),
            blocks.Facts: self._facts,
            blocks.Table: self._table,
            blocks.Signatures: self._signatures,
            blocks.Colophon: self._colophon,
            blocks.Chart: self._chart,
            blocks.Contents: self._contents,
            blocks.PageBreak: self._page_break,
        }
        writers[type(block)](block)

    def _heading(self, block: blocks.Heading) -> None:
        self._paragraph(block.text, self._in_letters(f"Heading {block.level}", "Heading"))

    def _page_break(self, block: blocks.PageBreak) -> None:
        self._paragraph("", "EC Gap").add_run().add_break(WD_BREAK.PAGE)

    def _text(self, block: blocks.Paragraph) -> None:
        style = "EC Quote" if block.quote else "EC Small" if block.small else self._in_letters("Normal")
        paragraph = self._paragraph(block.text, style, block.align)
        if not block.indent or block.align != "left":
            docx_styles.indent_characters(paragraph, 0)

    def _points(self, items: Sequence[blocks.Words], numbered: bool) -> None:
        for number, item in enumerate(items, 1):
            self._paragraph((f"{number}.", *blocks.parts(item)) if numbered else item, "Normal")

    def _chart(self, block: blocks.Chart) -> None:
        """A drawing cannot be changed in WPS: the figures stand here as a table."""
        if block.table is not None:
            self._table(block.table)

    def _contents(self, block: blocks.Contents) -> None:
        for entry in block.entries:
            self._entry(entry.title, entry.level, partial(WordParagraph.add_run, text=str(entry.page)))

    def _entry(self, text: str, level: int, number: Callable[[WordParagraph], Any]) -> None:
        paragraph = self._paragraph(text, f"EC Entry {level}")
        paragraph.add_run("\t")
        number(paragraph)
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(self.sheet.text_width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def _facts(self, block: blocks.Facts) -> None:
        label = block.label()
        widths = [label, 100 / block.per_row - label] * block.per_row
        table = self._grid(len(block.rows()), widths)
        tail = self._by_hand(table) if block.by_hand else ""
        for row, pairs in zip(table.rows, block.rows(), strict=True):
            cells = row.cells
            for place, (name, value) in enumerate(pairs):
                self._fill(cells[2 * place], name, f"EC Table Head{tail}", shaded=True)
                last = place == len(pairs) - 1
                cell = cells[2 * place + 1]
                self._fill(cell.merge(cells[-1]) if last else cell, value, f"EC Table{tail}", "left")
        self._gap()

    def _table(self, block: blocks.Table) -> None:
        if block.caption:
            self._paragraph(block.caption, "EC Caption")
        tail = " Small" if block.small else ""
        head = 2 if block.has_groups() else 1
        table = self._grid(head + max(1, len(block.rows)), block.column_widths())
        tail = self._by_hand(table) if block.by_hand else tail
        self._head(table, block, head, tail)
        for row, values in zip(list(table.rows)[head:], block.rows, strict=False):
            for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
                self._fill(cell, value, f"EC Table{tail}", block.alignment(column))
        if not block.rows:
            cells = table.rows[head].cells
            self._fill(cells[0].merge(cells[-1]), block.empty, f"EC Table{tail}")
        if block.note:
            self._paragraph(block.note, "EC Note")
        self._gap()

    def _head(self, table: WordTable, block: blocks.Table, head: int, tail: str) -> None:
        rows = list(table.rows)[:head]
        for row in rows:
            docx_styles.repeat_row(row)
        cells = [row.cells for row in rows]
        grouped = {}
        column = 0
        for title, span in block.groups:
            if title:
                self._fill(
                    cells[0][column].merge(cells[0][column + span - 1]), title, f"EC Table Head{tail}", shaded=True
                )
                grouped.update(dict.fromkeys(range(column, column + span)))
            column += span
        for place, header in enumerate(block.headers):
            own = cells[-1][place] if place in grouped else cells[0][place].merge(cells[-1][place])
            self._fill(own, header, f"EC Table Head{tail}", shaded=True)

    def _signatures(self, block: blocks.Signatures) -> None:
        if block.beside:
            self._beside(block)
            return
        title = self._paragraph(block.title, "EC Sign Title")
        title.paragraph_format.page_break_before = True
        table = self._grid(len(block.places), [18, 82])
        for row, place in zip(table.rows, block.places, strict=True):
            row.height = Mm(_SIGN_HEIGHT_MM / max(2, len(block.places)))
            self._fill(row.cells[0], place.label, "EC Sign Label")
            self._sign_field(row.cells[1], place, indent=57)

    def _beside(self, block: blocks.Signatures) -> None:
        heads, fields = self._grid(2, [100 / len(block.places)] * len(block.places)).rows
        fields.height = Mm(_BESIDE_HEIGHT_MM)
        for head, cell, place in zip(heads.cells, fields.cells, block.places, strict=True):
            self._fill(head, place.label, "EC Table Head", shaded=True)
            head.paragraphs[0].paragraph_format.keep_with_next = True
            self._sign_field(cell, place, indent=0)

    def _sign_field(self, cell: WordCell, place: blocks.Place, *, indent: int) -> None:
        self._fill(cell, place.opinion, "EC Sign", "left")
        for number, line in enumerate(place.lines()):
            unused = number == 0 and not place.opinion
            paragraph = cell.paragraphs[0] if unused else cell.add_paragraph(style="EC Sign")
            paragraph.paragraph_format.left_indent = Mm(indent)
            self._write(paragraph, line)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM

    def _colophon(self, block: blocks.Colophon) -> None:
        # As wide as the longer line, four characters from the right edge.
        length = max(len(block.office), len(block.day)) + 1
        size = _LETTERS.get(self.letters, 16)
        width, right = self.sheet.text_width, Pt(4 * size)
        left = Mm(max(0, width - Pt((length + 4) * size).mm))
        if self.last is not None:
            self.last.paragraph_format.keep_with_next = True
        for line, above in ((block.office, 2 * 29), (block.day, 0)):
            paragraph = self._paragraph(line, self._in_letters("Normal"), "center")
            docx_styles.indent_characters(paragraph, 0)
            own = paragraph.paragraph_format
            own.left_indent, own.right_indent, own.space_before = left, right, Pt(above)
            own.keep_with_next = line is block.office

    def _by_hand(self, table: WordTable) -> str:
        """Rows high enough for a pen; the ending of their styles' names."""
        for row in table.rows:
            row.height = Mm(_HAND_HEIGHT_MM + (2 if self.letters else 0))
        return " Hand"

    def _gap(self) -> None:
        """Without a paragraph between them Word makes one table of two."""
        self._paragraph("", "EC Gap")

    def _grid(self, rows: int, widths: Sequence[float]) -> WordTable:
        # python-docx looks a table up in its own grid for every cell: the rows are made at once, filled afterwards.
        table = self.word.add_table(rows, len(widths), style="Table Grid")
        docx_styles.fix_widths(table, widths, self.sheet.text_width)
        return table

    def _fill(
        self, cell: WordCell, words: blocks.Words, style: str, align: str = "center", *, shaded: bool = False
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self.styles[style]
        paragraph.alignment = _ALIGN[align]
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        self._write(paragraph, words)
        if shaded:
            docx_styles.shade(cell)

    def _paragraph(self, words: blocks.Words, style: str, align: str = "") -> WordParagraph:
        paragraph = self.word.add_paragraph()
        paragraph._p.style = self.styles[style]
        if align and align != "left":
            paragraph.alignment = _ALIGN[align]
        self._write(paragraph, words)
        self.last = paragraph
        return paragraph

    def _write(self, paragraph: WordParagraph, words: blocks.Words) -> None:
        for part in blocks.parts(words):
            text = part if isinstance(part, str) else part.text
            run = paragraph.add_run(self._clean(text))
            if isinstance(part, blocks.Text):
                if part.bold:
                    run._r.style = self.styles["EC Bold"]
                if part.color:
                    run.font.color.rgb = RGBColor.from_string(_COLORS[part.color])

    def _clean(self, text: str) -> str:
        return self.setter.mark_missing(printable(text))
