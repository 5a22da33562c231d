"""The workbook of one of the product's own forms, made for the townships there are, and what goes into its cells."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from electioncycle.figures import Figure
from filing.rules import mapping
from filing.rules.mapping import COLUMN, FIGURE, WORD, Mapped
from filing.rules.ratios import DASH
from filing.rules.ready import Column, Page, Ready
from filing.services.lists import LISTS
from filing.services.numbers import catalog
from villages.models import Area

TITLE, UNDER, GROUPS, HEADS, FIRST = 1, 2, 3, 4, 5
"""Lines of a page from the top; those of the townships begin with ``FIRST``."""
LISTED_WIDTH = 11.0
A3 = "8"
LINE = Side(style="thin")
BOX = Border(LINE, LINE, LINE, LINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
SMALL = Font(name="仿宋", size=9)
LETTERS_A_WIDTH = 0.62
"""Chinese letters of the foot that go into one unit of a column's width."""
LINE_HEIGHT = 13.5
ROW_HEIGHT = 27.0
"""Of a township's line: two lines of words, such as the numbers of documents."""
OF_LINES = (mapping.TOWNSHIPS, mapping.PUT_OFF)
"""Words that the line of the total does not repeat."""


def made(form: Ready, county: str, townships: Sequence[Area], villages: int) -> tuple[bytes, list[Mapped]]:
    """The workbook and its map. ``villages``: how many lines the lists need."""
    book, told = Workbook(), list[Mapped]()
    book.remove(book.active)
    for page in form.pages:
        lines = villages if page.listed else len(townships)
        if lines + FIRST > mapping.MOST_ROWS:  # a list longer than a map reaches; its page on screen has it all
            continue
        told += _Sheet(book.create_sheet(page.name), page, county, townships, lines).drawn()
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue(), told


class _Sheet:
    """One page on its sheet, in the words and the order of its columns."""

    def __init__(self, sheet: Any, page: Page, county: str, townships: Sequence[Area], lines: int) -> None:
        self.sheet, self.page, self.county, self.townships, self.lines = sheet, page, county, townships, lines
        self.columns = page.columns or _of_list(page.listed)
        self.wide = len(self.columns)

    def drawn(self) -> list[Mapped]:
        self._head()
        told = [*self._under(), *self._body()]
        foot = FIRST + self.lines + (0 if self.page.listed else 1)
        for row in range(FIRST, foot + 1):
            self.sheet.row_dimensions[row].height = ROW_HEIGHT
        for row in range(GROUPS, foot):
            for column in range(1, self.wide + 1):
                cell = self.sheet.cell(row, column)
                cell.border, cell.alignment = BOX, CENTRED
        self.sheet.print_area = f"A1:{get_column_letter(self.wide)}{self._foot(foot, told)}"
        self._on_paper()
        return told

    def _merge(self, row: int, first: int, last: int, words: str, *, until: int = 0) -> Any:
        if last > first or until > row:
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=max(until, row), end_column=last)
        return self.sheet.cell(row, first, words)

    def _head(self) -> None:
        title = self._merge(TITLE, 1, self.wide, f"{self.county}{self.page.title}")
        title.font, title.alignment = Font(name="方正小标宋简体", size=18), CENTRED
        self.sheet.row_dimensions[TITLE].height = 34
        at = 1
        for name, many in self.page.groups or (("", tuple(self.columns)),):
            if name:
                self._merge(GROUPS, at, at + len(many) - 1, name)
            for number, one in enumerate(many, at):
                self._merge(HEADS if name else GROUPS, number, number, one.title, until=HEADS)
                self.sheet.column_dimensions[get_column_letter(number)].width = one.width
            at += len(many)
        self.sheet.row_dimensions[HEADS].height = 44

    def _under(self) -> Iterator[Mapped]:
        """From whom, and the day on which it is cut."""
        middle = self.wide - 2
        self._merge(UNDER, 1, middle - 2, f"填报单位：{self.county}")
        self._merge(UNDER, middle - 1, middle, "截数日期：").alignment = Alignment(horizontal="right")
        self._merge(UNDER, middle + 1, self.wide, "")
        yield Mapped(self.page.name, UNDER, middle + 1, WORD, mapping.TODAY)

    def _body(self) -> Iterator[Mapped]:
        total = FIRST + self.lines
        for number, one in enumerate(self.columns, 1):
            kind, _, name = one.source.partition(":")
            if kind == COLUMN:
                yield self._mapped(FIRST, number, kind, name, lines=self.lines)
            elif kind:
                yield from self._by_place(number, kind, name)
        if not self.page.listed:
            self.sheet.cell(total, 1, "合计")

    def _by_place(self, number: int, kind: str, name: str) -> Iterator[Mapped]:
        """Down the townships, and the county's own figure in the line of the total."""
        if self.lines > 1:
            yield self._mapped(FIRST, number, kind, name, lines=self.lines)
        elif name == mapping.TOWNSHIPS:
            self.sheet.cell(FIRST, number, self.townships[0].name)
        else:
            yield self._mapped(FIRST, number, kind, name, area=self.townships[0].pk)
        if name not in OF_LINES:
            yield self._mapped(FIRST + self.lines, number, kind, name)

    def _mapped(self, row: int, column: int, kind: str, name: str, **told: Any) -> Mapped:
        return Mapped(self.page.name, row, column, kind, name, empty=DASH, **told)

    def _foot(self, row: int, told: list[Mapped]) -> int:
        """Who filled it in, who signs, and what each figure counts; returns the last line."""
        third = self.wide // 3
        self.sheet.cell(row, 1, "填表人：")
        self._merge(row, 2, third, "")
        told.append(Mapped(self.page.name, row, 2, WORD, mapping.FILLER))
        self._merge(row, third + 1, 2 * third, "审核人：")
        self._merge(row, 2 * third + 1, self.wide, "签发人：")
        width = sum(one.width for one in self.columns)
        for words in self._definitions():
            row += 1
            cell = self._merge(row, 1, self.wide, words)
            cell.font, cell.alignment = SMALL, Alignment(wrap_text=True, vertical="top")
            self.sheet.row_dimensions[row].height = LINE_HEIGHT * (1 + len(words) // (width * LETTERS_A_WIDTH))
        return row

    def _definitions(self) -> list[str]:
        """Each figure once, in the order of the columns, as the registry says it."""
        found: dict[Figure, str] = {}
        for one in self.columns:
            kind, _, name = one.source.partition(":")
            if kind == FIGURE:
                figure = catalog()[name].figure
                found.setdefault(figure, f"{figure.name}：{figure.explained}")
        return [f"{number}. {words}" for number, words in enumerate(found.values(), 1)]

    def _on_paper(self) -> None:
        page = self.sheet
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", A3
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = f"{TITLE}:{HEADS}"
        page.freeze_panes = f"B{FIRST}"


def _of_list(name: str) -> list[Column]:
    return [Column(header, f"{COLUMN}:{name}.{header}", LISTED_WIDTH) for header in LISTS[name].headers]
