"""Outlines as lines and cubic curves in a row, whatever glyphs they belong to."""

from dataclasses import dataclass

import numpy as np

from typeface import ON, Outlines

Curve = tuple[np.ndarray, ...]  # start, two handles, end; or how two curves differ


@dataclass(frozen=True)
class Segments:
    """Lines and cubic curves in a row."""

    curves: Curve  # of a line only the ends count
    curved: np.ndarray
    contour: np.ndarray  # the number of its contour

    def __len__(self) -> int:
        return len(self.curved)


def segments_of(outlines: Outlines) -> Segments:
    points, ends = outlines.points, outlines.ends
    following = neighbour(ends, len(points), 1)
    on = outlines.tags & ON != 0
    starts = np.flatnonzero(on)
    first = following[starts]
    curved = ~on[first]
    second = np.where(curved, following[first], first)
    end = np.where(curved, following[second], first)
    curves = points[starts], points[first], points[second], points[end]
    return Segments(curves, curved, np.searchsorted(ends, starts))


def neighbour(ends: np.ndarray, count: int, step: int) -> np.ndarray:
    """For each point the number of the one behind (1) or before (-1) it on its contour."""
    starts = np.concatenate(([0], ends + 1))[: len(ends)]
    numbers = np.arange(count) + step
    numbers[ends if step > 0 else starts] = starts if step > 0 else ends
    return numbers
