"""A page of figures on its way out: its ready sentences and its tables, as one workbook and as one PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from electioncycle.documents import render_pdf
from electioncycle.documents.blocks import Block, Document, Paragraph, Table
from electioncycle.sheets.text import plain_value, put_text
from electioncycle.sheets.writer import BOX, CENTRED, HEADER_FILL, print_on_a4, saved

FORMS = ("xlsx", "pdf")


@dataclass(frozen=True)
class FigurePaper:
    """``tables`` hold figures as figures; each has a caption, which heads it in both forms."""

    title: str
    place: str
    remark: str
    sentences: Sequence[str]
    tables: Sequence[Table]

    @property
    def name(self) -> str:
        return f"{self.place}{self.title}"


def as_pdf(paper: FigurePaper) -> bytes:
    blocks: list[Block] = [Paragraph(text) for text in paper.sentences]
    if paper.remark:
        blocks.append(Paragraph(f"注：{paper.remark}", small=True))
    for table in paper.tables:
        rows = [["—" if cell is None else str(cell) for cell in row] for row in table.rows]
        blocks.append(replace(table, rows=rows))
    document = Document(
        title=f"{paper.place}\n{paper.title}",
        marks=("内部资料 注意保存",),
        cover_lines=(f"{timezone.localdate():%Y年%m月%d日}打印",),
        blocks=blocks,
        names=[str(row[0]) for table in paper.tables for row in table.rows],
    )
    return render_pdf(document).pdf


def as_workbook(paper: FigurePaper) -> bytes:
    """One sheet: the sentences, then the tables one below the other."""
    book = Workbook()
    page: Any = book.active
    page.title = "统计"
    print_on_a4(page)
    width = max(len(table.headers) for table in paper.tables)
    at = _words(page, 1, paper.name, width, Font(bold=True, size=14))
    for text in (*paper.sentences, *([f"注：{paper.remark}"] if paper.remark else [])):
        at = _words(page, at, text, width, Font(), lines=1 + 2 * len(text) // (12 * width))
    for table in paper.tables:
        at = _words(page, at + 1, table.caption, width, Font(bold=True, size=12))
        for column, header in enumerate(_headers(table), 1):
            cell = page.cell(at, column)
            put_text(cell, header)
            cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), HEADER_FILL, BOX, CENTRED
        for at, row in enumerate(table.rows, at + 1):  # noqa: B020 - the sheet's line goes on from table to table
            for column, value in enumerate(row, 1):
                _value(page.cell(at, column), value)
        at += 1
        if table.note:
            at = _words(page, at, table.note, width, Font(size=9))
    for column in range(1, width + 1):
        page.column_dimensions[get_column_letter(column)].width = 18 if column == 1 else 12
    return saved(book)


def _headers(table: Table) -> list[str]:
    """Headers that say their group too, as a sheet has one line of them."""
    groups = [title for title, span in table.groups for _ in range(span)] or [""] * len(table.headers)
    return [f"{group} {header}".strip() for group, header in zip(groups, table.headers, strict=True)]


def _words(page: Any, at: int, text: str, width: int, font: Font, *, lines: int = 1) -> int:
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
