"""Turns outlines of cubic curves into quadratic ones, hundreds of thousands of curves at once.

The curves are those of fontTools' cu2qu and qu2cu, which take one curve at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from typeface import ON, Outlines

MOST_PIECES = 20
LONGEST_MERGE = 40
DEEPEST_LOOK = 20
Curve = tuple[np.ndarray, ...]  # start, two handles, end; or how two curves differ


@dataclass(frozen=True)
class Segments:
    """Lines and cubic curves in a row."""

    curves: Curve  # of a line only the ends count
    curved: np.ndarray
    contour: np.ndarray  # the number of its contour

    def __len__(self) -> int:
        return len(self.curved)


def quadratic(outlines: Outlines, scale: float, tolerance: float, merging: float = 0.0) -> Outlines:
    """The outlines at another scale as quadratic curves that stray no further than the tolerance, turned round.

    ``merging``: how far, before scaling, the many short curves of a traced outline may stray when they become one.
    """
    segments = segments_of(outlines)
    if merging:
        segments = merged(segments, merging)
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


def segments_of(outlines: Outlines) -> Segments:
    points, ends = outlines.points, outlines.ends
    following = _neighbour(ends, len(points), 1)
    on = outlines.tags & ON != 0
    starts = np.flatnonzero(on)
    first = following[starts]
    curved = ~on[first]
    second = np.where(curved, following[first], first)
    end = np.where(curved, following[second], first)
    curves = points[starts], points[first], points[second], points[end]
    return Segments(curves, curved, np.searchsorted(ends, starts))


def _neighbour(ends: np.ndarray, count: int, step: int) -> np.ndarray:
    """For each point the number of the one behind (1) or before (-1) it on its contour."""
    starts = np.concatenate(([0], ends + 1))[: len(ends)]
    numbers = np.arange(count) + step
    numbers[ends if step > 0 else starts] = starts if step > 0 else ends
    return numbers


def merged(segments: Segments, tolerance: float) -> Segments:
    """Curves that follow one another without a corner become one where that strays no further than the tolerance."""
    start, first, second, end = segments.curves
    joined = _joined(segments, tolerance)
    lengths = abs(first - start), abs(end - second)
    reach = np.ones(len(segments), np.int64)  # how many become one, beginning with this
    handles = first.copy(), second.copy()
    fits = segments.curved
    for count in range(2, LONGEST_MERGE):
        # A stretch fits only if what it is made of fits.
        fits = np.append(joined & fits[:-1] & fits[1:], False)
        places = np.flatnonzero(fits)
        if not len(places):
            break
        good, new_first, new_second = _as_one(segments.curves, lengths, places, count, tolerance)
        fits[places] = good
        places = places[good]
        reach[places] = count
        handles[0][places], handles[1][places] = new_first[good], new_second[good]
    kept = np.array(list(_strides(reach.tolist())))
    curves = start[kept], handles[0][kept], handles[1][kept], end[kept + reach[kept] - 1]
    return Segments(curves, segments.curved[kept], segments.contour[kept])


def _joined(segments: Segments, tolerance: float) -> np.ndarray:
    """Whether a segment and the next are curves of one contour that meet without a corner."""
    start, first, second, _ = segments.curves
    before, corner, after = second[:-1], start[1:], first[1:]
    smooth = abs(corner - before) + abs(after - corner) <= tolerance + abs(after - before)
    same = segments.contour[:-1] == segments.contour[1:]
    return smooth & same & segments.curved[:-1] & segments.curved[1:]


def _strides(reach: list[int]) -> Iterator[int]:
    place = 0
    while place < len(reach):
        yield place
        place += reach[place]


def _as_one(
    curves: Curve, lengths: tuple[np.ndarray, np.ndarray], places: np.ndarray, count: int, tolerance: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether the curves from each place on fit one curve with the same ends and tangents, and its two handles."""
    start, first, second, end = curves
    share, total = np.ones(len(places)), np.ones(len(places))
    cuts = [np.zeros(len(places))]
    with np.errstate(divide="ignore", invalid="ignore"):  # a handle without length: fits nothing
        for number in range(1, count):
            cuts.append(total.copy())
            share *= lengths[0][places + number] / lengths[1][places + number - 1]
            total += share
        cuts = [cut / total for cut in cuts] + [np.ones(len(places))]
        last = places + count - 1
        one = (
            start[places],
            start[places] + (first[places] - start[places]) / cuts[1],
            end[last] + (second[last] - end[last]) / (1 - cuts[-2]),
            end[last],
        )
        good = np.isfinite(one[1]) & np.isfinite(one[2])
    for number in range(count):
        left = np.flatnonzero(good)
        piece = _between(tuple(points[left] for points in one), cuts[number][left], cuts[number + 1][left])
        there = places[left] + number
        apart = tuple(ours - theirs[there] for ours, theirs in zip(piece, curves, strict=True))
        good[left] = _near(apart[3], tolerance) & _stays_within(apart, tolerance)
    return good, one[1], one[2]


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
    before, after = (_neighbour(ends, len(points), step) for step in (-1, 1))
    whole = np.floor(points.real + 0.5) + 1j * np.floor(points.imag + 0.5)
    half_way = (whole[before] + whole[after] == 2 * whole) | _near((points[before] + points[after]) / 2 - points, 1e-6)
    kept = ~(on & ~on[before] & ~on[after] & half_way)
    contour = np.repeat(np.arange(len(sizes)), sizes)
    return whole[kept], on[kept], np.bincount(contour[kept], minlength=len(sizes))
