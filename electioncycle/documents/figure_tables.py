"""Tables of figures as they leave their page: workbook, PDF or DOCX, with the sentences that go with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from electioncycle.actors import CycleLike
from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Heading, PageBreak, Paragraph, Table
from electioncycle.figures import Figure
from electioncycle.sheets import write_rows
from electioncycle.sheets.text import plain_value, put_text
from electioncycle.sheets.writer import BOX, CENTRED, HEADER_FILL, print_on_a4, saved
from electioncycle.wording import day_in_words, moment_in_words

FORMS = ("xlsx", "pdf", "docx")
DEFINITIONS = "口径说明"
LANDSCAPE_FROM, SMALL_FROM = 7, 9
"""Columns from which a table is laid across the page, and set in small type."""


def whole_headers(headers: Sequence[str | Figure], groups: Sequence[tuple[str, int]]) -> list[str]:
    """Each header with the one above it, as a workbook has one line of them; doubles are told apart."""
    above = [name for name, width in groups for _ in range(width)] or [""] * len(headers)
    return [f"{group}：{header}" if group else str(header) for group, header in zip(above, headers, strict=True)]


def _as_of(cycle: CycleLike | None) -> str:
    """The line under the title: whose figures, and of which day."""
    today = timezone.localdate()
    return f"{cycle} 截至{day_in_words(today)}"


def _cut(at: datetime | None) -> str:
    return f"数字截至{moment_in_words(timezone.localtime(at))}"


def _in_words(figures: Iterable[Figure], at: datetime | None = None) -> str:
    said = (f"{figure.name}：{figure.explained}来源：{figure.source}。" for figure in dict.fromkeys(figures))
    return f"{DEFINITIONS}({_cut(at)})：{''.join(said)}"


def explained(figures: Iterable[Figure], at: datetime | None = None) -> Paragraph:
    """What the figures of a paper count and where they come from, for its foot; ``at``: when they were counted."""
    return Paragraph(_in_words(figures, at), small=True)


def definitions_page(figures: Iterable[Figure], at: datetime | None = None) -> list[Block]:
    """The same as a page of its own, for a paper that must stay one sheet without it."""
    rows = [[one.name, one.explained, one.unit, one.source] for one in dict.fromkeys(figures)]
    headers = ("数字", "口径", "单位", "来源")
    table = Table(headers, rows, widths=(22, 50, 8, 20), align=("left",) * 4, small=True)
    return [PageBreak(), Heading(DEFINITIONS), Paragraph(f"{_cut(at)}。", small=True), table]


def definitions_sheet(figures: Iterable[Figure], at: datetime | None = None) -> tuple[str, list[list[str]]]:
    """The same as a further sheet of a workbook: its name, a title, headers, a line for each figure."""
    rows = [[one.name, one.definition, one.unit, one.base, one.source] for one in dict.fromkeys(figures)]
    return DEFINITIONS, [[f"{DEFINITIONS}({_cut(at)})"], ["数字", "口径", "单位", "基数", "来源"], *rows]


@dataclass(frozen=True)
class FigureTable:
    """``rows`` include the total. ``first``: widths of the columns of words at the left, a figure being 1."""

    title: str
    headers: Sequence[str | Figure]
    rows: Sequence[Sequence[Any]]
    sentences: Sequence[str] = ()
    groups: Sequence[tuple[str, int]] = ()
    first: Sequence[float] = (2.4,)
    note: str = ""
    names: Sequence[str] = field(default=())

    @property
    def figures(self) -> list[Figure]:
        return [header for header in self.headers if isinstance(header, Figure)]

    def file(self, form: str, *, place: str, cycle: CycleLike | None) -> bytes:
        if form == "xlsx":
            return self._workbook(place=place)
        document = self._document(place=place, cycle=cycle)
        return render_docx(document) if form == "docx" else render_pdf(document).pdf

    def _workbook(self, *, place: str) -> bytes:
        headers = whole_headers(self.headers, self.groups)
        title = f"{place}{self.title}(截至{timezone.localdate():%Y-%m-%d})"
        beside = definitions_sheet(self.figures) if self.figures else None
        return write_rows(headers, [list(row) for row in self.rows], title=title, beside=beside)

    def _document(self, *, place: str, cycle: CycleLike | None) -> Document:
        columns = len(self.headers)
        widths = [*self.first, *([1.0] * (columns - len(self.first)))]
        align: list[Align] = ["left"] * len(self.first)
        body = [["" if cell is None else str(cell) for cell in row] for row in self.rows]
        blocks: list[Block] = [Paragraph(sentence) for sentence in self.sentences]
        small = columns >= SMALL_FROM
        headers = [str(header) for header in self.headers]
        blocks.append(Table(headers, body, widths=widths, align=align, groups=self.groups, small=small, note=self.note))
        if self.figures:
            blocks.append(explained(self.figures))
        return Document(
            title=f"{place}{self.title}",
            marks=(INTERNAL,),
            cover_lines=(_as_of(cycle),),
            blocks=blocks,
            landscape=columns >= LANDSCAPE_FROM,
            names=[row[0] for row in body] if not self.names else self.names,
        )


@dataclass(frozen=True)
class FigurePaper:
    """A page of several tables, each with a caption; their cells hold figures as figures, ``figures`` says which."""

    title: str
    tables: Sequence[Table]
    sentences: Sequence[str] = ()
    remark: str = ""
    figures: Sequence[Figure] = ()

    def file(self, form: str, *, place: str, cycle: CycleLike | None) -> bytes:
        if form == "xlsx":
            return self._workbook(place)
        document = self._document(place, cycle)
        return render_docx(document) if form == "docx" else render_pdf(document).pdf

    def _document(self, place: str, cycle: CycleLike | None) -> Document:
        blocks: list[Block] = [Paragraph(text) for text in self.sentences]
        if self.remark:
            blocks.append(Paragraph(f"注：{self.remark}", small=True))
        for table in self.tables:
            rows = [["—" if cell is None else str(cell) for cell in row] for row in table.rows]
            blocks.append(replace(table, rows=rows))
        if self.figures:
            blocks.append(explained(self.figures))
        return Document(
            title=f"{place}\n{self.title}",
            marks=(INTERNAL,),
            cover_lines=(_as_of(cycle),),
            blocks=blocks,
            landscape=all(table.wide for table in self.tables),
            names=[str(row[0]) for table in self.tables for row in table.rows],
        )

    def _workbook(self, place: str) -> bytes:
        """One sheet: the sentences, then the tables one below the other."""
        book = Workbook()
        page: Any = book.active
        page.title = "统计"
        print_on_a4(page)
        width = max(len(table.headers) for table in self.tables)
        at = _words(
            page, 1, f"{place}{self.title}(截至{timezone.localdate():%Y-%m-%d})", width, Font(bold=True, size=14)
        )
        for text in (*self.sentences, *([f"注：{self.remark}"] if self.remark else [])):
            at = _words(page, at, text, width, Font(), lines=1 + 2 * len(text) // (12 * width))
        for table in self.tables:
            at = _table(page, at + 1, table, width)
        if self.figures:
            text = _in_words(self.figures)
            _words(page, at + 1, text, width, Font(size=9), lines=1 + 2 * len(text) // (12 * width))
        for column in range(1, width + 1):
            page.column_dimensions[get_column_letter(column)].width = 18 if column == 1 else 12
        return saved(book)


def _table(page: Any, at: int, table: Table, width: int) -> int:
    """Caption, headers, rows and note; returns the next free line."""
    at = _words(page, at, table.caption, width, Font(bold=True, size=12))
    for column, header in enumerate(whole_headers(table.headers, table.groups), 1):
        cell = page.cell(at, column)
        put_text(cell, header)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), HEADER_FILL, BOX, CENTRED
    for line, row in enumerate(table.rows, at + 1):
        for column, value in enumerate(row, 1):
            _value(page.cell(line, column), value)
    at += len(table.rows) + 1
    return _words(page, at, table.note, width, Font(size=9)) if table.note else at


def _words(page: Any, at: int, text: str, width: int, font: Font, *, lines: int = 1) -> int:
    """Text over the whole width; returns the next line."""
    cell = page.cell(at, 1)
    put_text(cell, text)
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)
    if lines > 1:
        page.row_dimensions[at].height = 16 * lines
    return at + 1


def _value(cell: Any, value: Any) -> None:
    cell.border = BOX
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = plain_value(value)
