"""Turns outlines of cubic curves into quadratic ones, hundreds of thousands of curves at once.

The curves are those of fontTools' cu2qu, which takes one curve at a time.
"""

from dataclasses import replace

import numpy as np

from fitting import fewest
from segments import Curve, Segments, neighbour, segments_of
from typeface import Outlines

MOST_PIECES = 20
DEEPEST_LOOK = 20


def quadratic(outlines: Outlines, scale: float, tolerance: float, sparing: float = 0.0) -> Outlines:
    """The outlines at another scale as quadratic curves that stray no further than the tolerance, turned round.

    ``sparing``: how far, before scaling, they may stray first to be drawn with fewer points.
    """
    segments = segments_of(outlines)
    if sparing:
        segments = fewest(segments, sparing)
    scaled = replace(segments, curves=tuple(points * scale for points in segments.curves))
    points, on, sizes = _points(scaled, len(outlines.ends), tolerance)
    points, on = _turned(points, on, sizes)
    points, on, sizes = _without_implied(points, on, sizes)
    return replace(
        outlines,
        points=points,
        tags=on.astype(np.uint8),
        ends=np.cumsum(sizes) - 1,
        advances=np.rint(outlines.advances * scale).astype(np.int64),
    )


def _between(curve: Curve, begin: np.ndarray | float, stop: np.ndarray | float) -> Curve:
    """The stretch of a curve between two of its parameters."""
    p0, p1, p2, p3 = curve
    c, b = 3 * (p1 - p0), 3 * (p2 - 2 * p1 + p0)
    a = p3 - p0 - c - b
    at_begin, at_stop = (((a * t + b) * t + c) * t + p0 for t in (begin, stop))
    third = (stop - begin) / 3
    return (
        at_begin,
        at_begin + ((3 * a * begin + 2 * b) * begin + c) * third,
        at_stop - ((3 * a * stop + 2 * b) * stop + c) * third,
        at_stop,
    )


def _near(apart: np.ndarray, tolerance: float) -> np.ndarray:
    return apart.real**2 + apart.imag**2 <= tolerance**2


def _stays_within(apart: Curve, tolerance: float) -> np.ndarray:
    """Whether curves stay within the tolerance from the origin between their ends."""
    inside = np.ones(len(apart[0]), bool)
    owner = np.arange(len(apart[0]))
    for _ in range(DEEPEST_LOOK):
        p0, p1, p2, p3 = apart
        open_ones = ~(_near(p1, tolerance) & _near(p2, tolerance))
        p0, p1, p2, p3, owner = (each[open_ones] for each in (p0, p1, p2, p3, owner))
        if not len(owner):
            return inside
        middle, bend = (p0 + 3 * (p1 + p2) + p3) / 8, (p3 + p2 - p1 - p0) / 8
        inside[owner[~_near(middle, tolerance)]] = False
        going = inside[owner]
        halves = (p0, (p0 + p1) / 2, middle - bend, middle), (middle, middle + bend, (p2 + p3) / 2, p3)
        apart = tuple(np.concatenate((one[going], other[going])) for one, other in zip(*halves, strict=True))
        owner = np.concatenate((owner[going], owner[going]))
    inside[owner] = False
    return inside


def _points(segments: Segments, contours: int, tolerance: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The points of quadratic contours, which of them lie on the outline, and how many each contour has."""
    between = np.zeros(len(segments), np.int64)
    found = []
    left = np.flatnonzero(segments.curved)
    pieces = 0
    while len(left):
        pieces += 1
        if pieces > MOST_PIECES:
            raise ValueError("a curve cannot be approximated")
        curves = tuple(points[left] for points in segments.curves)
        controls, good = _one_control(curves, tolerance) if pieces == 1 else _controls(curves, pieces, tolerance)
        between[left[good]] = pieces
        found.append((left[good], controls[good]))
        left = left[~good]
    places = np.cumsum(between + 1) - between - 1
    points = np.zeros(int((between + 1).sum()), complex)
    on = np.zeros(len(points), bool)
    on[places] = True
    points[places] = segments.curves[0]
    for which, controls in found:
        points[places[which][:, None] + 1 + np.arange(controls.shape[1])] = controls
    return points, on, np.bincount(segments.contour, between + 1, contours).astype(np.int64)


def _one_control(curve: Curve, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the tangents of both ends meet, and whether one quadratic curve with that control point is near enough."""
    p0, p1, p2, p3 = curve
    across, far = (p1 - p0) * 1j, p3 - p2
    with np.errstate(divide="ignore", invalid="ignore"):
        control = p2 + far * (_dot(across, p0 - p2) / _dot(across, far))
    bare = (p1 == p2) & ((p0 == p1) | (p2 == p3))
    control = np.where(bare, p1, control)
    known = np.isfinite(control)
    control[~known] = 0
    apart = _zeros(p0), p0 + (control - p0) * (2 / 3) - p1, p3 + (control - p3) * (2 / 3) - p2, _zeros(p0)
    return control[:, None], known & _stays_within(apart, tolerance)


def _controls(curve: Curve, pieces: int, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """The control points of so many quadratic curves, and whether they are near enough."""
    parts = [_between(curve, number / pieces, (number + 1) / pieces) for number in range(pieces)]
    controls = np.stack([_control(part, number / (pieces - 1)) for number, part in enumerate(parts)], axis=1)
    joints = (controls[:, :-1] + controls[:, 1:]) / 2
    begins = [curve[0], *joints.T]
    stops = [*joints.T, curve[3]]
    good = np.ones(len(curve[0]), bool)
    before = _zeros(curve[0])
    for (_, p1, p2, p3), control, begin, stop in zip(parts, controls.T, begins, stops, strict=True):
        after = stop - p3
        apart = before, begin + (control - begin) * (2 / 3) - p1, stop + (control - stop) * (2 / 3) - p2, after
        good &= _near(after, tolerance)
        good &= _stays_within(apart, tolerance)
        before = after
    return controls, good


def _control(curve: Curve, place: float) -> np.ndarray:
    p0, p1, p2, p3 = curve
    one, other = p0 + (p1 - p0) * 1.5, p3 + (p2 - p3) * 1.5
    return one + (other - one) * place


def _dot(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one.real * other.real + one.imag * other.imag


def _zeros(like: np.ndarray) -> np.ndarray:
    return np.zeros(len(like), complex)


def _turned(points: np.ndarray, on: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The contours the other way round, each from the same point: TrueType fills to the right."""
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.arange(len(points)) - starts
    back = starts + np.where(place == 0, 0, np.repeat(sizes, sizes) - place)
    return points[back], on[back]


def _without_implied(
    points: np.ndarray, on: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whole numbers, less the points that TrueType thinks for itself: those half-way between two control points."""
    ends = np.cumsum(sizes) - 1
    before, after = (neighbour(ends, len(points), step) for step in (-1, 1))
    whole = np.floor(points.real + 0.5) + 1j * np.floor(points.imag + 0.5)
    half_way = (whole[before] + whole[after] == 2 * whole) | _near((points[before] + points[after]) / 2 - points, 1e-6)
    kept = ~(on & ~on[before] & ~on[after] & half_way)
    contour = np.repeat(np.arange(len(sizes)), sizes)
    return whole[kept], on[kept], np.bincount(contour[kept], minlength=len(sizes))
