"""What a document is made of: plain data that names no typeface, no file format and no model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

DATE_LINE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
SEAL_LINE = "（盖章）"
INTERNAL = "内部资料 注意保存"
"""The mark of papers that do not leave the office."""

Color = Literal["", "red", "amber", "green", "grey"]
Align = Literal["left", "center", "right"]
Letters = Literal["", "lectern", "poster", "wall"]
"""How far away a paper is read: at a desk, from a lectern, from across a square, on a wall of the office."""
Paper = Literal["", "a3tall", "a3wide", "a1", "a0"]
"""Sheets that are one drawing each (``Document.paper``)."""
SHEETS: dict[Paper, tuple[float, float]] = {
    "a3tall": (281, 403),
    "a3wide": (404, 280),
    "a1": (817, 569),
    "a0": (1159, 810),
}
"""How much of each paper a drawing may take, in mm: what is left are the margins."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words set apart from those around them; never the only bearer of a meaning, as most offices print in black."""

    text: str
    bold: bool = False
    color: Color = ""


Inline = str | Text
Words = Inline | Sequence[Inline]  # one run of text or several in a row


@dataclass(frozen=True, slots=True)
class Heading:
    """``text`` carries its own number: 一、 at level 1, (一) at level 2, 1. at level 3."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``quote``: somebody's own words, set in 楷体; ``small``: a remark in 小四."""

    text: Words
    indent: bool = True
    quote: bool = False
    small: bool = False
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Short points; ``numbered`` writes 1. 2. 3. before them."""

    items: Sequence[Words]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is still missing; says so plainly when nothing is."""

    items: Sequence[str]
    none: str = "各项内容齐全，无缺项。"


