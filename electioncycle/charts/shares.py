"""Share charts: how a whole divides, one line of 100 percent for every category."""

from collections.abc import Sequence

from electioncycle.charts.svg import (
    COLORS,
    INK,
    PAPER,
    Series,
    figure,
    legend,
    line,
    measure,
    rectangle,
    shortened,
    svg,
    text,
)
from electioncycle.rounding import whole

WIDTH, ROW, TOP = 590.0, 24.0, 46.0
_DARK = frozenset((COLORS[0], COLORS[2], COLORS[4]))


def share_chart(categories: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "") -> str:
    """Each category's values as parts of its own sum; the figures stand inside, and the sum behind the line."""
    left = min(150.0, max([measure(name) for name in categories], default=40) + 14)
    span = WIDTH - left - 56
    shapes = [text(WIDTH / 2, 16, title, size=13, anchor="middle"), *legend(left, 34, [row.name for row in series])]
    for place, name in enumerate(categories):
        y = TOP + place * ROW
        values = [row.values[place] for row in series]
        total = sum(values)
        shapes.append(text(left - 6, y + 13, shortened(name, left - 10), anchor="end"))
        shapes.append(text(left + span + 6, y + 13, f"{figure(total)}{unit}", size=9.5))
        if total:
            shapes += _line(left, y, span, values, total)
    height = TOP + ROW * len(categories) + 8
    shapes += [line(left, TOP - 3, left, height - 6), line(left + span, TOP - 3, left + span, height - 6)]
    return svg(WIDTH, height, shapes, title)


def _line(x: float, y: float, span: float, values: Sequence[float], total: float) -> list[str]:
    shapes = []
    for index, value in enumerate(values):
        length = span * value / total
        color = COLORS[index % len(COLORS)]
        if value:
            shapes.append(rectangle(x, y, length, ROW - 7, color))
        words = f"{figure(value)}（{whole(100 * value / total)}%）"
        words = words if measure(words, 9.5) < length - 4 else figure(value)
        if value and measure(words, 9.5) < length - 2:
            fill = PAPER if color in _DARK else INK
            shapes.append(text(x + length / 2, y + 12.5, words, size=9.5, anchor="middle", fill=fill))
        x += length
    return shapes
