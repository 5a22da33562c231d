"""Boxes under one box: who answers to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from electioncycle.charts.svg import COLORS, LINE, PAPER, line, measure, rectangle, svg, text
from electioncycle.punctuation import full_width

WIDTH, GAP, PAD, STEP, NAME, WORDS = 640.0, 10.0, 8.0, 15.0, 12.0, 10.0
PER_ROW, HEAD_WIDTH = 4, 360.0


@dataclass(frozen=True)
class Box:
    title: str
    lines: Sequence[str] = field(default=())


def tree_chart(heads: Sequence[Box], boxes: Sequence[Box], *, title: str) -> str:
    """The heads above one another, the boxes under them in rows of four, joined by lines."""
    shapes: list[str] = []
    y = GAP
    for head in heads:
        x = (WIDTH - HEAD_WIDTH) / 2
        height = _height(head, HEAD_WIDTH)
        shapes += _box(head, x, y, HEAD_WIDTH, height)
        y += height + GAP
    width = (WIDTH - GAP * (PER_ROW - 1)) / PER_ROW
    for start in range(0, len(boxes), PER_ROW):
        row = boxes[start : start + PER_ROW]
        height = max(_height(one, width) for one in row)
        left = (WIDTH - len(row) * width - (len(row) - 1) * GAP) / 2
        middles = [left + number * (width + GAP) + width / 2 for number in range(len(row))]
        if heads:
            shapes.append(line(WIDTH / 2, y - GAP, WIDTH / 2, y, LINE))
            shapes.append(line(min(*middles, WIDTH / 2), y, max(*middles, WIDTH / 2), y, LINE))
        for one, middle in zip(row, middles, strict=True):
            shapes.append(line(middle, y, middle, y + GAP, LINE))
            shapes += _box(one, middle - width / 2, y + GAP, width, height)
        y += height + 3 * GAP
    return svg(WIDTH, y, shapes, title)


def _wrapped(words: str, room: float) -> list[str]:
    """The words in lines that fit; breaks anywhere, as Chinese does."""
    found, now = [], ""
    for character in full_width(words):
        if now and measure(now + character, WORDS) > room:
            found.append(now)
            now = ""
        now += character
    return [*found, now] if now else found


def _lines(box: Box, width: float) -> list[str]:
    return [part for words in box.lines for part in _wrapped(words, width - 2 * PAD)]


def _height(box: Box, width: float) -> float:
    return 2 * PAD + NAME + STEP * len(_lines(box, width)) + 4


def _box(box: Box, x: float, y: float, width: float, height: float) -> list[str]:
    shapes = [rectangle(x - 0.8, y - 0.8, width + 1.6, height + 1.6, LINE), rectangle(x, y, width, height, PAPER)]
    shapes.append(rectangle(x, y, width, 2.5, COLORS[0]))
    shapes.append(text(x + width / 2, y + PAD + NAME, box.title, size=NAME, anchor="middle", fill=COLORS[0]))
    for number, words in enumerate(_lines(box, width), 1):
        shapes.append(text(x + PAD, y + PAD + NAME + 4 + STEP * number - 3, words, size=WORDS))
    return shapes
