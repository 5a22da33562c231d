"""Draws outlines again with as few points as stay near enough: a printed character weighs what its points weigh.

Every stretch of an outline is tried as one line and as one quadratic curve; of what fits, the cheapest way round is it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from segments import Curve, Segments

LONGEST = 20  # segments that become one
LOOKS = 3  # points of each segment at which a fit is measured
LINE, CURVE, AS_IT_IS = 1.0, 2.0, 3.0  # points, as TrueType keeps them; what no curve fits takes two
CLOSENESS = 0.3  # of two ways with as many points the closer one
WORTH_ANOTHER = 4  # times the tolerance: further off a second fit does not help
NOTHING = np.float32(1e-6)


@dataclass(frozen=True)
class _Stretches:
    """Stretches of the same number of segments: where they begin and end, and the points between, one row each."""

    begin: np.ndarray
    points: np.ndarray
    share: np.ndarray  # of the way from begin to end at each point
    end: np.ndarray

    def chosen(self, which: np.ndarray) -> "_Stretches":
        return _Stretches(self.begin[which], self.points[which], self.share[which], self.end[which])

    def as_line(self) -> np.ndarray:
        """How far each strays from the line between its ends."""
        way = self.end - self.begin
        length = np.maximum(abs(way), NOTHING)
        along = (self.points - self.begin) * way.conj() / length
        outside = np.maximum(-along.real, along.real - length)
        return np.maximum(abs(along.imag), outside).max(1)

    def as_curve(self, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
        """How far each strays from the nearest quadratic curve between its ends, and that curve's control point."""
        control, apart = self._fitted()
        error = _farthest(apart)
        again = np.flatnonzero((error > tolerance) & (error < WORTH_ANOTHER * tolerance))
        if len(again):
            moved = self._moved(again, control[again], apart[again])
            better, apart = moved._fitted()
            closer = _farthest(apart) < error[again]
            error[again[closer]] = _farthest(apart)[closer]
            control[again[closer]] = better[closer]
        return error, control[:, 0]

    def _fitted(self) -> tuple[np.ndarray, np.ndarray]:
        """Least squares: the control points, and how far the points then lie from their places on the curves."""
        share, rest = self.share, 1 - self.share
        pull = 2 * share * rest
        apart = self.points - rest * rest * self.begin - share * share * self.end
        weight = np.maximum((pull * pull).sum(1), NOTHING)
        control = ((pull * apart).sum(1) / weight)[:, None]
        return control, apart - pull * control

    def _moved(self, which: np.ndarray, control: np.ndarray, apart: np.ndarray) -> "_Stretches":
        """Some of them, with every point compared with the nearest place on its curve."""
        some = self.chosen(which)
        speed = 2 * ((1 - some.share) * (control - some.begin) + some.share * (some.end - control))
        step = _dot(apart, speed) / np.maximum(_dot(speed, speed), NOTHING)
        nearest = np.clip(some.share + np.clip(step, -0.2, 0.2), 0, 1)
        nearest[:, -1] = 1
        return replace(some, share=nearest)


@dataclass(frozen=True)
class _Trace:
    """Outlines as points, so many of each segment, and how far along the way each lies."""

    starts: np.ndarray
    points: np.ndarray
    way: np.ndarray

    def stretches(self, places: np.ndarray, length: int) -> _Stretches:
        """So many segments from each place on."""
        points = sliding_window_view(self.points, length * LOOKS)[places * LOOKS]
        way = sliding_window_view(self.way, length * LOOKS + 1)[places * LOOKS]
        done = way[:, 1:] - way[:, :1]
        share = (done / np.maximum(done[:, -1:], NOTHING)).astype(np.float32)
        return _Stretches(self.starts[places][:, None], points, share, points[:, -1:])


def fewest(segments: Segments, tolerance: float) -> Segments:
    """The outlines in as few lines and curves as stay within the tolerance; corners only where there were some."""
    trace = _traced(segments)
    return _redrawn(segments, trace, _cheapest(_costs(segments, trace, tolerance), segments.contour), tolerance)


def _traced(segments: Segments) -> _Trace:
    start, first, second, end = (points[:, None] for points in _with_handles(segments))
    share = np.arange(1, LOOKS + 1) / LOOKS
    rest = 1 - share
    points = rest**3 * start + 3 * rest * rest * share * first + 3 * rest * share * share * second + share**3 * end
    steps = abs(np.diff(np.concatenate((start, points), axis=1), axis=1))
    way = np.concatenate(([0], np.cumsum(steps)))
    return _Trace(start[:, 0].astype(np.complex64), points.astype(np.complex64).ravel(), way)


