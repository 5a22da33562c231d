"""Sheets that hang on a wall: a table drawn to a paper's size, in letters of a given size, with room for the pen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from electioncycle.charts.svg import INK, PAPER, POINTS, measure, number, shortened, svg, text
from electioncycle.punctuation import full_width

DONE, HEAD, RULE = "#d9dee3", "#eceff2", "#4a5560"
PAD = 3.0
LEADING = 1.12
OPENING, CLOSING = "（《“〔", "）》”〕，。、；：·"
"""Signs that begin a line only with what follows, and never begin one."""


@dataclass(frozen=True)
class WallColumn:
    """``width`` is a share of the sheet's width, about its millimetres."""

    title: str
    width: float


@dataclass(frozen=True)
class WallCell:
    """``words`` stand at the top, ``below`` under them; what neither fills is for the pen.

    ``boxed``: a frame around the words; ``done``: the cell is shaded. ``middle``: the words in the cell's middle.
    """

    words: str = ""
    below: str = ""
    boxed: bool = False
    done: bool = False
    middle: bool = False


@dataclass(frozen=True)
class Wall:
    """One sheet; ``width`` and ``height`` in mm, ``letters`` in points: nothing on it is written smaller."""

    title: str
    columns: Sequence[WallColumn]
    rows: Sequence[Sequence[WallCell]]
    width: float
    height: float
    letters: float
    mark: str = ""
    foot: str = ""
    tallest: float = 0.0
    """How high a row gets at most, in mm; 0: whatever fills the sheet."""
    shown: int = field(default=0)
    """Rows of a full sheet, so that a sheet with fewer is drawn like the others."""
    empty: str = ""
    """Stands under the heads where there are no rows at all."""


def wall_sheet(wall: Wall) -> str:
    """The sheet as one drawing of its own size."""
    size, width, height = wall.letters, wall.width * POINTS, wall.height * POINTS
    title = size * 1.7
    y = title * 1.35
    shapes = [text(width / 2, title, wall.title, size=title, anchor="middle")]
    if wall.mark:
        shapes.append(text(0, title, wall.mark, size=size))
    widths = _widths(wall, width)
    foot = _wrapped(wall.foot, width, size) if wall.foot else []
    end = height - len(foot) * size * 1.3
    y = _head(shapes, wall, widths, y)
    tall = (end - y - size * 0.4) / max(len(wall.rows), wall.shown, 1)
    if wall.tallest:
        tall = min(tall, wall.tallest * POINTS)
    for cells in wall.rows:
        x = 0.0
        for cell, room in zip(cells, widths, strict=True):
            shapes += _cell(cell, x, y, room, tall, size)
            x += room
        y += tall
    if not wall.rows and wall.empty:
        shapes.append(text(width / 2, y + size * 2, wall.empty, size=size, anchor="middle"))
    shapes += [text(0, end + (at + 1) * size * 1.25, words, size=size) for at, words in enumerate(foot)]
    return svg(width, height, shapes, wall.title, unit="pt")


def _widths(wall: Wall, width: float) -> list[float]:
    whole = sum(one.width for one in wall.columns)
    return [one.width * width / whole for one in wall.columns]


def _even(words: str, room: float, size: float) -> list[str]:
    """The same lines, about as long as one another: 公布/当选, not 公布当/选."""
    lines = _wrapped(words, room, size)
    if "\n" in words or len(lines) < 2:
        return lines
    narrow = max(max(measure(piece, size) for piece in _pieces(full_width(words))), measure(words, size) / len(lines))
    while narrow < room and len(_wrapped(words, narrow, size)) > len(lines):
        narrow += size / 4
    return _wrapped(words, min(narrow, room), size)


def _head(shapes: list[str], wall: Wall, widths: Sequence[float], y: float) -> float:
    """The heads of the columns, each over as many lines as it needs; returns where the rows begin."""
    size = wall.letters
    heads = [_even(one.title, room - 2, size) for one, room in zip(wall.columns, widths, strict=True)]
    tall = max(len(lines) for lines in heads) * size * LEADING + 2 * PAD
    x = 0.0
    for lines, room in zip(heads, widths, strict=True):
        shapes.append(_frame(x, y, room, tall, HEAD))
        top = y + (tall - len(lines) * size * LEADING) / 2
        shapes += [
            text(x + room / 2, top + (at + 0.85) * size * LEADING, words, size=size, anchor="middle")
            for at, words in enumerate(lines)
        ]
        x += room
    return y + tall


def _cell(cell: WallCell, x: float, y: float, room: float, tall: float, size: float) -> list[str]:
    shapes = [_frame(x, y, room, tall, DONE if cell.done else PAPER)]
    lines = _wrapped(cell.words, room - 2, size)
    most = max(1, int((tall - 2) / (size * LEADING)))
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened("".join(lines[most - 1 :]), room - 2, size)]
    top = y + ((tall - len(lines) * size * LEADING) / 2 if cell.middle else 1.0)
    for at, words in enumerate(lines):
        shapes.append(text(x + room / 2, top + (at + 0.86) * size * LEADING, words, size=size, anchor="middle"))
    if cell.boxed and lines:
        wide = min(max(measure(words, size) for words in lines) + 2, room - 3)
        deep = len(lines) * size * LEADING + 0.6
        shapes.append(_frame(x + (room - wide) / 2, y + 1.2, wide, deep, "none", INK))
    if cell.below and len(lines) < most:
        words = shortened(cell.below, room - 2, size)
        shapes.append(text(x + room / 2, top + (len(lines) + 0.9) * size * LEADING, words, size=size, anchor="middle"))
    return shapes


def _wrapped(words: str, room: float, size: float) -> list[str]:
    """Lines that fit, broken where the words are; no figure or time is cut in two, no line begins with ）."""
    if "\n" in words:
        return [part for given in words.split("\n") for part in _wrapped(given, room, size)]
    found, now = [], ""
    for piece in _pieces(full_width(words)):
        if now and measure(now + piece, size) > room:
            found.append(now.rstrip())
            now = ""
        now += piece if now or piece != " " else ""
    return [*found, now.rstrip()] if now.strip() else found


def _pieces(words: str) -> list[str]:
    """Chinese breaks anywhere, what is written in ASCII nowhere but at blanks."""
    found: list[str] = []
    for character in words:
        joined = found and character.isascii() and character != " " and found[-1][-1].isascii() and found[-1] != " "
        if joined or (found and (character in CLOSING or found[-1][-1] in OPENING)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _frame(x: float, y: float, width: float, height: float, fill: str, stroke: str = RULE) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} fill="{fill}" stroke="{stroke}" stroke-width="1"/>'
