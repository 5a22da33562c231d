"""The few shapes that charts are made of, with every look given as an attribute."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from electioncycle.punctuation import full_width
from electioncycle.rounding import one_decimal

# No <text> inherits a typeface in the PDF, and none comes from a style sheet.
FONT = "EC Hei, EC Song, EC Name, Noto Sans CJK SC, Microsoft YaHei, SimHei, sans-serif"
POINTS = 72 / 25.4
"""Of a millimetre."""
INK, LINE, PAPER = "#1f2933", "#c3ccd5", "#ffffff"
# Distinguishable in grey print and with weak colour sight: the first four, as many as a drawing uses, differ in
# lightness first, neighbours most.
COLORS = ("#1f4e79", "#8fb3d1", "#9a6410", "#d3dae1", "#b3141d", "#a9c9a4")


@dataclass(frozen=True)
class Series:
    """One row of figures: a value for every category."""

    name: str
    values: Sequence[float]


def svg(width: float, height: float, shapes: Sequence[str], title: str, *, unit: str = "") -> str:
    """``unit`` makes a unit of the drawing one of the paper (pt); else it is a pixel."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}{unit}" height="{number(height)}{unit}" role="img" aria-label="{escape(title)}">'
        f"{''.join(shapes)}</svg>"
    )


def text(x: float, y: float, words: str, *, size: float = 11, anchor: str = "start", fill: str = INK) -> str:
    """Words at a place, with the punctuation of all that is printed; ``measure`` and ``shortened`` know of it."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{FONT}" font-size="{number(size)}" '
        f'text-anchor="{anchor}" fill="{fill}">{escape(full_width(words))}</text>'
    )


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} fill="{fill}"/>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE) -> str:
    places = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {places} stroke="{stroke}" stroke-width="0.8"/>'


def legend(x: float, y: float, names: Sequence[str]) -> list[str]:
    """Small squares with their names, in one line."""
    shapes = []
    for place, name in enumerate(names):
        shapes += [rectangle(x, y - 9, 10, 10, COLORS[place % len(COLORS)]), text(x + 14, y, name)]
        x += 30 + measure(name)
    return shapes


def measure(words: str, size: float = 11) -> float:
    """About how wide the words will be."""
    return size * sum(0.55 if character.isascii() else 1 for character in full_width(words))


def number(value: float) -> str:
    """12.0 → 12, 12.345 → 12.3, and thousands as offices write them are left to the caller."""
    return f"{value:.1f}".removesuffix(".0")


def figure(value: float) -> str:
    """A number that people read, rounded as in the tables beside it; ``number`` only places things."""
    return str(one_decimal(value)).removesuffix(".0")


def shortened(words: str, width: float, size: float = 11) -> str:
    """The words, cut with … where they would run into their neighbour."""
    words = full_width(words)  # as a whole: half of a pair of brackets would stay as it is
    if measure(words, size) <= width:
        return words
    while words and measure(words + "…", size) > width:
        words = words[:-1]
    return words + "…"