def _with_handles(segments: Segments) -> Curve:
    """Lines as curves."""
    start, first, second, end = segments.curves
    third = (end - start) / 3
    return start, np.where(segments.curved, first, start + third), np.where(segments.curved, second, end - third), end


def _costs(segments: Segments, trace: _Trace, tolerance: float) -> np.ndarray:
    """What stretches cost, by their first segment and their length; what does not fit has no end of it."""
    costs = np.full((len(segments), LONGEST + 1), np.inf, np.float32)
    costs[:, 1] = AS_IT_IS
    bent = straight = np.ones(len(segments), bool)
    for length in range(1, LONGEST + 1):
        places = np.flatnonzero(bent)
        if not len(places):
            break
        stretches = trace.stretches(places, length)
        curve_error = stretches.as_curve(tolerance)[0]
        line_error = np.full(len(places), np.inf)
        line_error[straight[places]] = stretches.chosen(straight[places]).as_line()
        for cost, error in ((CURVE, curve_error), (LINE, line_error)):
            price = np.where(error <= tolerance, cost + CLOSENESS * error / tolerance, np.inf)
            costs[places, length] = np.minimum(costs[places, length], price)
        straight = _longer(places[line_error <= tolerance], length, segments.contour)
        bent = _longer(places[np.minimum(line_error, curve_error) <= tolerance], length, segments.contour)
    return costs


def _longer(fits: np.ndarray, length: int, contour: np.ndarray) -> np.ndarray:
    """Where a stretch one segment longer may fit: what it is made of does, and it is no whole contour."""
    known = np.zeros(len(contour) + 1, bool)
    known[fits] = True
    found = known[:-1] & known[1:]
    last = np.minimum(np.arange(len(contour)) + length, len(contour) - 1)
    begins = np.diff(contour, prepend=-1) != 0
    ends = np.append(begins[1:], True)
    return found & (contour == contour[last]) & ~(begins & ends[last])


def _cheapest(costs: np.ndarray, contour: np.ndarray) -> np.ndarray:
    """How many segments become one, where one begins; elsewhere 0. All contours at once, from node to node."""
    begins = np.flatnonzero(np.diff(contour, prepend=-1))
    sizes = np.diff(begins, append=len(contour))
    order = np.argsort(-sizes, kind="stable")  # the contours that still go on are the first
    begins, sizes = begins[order], sizes[order]
    nodes = begins + order  # each contour has one more than segments
    total = np.zeros(len(contour) + len(sizes), np.float32)
    taken = np.zeros(len(total), np.int64)
    for node in range(1, sizes.max(initial=0) + 1):
        going = np.searchsorted(-sizes, -node, "right")
        lengths = np.arange(1, min(node, LONGEST) + 1)
        first = (begins[:going] + node)[:, None] - lengths
        totals = total[(nodes[:going] + node)[:, None] - lengths] + costs[first, lengths]
        total[nodes[:going] + node] = totals.min(1)
        taken[nodes[:going] + node] = totals.argmin(1) + 1
    return _followed_back(begins, sizes, nodes, taken, len(contour))


def _followed_back(
    begins: np.ndarray, sizes: np.ndarray, nodes: np.ndarray, taken: np.ndarray, count: int
) -> np.ndarray:
    reach = np.zeros(count, np.int64)
    node, left = sizes.copy(), np.arange(len(sizes))
    while len(left):
        lengths = taken[nodes[left] + node[left]]
        node[left] -= lengths
        reach[begins[left] + node[left]] = lengths
        left = left[node[left] > 0]
    return reach


def _redrawn(segments: Segments, trace: _Trace, reach: np.ndarray, tolerance: float) -> Segments:
    start, first, second, end = (points.copy() for points in segments.curves)
    curved = segments.curved.copy()
    for length in np.unique(reach[reach > 0]).tolist():
        places = np.flatnonzero(reach == length)
        end[places] = end[places + length - 1]
        stretches = trace.stretches(places, length)
        is_line = stretches.as_line() <= tolerance
        error, control = stretches.as_curve(tolerance)
        curved[places[is_line]] = False
        fits = ~is_line & (error <= tolerance)
        bent, control = places[fits], control[fits].astype(complex)
        first[bent] = start[bent] + (control - start[bent]) * (2 / 3)
        second[bent] = end[bent] + (control - end[bent]) * (2 / 3)
        curved[bent] = True
    kept = np.flatnonzero(reach)
    return Segments(tuple(points[kept] for points in (start, first, second, end)), curved[kept], segments.contour[kept])


def _farthest(apart: np.ndarray) -> np.ndarray:
    return np.sqrt(_dot(apart, apart).max(1))


def _dot(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one.real * other.real + one.imag * other.imag