@dataclass(frozen=True, slots=True)
class Facts:
    """A grid of labels and values; ``wide`` labels take a whole row. ``whole`` never breaks over two pages."""

    pairs: Sequence[tuple[str, Words]]
    per_row: int = 2
    wide: frozenset[str] = frozenset()
    label_percent: int = 0  # width of a label; 0 chooses by per_row
    whole: bool = False
    by_hand: bool = False  # rows high enough for a pen

    def label(self) -> float:
        """Percent of the width that one label takes."""
        return self.label_percent or {1: 22, 2: 19, 3: 14}.get(self.per_row, 10)

    def rows(self) -> list[list[tuple[str, Words]]]:
        """The pairs as they share rows; the last pair of a short row fills the rest of it."""
        rows: list[list[tuple[str, Words]]] = []
        is_open = False
        for pair in self.pairs:
            if pair[0] in self.wide:
                rows.append([pair])
                is_open = False
            elif is_open and len(rows[-1]) < self.per_row:
                rows[-1].append(pair)
            else:
                rows.append([pair])
                is_open = True
        return rows


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` are percent; ``groups`` are headings over several columns, "" where a column has none.

    ``wide`` puts the table on pages laid across; wide tables in a row share them. ``internal`` keeps it out of every
    copy that leaves the house.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[Words]]
    caption: str = ""
    widths: Sequence[float] = ()
    align: Sequence[Align] = ()  # per column; centred where it says nothing
    groups: Sequence[tuple[str, int]] = ()
    note: str = ""
    small: bool = False
    wide: bool = False
    by_hand: bool = False  # rows high enough for a pen
    internal: bool = field(default=False, compare=False)  # who may see it is no part of what it says
    empty: str = "（无）"

    def column_widths(self) -> list[float]:
        """Percent per column, adding up to 100."""
        widths = list(self.widths) or [1.0] * len(self.headers)
        total = sum(widths)
        return [100 * width / total for width in widths]

    def alignment(self, column: int) -> Align:
        return self.align[column] if column < len(self.align) else "center"

    def has_groups(self) -> bool:
        return any(text for text, _ in self.groups)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs: whose opinion it is, the lines to fill in and, where it is known, the opinion."""

    label: str
    hints: Sequence[str] = ("签字：",)
    opinion: str = ""
    seal: bool = False
    dated: bool = True

    def lines(self) -> list[str]:
        """What stands at the foot of the field."""
        return [*self.hints, *([SEAL_LINE] if self.seal else []), *([DATE_LINE] if self.dated else [])]


@dataclass(frozen=True, slots=True)
class Signatures:
    """For pens and seals: the last page, or with ``beside`` one row of fields at the foot of the text itself."""

    places: Sequence[Place]
    title: str = "签批页"
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Colophon:
    """What closes a letter (落款, GB/T 9704): whose it is above its day, room for the seal; never alone on a page."""

    office: str
    day: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing made by ``electioncycle.charts``; an editable document carries its figures as ``table`` instead."""

    svg: str
    caption: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents; ``level`` 2 stands indented below a level 1."""

    title: str
    page: int
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """Titles with a dotted line to their page number."""

    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


Block = Heading | Paragraph | BulletList | Gaps | Facts | Table | Signatures | Colophon | Chart | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands in red above minutes (纪要, GB/T 9704): whose they are, their number, issuer and day."""

    name: str
    number: str
    issuer: str
    day: str


@dataclass(frozen=True, slots=True)
class Document:
    """One printed document. ``title`` may hold line breaks; without them a long one is split into even lines.

    ``names`` are the persons and places it speaks of: a rare character makes the whole name change its typeface.
    """

    title: str
    blocks: Sequence[Block]
    marks: Sequence[str] = ()
    cover_lines: Sequence[str] = ()
    footer_note: str = ""
    landscape: bool = False
    page_numbers: bool = True
    large: bool = False  # A3 laid across
    compact: bool = False  # A4 with narrow margins, for what is filled in by hand
    is_cover: bool = False  # the title a third down the page, the cover lines at its foot, no page number
    names: Sequence[str] = field(default=())
    letterhead: Letterhead | None = None
    letters: Letters = ""
    paper: Paper = ""
    """Its charts are sheets of this paper, one each, with their titles in them: nothing else is printed."""

    def title_lines(self) -> list[str]:
        """The title in lines of about the same length that fit the page."""
        length = _LONGEST_TITLE[self.letters, self.landscape or self.large]
        return [line for given in self.title.split("\n") for line in _even_lines(given, length, self.names)]


_LONGEST_TITLE = {
    ("", False): 20,
    ("", True): 30,
    ("lectern", False): 16,
    ("lectern", True): 26,
    ("wall", False): 20,
    ("wall", True): 30,
    ("poster", False): 7,
    ("poster", True): 14,
}
"""Characters of a line by letters and whether the page is laid across."""


def _even_lines(text: str, length: int, names: Sequence[str]) -> list[str]:
    if len(text) <= length:
        return [text]
    middle = len(text) / -(-len(text) // length)
    inside = {at for name in names for at in _inside(text, name)}
    place = min(
        range(1, length + 1),
        key=lambda place: abs(place - middle) + _break_cost(text, place) + 100 * (place in inside),
    )
    return [text[:place], *_even_lines(text[place:], length, names)]


def _inside(text: str, name: str) -> range:
    """Where a line would end in the middle of the name."""
    start = text.find(name) if name else -1
    return range(start + 1, start + len(name)) if start >= 0 else range(0)


_PAIRS = (("“", "”"), ("《", "》"), ("(", ")"), ("（", "）"))


def _break_cost(text: str, place: int) -> int:
    """How bad a title's line may end here: best before a quotation or behind a place name, never inside a
    quotation or a bracket.
    """
    before, after = text[:place], text[place]
    if (
        any(before.count(opening) != before.count(closing) for opening, closing in _PAIRS)
        or after in "、，。：；)）”》的"
    ):
        return 100
    if after in "“《" or before.endswith(("关于", "村", "社区", "社区)", "街道", "县", "区", "镇", "乡")):
        return 0
    return 4


def fitting_widths(headers: Sequence[str], rows: Sequence[Sequence[Words]]) -> list[float]:
    """Widths for a table made of whatever a list shows: as wide as what stands in a column, headers in two lines."""
    longest = [max(map(_width, cells), default=0.0) for cells in zip(*rows, strict=True)] or [0.0] * len(headers)
    return [min(18.0, max(found, _width(header) / 2, 2.0) + 1) for header, found in zip(headers, longest, strict=True)]


def _width(words: Words) -> float:
    """In Chinese characters; figures and Latin letters are about half as wide."""
    return sum(0.55 if character.isascii() else 1.0 for character in plain(words))


def plain(words: Words) -> str:
    """The characters alone."""
    return "".join(part if isinstance(part, str) else part.text for part in parts(words))


def parts(words: Words) -> Sequence[Inline]:
    return (words,) if isinstance(words, str | Text) else words


def cells(document: Document) -> Iterator[str]:
    """The text of every cell of the document's tables and grids."""
    for block in document.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from map(plain, row)
        elif isinstance(block, Facts):
            for _, value in block.pairs:
                yield plain(value)
