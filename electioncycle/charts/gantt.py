"""Gantt charts: what each row has done and has before it, by days, with a line for today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from electioncycle.charts.svg import INK, LINE, PAPER, POINTS, line, number, rectangle, shortened, svg, text

LEFT, TRACK, DONE, LATE = 9.0, "#dfe4e9", "#1f4e79", "#b3141d"
"""The names take so many letters' width."""


@dataclass(frozen=True)
class Mark:
    """One step of a row: the letter that stands for it, on the day planned or done; ``late`` is past the law's day."""

    letter: str
    day: date
    done: bool = False
    late: bool = False


@dataclass(frozen=True)
class Bar:
    name: str
    marks: Sequence[Mark]


def gantt_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    legend: str,
    today: date,
    width: float,
    height: float,
    letters: float,
    tallest: float = 16.0,
) -> str:
    """``width`` and ``height`` in mm, ``letters`` in points; done is filled, planned is hollow, late has a thick frame.

    Which is which stays readable in grey: by filling and frame, not by colour.
    """
    w, h, size = width * POINTS, height * POINTS, letters
    left, top, foot = LEFT * size, size * 5.2, size * 2.2
    shapes = [text(w / 2, size * 1.8, title, size=size * 1.7, anchor="middle")]
    days = [mark.day for bar in bars for mark in bar.marks]
    if not days:
        return svg(w, h, [*shapes, text(w / 2, h / 2, "还没有定选举日", size=size, anchor="middle")], title, unit="pt")
    first, last = min(days) - timedelta(2), max(days) + timedelta(2)
    scale = (w - left - size) / (last - first).days
    tall = min((h - top - foot) / len(bars), tallest * POINTS)
    end = top + tall * len(bars)
    for day in _weeks(first, last, scale, size):
        x = left + (day - first).days * scale
        shapes.append(line(x, top - size * 0.4, x, end, LINE))
        if not 0 <= (today - day).days * scale < size * 3:  # the line of today would run through it, and says the day
            shapes.append(text(x + 2, top - size * 0.6, f"{day.month}-{day.day}", size=size))
    for at, bar in enumerate(bars):
        y = top + at * tall
        shapes += [
            line(0, y, w, y, LINE),
            text(0, y + tall / 2 + size * 0.35, shortened(bar.name, left - 6, size), size=size),
        ]
        shapes += _bar(bar, left, y, tall, size, first, scale)
    shapes.append(line(0, end, w, end, LINE))
    if first <= today <= last:
        x = left + (today - first).days * scale
        shapes.append(
            f'<line x1="{number(x)}" y1="{number(top - size)}" x2="{number(x)}" y2="{number(end)}" '
            f'stroke="{INK}" stroke-width="2" stroke-dasharray="6 4"/>'
        )
        shapes.append(text(x, top - size * 1.9, f"今天{today.month}-{today.day}", size=size, anchor="middle"))
    shapes.append(text(0, end + size * 1.6, legend, size=size))
    return svg(w, h, shapes, title, unit="pt")


def _weeks(first: date, last: date, scale: float, size: float) -> list[date]:
    """Mondays, as many as there is room for their dates."""
    start = first + timedelta(-first.weekday() % 7)
    every = max(1, -(-int(size * 3.6) // max(int(7 * scale), 1)))
    return [start + timedelta(7 * step * every) for step in range(200) if start + timedelta(7 * step * every) <= last]


def _bar(bar: Bar, left: float, y: float, tall: float, size: float, first: date, scale: float) -> list[str]:
    """The track from first to last step, dark as far as it is done, the steps on it; close ones make room."""
    if not bar.marks:
        return []
    marks = sorted(bar.marks, key=lambda one: one.day)
    places = [left + (one.day - first).days * scale for one in marks]
    middle = y + tall / 2
    shapes = [rectangle(places[0], middle - 3, places[-1] - places[0], 6, TRACK)]
    done = [place for place, one in zip(places, marks, strict=True) if one.done]
    if done:
        shapes.append(rectangle(places[0], middle - 3, done[-1] - places[0], 6, DONE))
    side, reach = size * 1.16, float("-inf")
    for one, place in zip(marks, places, strict=True):
        x = max(place - side / 2, reach)
        reach = x + side + 1
        fill, ink = (DONE, PAPER) if one.done else (PAPER, INK)
        stroke, thick = (LATE, 3) if one.late else (INK, 1)
        shapes.append(
            f'<rect x="{number(x)}" y="{number(middle - side / 2)}" width="{number(side)}" height="{number(side)}" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="{thick}"/>'
        )
        shapes.append(text(x + side / 2, middle + size * 0.36, one.letter, size=size, anchor="middle", fill=ink))
    return shapes
