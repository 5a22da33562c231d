"""Bar charts: figures of townships or groups side by side."""

import math
from collections.abc import Sequence

from electioncycle.charts.svg import COLORS, Series, figure, legend, line, measure, rectangle, shortened, svg, text

WIDTH, ROW, TOP = 590.0, 15.0, 46.0
STEPS = 4


def bar_chart(categories: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "") -> str:
    """Lying bars, so that township names stand upright and any number of them fits; one bar a series and category."""
    left = min(150.0, max([measure(name) for name in categories], default=40) + 14)
    block = ROW * len(series) + 8
    height = TOP + block * len(categories) + 26
    top_value = _round_up(max((value for row in series for value in row.values), default=0))
    scale = (WIDTH - left - 46) / top_value
    shapes = [text(WIDTH / 2, 16, f"{title}（{unit}）" if unit else title, size=13, anchor="middle")]
    if len(series) > 1:
        shapes += legend(left, 34, [row.name for row in series])
    for step in range(STEPS + 1):
        value = top_value * step / STEPS
        x = left + value * scale
        shapes += [line(x, TOP - 4, x, height - 20), text(x, height - 8, figure(value), size=9, anchor="middle")]
    for place, name in enumerate(categories):
        y = TOP + place * block
        shapes.append(text(left - 6, y + block / 2, shortened(name, left - 10), anchor="end"))
        for index, row in enumerate(series):
            bar = y + index * ROW
            length = row.values[place] * scale
            shapes.append(rectangle(left, bar, length, ROW - 3, COLORS[index % len(COLORS)]))
            shapes.append(text(left + length + 3, bar + ROW - 5, figure(row.values[place]), size=9.5))
    return svg(WIDTH, height, shapes, title)


def _round_up(value: float) -> float:
    """The next value whose quarters are easy to read."""
    if value <= 0:
        return float(STEPS)
    power = 10.0 ** math.floor(math.log10(value))
    top = next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= value)
    return max(top, float(STEPS)) if float(value).is_integer() else top
