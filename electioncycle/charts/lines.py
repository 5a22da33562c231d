"""Line charts and small multiples: how figures moved from day to day, and the same small drawing for many places."""

from collections.abc import Sequence

from electioncycle.charts.svg import COLORS, INK, LINE, Series, figure, line, measure, number, rectangle, shortened, svg
from electioncycle.charts.svg import text as words_at

WIDTH, HEIGHT, TOP, LEFT = 590.0, 230.0, 34.0, 40.0
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")
"""Lines differ by their dashes first, so that they are told apart in grey."""
STROKES = ("#1f4e79", "#5e8db5", "#9a6410", "#5b6770", "#b3141d", "#4f7d49")
"""Of lines: all dark enough to be seen on white."""
PER_ROW, GAP, SMALL = 4, 12.0, 84.0


def line_chart(days: Sequence[str], series: Sequence[Series], *, title: str, unit: str = "") -> str:
    """One line a series over the days; its name stands at its end."""
    right = max([measure(one.name) for one in series], default=40) + 30
    most = max([value for one in series for value in one.values], default=0) or 1
    span, tall = WIDTH - LEFT - right, HEIGHT - TOP - 24
    step = span / max(len(days) - 1, 1)
    shapes = [words_at(WIDTH / 2, 16, f"{title}（{unit}）" if unit else title, size=13, anchor="middle")]
    for part in range(5):
        y = TOP + tall * (1 - part / 4)
        shapes += [
            line(LEFT, y, LEFT + span, y),
            words_at(LEFT - 4, y + 4, figure(most * part / 4), size=9, anchor="end"),
        ]
    every = max(1, -(-len(days) * 40 // int(span)))
    for at, day in enumerate(days):
        if at % every == 0 or at == len(days) - 1:
            shapes.append(words_at(LEFT + at * step, HEIGHT - 8, day, size=9, anchor="middle"))
    taken: list[float] = []
    for index, one in enumerate(series):
        points = [(LEFT + at * step, TOP + tall * (1 - value / most)) for at, value in enumerate(one.values)]
        shapes.append(_path(points, index))
        if points:
            x, y = points[-1]
            while any(abs(y - other) < 12 for other in taken):
                y += 12
            taken.append(y)
            shapes.append(words_at(x + 5, y + 4, f"{one.name}{figure(one.values[-1])}", size=11))
    return svg(WIDTH, HEIGHT, shapes, title)


def _path(points: Sequence[tuple[float, float]], index: int) -> str:
    places = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    dashes = f' stroke-dasharray="{DASHES[index % len(DASHES)]}"' if DASHES[index % len(DASHES)] else ""
    return (
        f'<polyline points="{places}" fill="none" stroke="{STROKES[index % len(STROKES)]}" stroke-width="2"{dashes}/>'
    )


def small_multiples(
    places: Sequence[tuple[str, Sequence[tuple[float, float]]]], labels: Sequence[str], *, title: str
) -> str:
    """For every place the same small bars: of each label how much of how much, the done part dark."""
    width = (WIDTH - GAP * (PER_ROW - 1)) / PER_ROW
    lines = -(-len(places) // PER_ROW)
    height = TOP + lines * (SMALL + GAP) + 34
    shapes = [words_at(WIDTH / 2, 16, title, size=13, anchor="middle")]
    for at, (name, values) in enumerate(places):
        x, y = (at % PER_ROW) * (width + GAP), TOP + (at // PER_ROW) * (SMALL + GAP)
        shapes.append(words_at(x, y + 10, shortened(name, width), size=11))
        step, foot = width / max(len(values), 1), y + SMALL - 10
        for place, (done, due) in enumerate(values):
            left, tall = x + place * step + 1, SMALL - 30
            shapes.append(rectangle(left, foot - tall, step - 2, tall, "#e3e8ed"))
            if due:
                part = tall * min(done / due, 1)
                shapes.append(rectangle(left, foot - part, step - 2, part, COLORS[0]))
            shapes.append(words_at(left + step / 2 - 1, foot + 9, str(place + 1), size=8, anchor="middle"))
        shapes.append(line(x, foot, x + width, foot, LINE))
    key = "　".join(f"{place}{label}" for place, label in enumerate(labels, 1))
    for at, words in enumerate(_two_lines(key)):
        shapes.append(words_at(0, height - 22 + at * 13, words, size=9, fill=INK))
    return svg(WIDTH, height, shapes, title)


def _two_lines(key: str) -> list[str]:
    found, now = [], ""
    for part in key.split("　"):
        if now and measure(f"{now}　{part}", 9) > WIDTH:
            found.append(now)
            now = ""
        now = f"{now}　{part}" if now else part
    return [*found, now] if now else found


def step_line(steps: Sequence[tuple[str, str, str]], *, title: str) -> str:
    """Steps in a row: name, day, and ``done``, ``open``, ``late``, ``none``; done is filled, late thickly framed."""
    step = WIDTH / max(len(steps), 1)
    shapes = [line(step / 2, 24, WIDTH - step / 2, 24, INK)]
    for at, (name, day, state) in enumerate(steps):
        x = step * (at + 0.5)
        fill = COLORS[0] if state == "done" else "#ffffff"
        stroke, thick = (COLORS[4], 3) if state == "late" else (INK if state != "none" else LINE, 1.2)
        shapes.append(
            f'<circle cx="{number(x)}" cy="24" r="8" fill="{fill}" stroke="{stroke}" stroke-width="{thick}"/>'
        )
        for row, part in enumerate(_cut(name, step - 2)):
            shapes.append(words_at(x, 46 + row * 11, part, size=9.5, anchor="middle"))
        shapes.append(words_at(x, 12, day, size=9, anchor="middle"))
    return svg(WIDTH, 72, shapes, title)


def _cut(name: str, room: float) -> list[str]:
    """At most two lines."""
    most = max(1, int(room // 9.5))
    return [name[:most], name[most : 2 * most]] if len(name) > most else [name]
