"""A table of figures as it leaves its page: workbook, PDF or DOCX, with the sentences that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from electioncycle.documents import render_docx, render_pdf
from electioncycle.documents.blocks import Align, Block, Document, Paragraph, Table
from electioncycle.sheets import write_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"xlsx": XLSX, "pdf": "application/pdf", "docx": DOCX}
FORMS = tuple(TYPES)
LANDSCAPE_FROM, SMALL_FROM = 7, 9
"""Columns from which a table is laid across the page, and set in small type."""


@dataclass(frozen=True)
class FigureTable:
    """``rows`` include the total. ``first``: widths of the columns of words at the left, a figure being 1."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    sentences: Sequence[str] = ()
    groups: Sequence[tuple[str, int]] = ()
    first: Sequence[float] = (2.4,)
    note: str = ""
    names: Sequence[str] = field(default=())

    def file(self, form: str, *, place: str, cycle: Any) -> bytes:
        if form == "xlsx":
            return self._workbook(place=place)
        document = self._document(place=place, cycle=cycle)
        return render_docx(document) if form == "docx" else render_pdf(document).pdf

    def _workbook(self, *, place: str) -> bytes:
        headers = self._whole_headers()
        title = f"{place}{self.title}(截至{timezone.localdate():%Y-%m-%d})"
        return write_rows(headers, [list(row) for row in self.rows], title=title)

    def _whole_headers(self) -> list[str]:
        """Each header with the one above it, as a workbook has one line of them; doubles are told apart."""
        above = [name for name, width in self.groups for _ in range(width)] or [""] * len(self.headers)
        return [f"{group}：{header}" if group else header for group, header in zip(above, self.headers, strict=True)]

    def _document(self, *, place: str, cycle: Any) -> Document:
        columns = len(self.headers)
        widths = [*self.first, *([1.0] * (columns - len(self.first)))]
        align: list[Align] = ["left"] * len(self.first)
        body = [["" if cell is None else str(cell) for cell in row] for row in self.rows]
        blocks: list[Block] = [Paragraph(sentence) for sentence in self.sentences]
        small = columns >= SMALL_FROM
        blocks.append(
            Table(self.headers, body, widths=widths, align=align, groups=self.groups, small=small, note=self.note)
        )
        today = timezone.localdate()
        return Document(
            title=f"{place}{self.title}",
            marks=("内部资料 注意保存",),
            cover_lines=(f"{cycle} 截至{today.year}年{today.month}月{today.day}日",),
            blocks=blocks,
            landscape=columns >= LANDSCAPE_FROM,
            names=[row[0] for row in body] if not self.names else self.names,
        )
