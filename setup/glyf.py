"""Packs quadratic outlines the way TrueType's table of glyphs keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from typeface import ON, Outlines

SHORT, REPEAT, SAME = (2, 4), 8, (16, 32)  # of x and y; "same" of a short step means that it goes up
LONGEST_REPEAT = 256
HEAD = 10
Pieces = tuple[np.ndarray, np.ndarray]  # bytes in a row and how many of them each glyph has


@dataclass(frozen=True)
class Glyphs:
    """Packed glyphs: their bytes in a row and what a font's other tables say of each."""

    content: bytes
    lengths: np.ndarray
    boxes: np.ndarray  # left, bottom, right, top
    points: np.ndarray
    contours: np.ndarray
    advances: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["Glyphs"]) -> "Glyphs":
        arrays = (np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)[1:])
        return cls(b"".join(part.content for part in parts), *arrays)

    def places(self) -> bytes:
        """Where each glyph begins and the last one ends (table ``loca``, long form)."""
        return np.concatenate(([0], np.cumsum(self.lengths))).astype(">u4").tobytes()

    def chosen(self, kept: np.ndarray) -> "Glyphs":
        """Without glyphs that have no outline and therefore no bytes."""
        return replace(self, **{each.name: getattr(self, each.name)[kept] for each in fields(self)[1:]})


def packed(outlines: Outlines) -> Glyphs:
    sizes = _points_each(outlines)
    boxes = _boxes(outlines, sizes)
    filled = outlines.contours > 0
    ends = outlines.ends - np.repeat(np.cumsum(sizes) - sizes, outlines.contours)
    parts: list[Pieces] = [
        (_words(np.column_stack((outlines.contours, boxes))[filled].ravel()), np.where(filled, HEAD, 0)),
        (_words(ends), outlines.contours * 2),
        (np.zeros(2 * np.count_nonzero(filled), np.uint8), np.where(filled, 2, 0)),  # no instructions
        *_steps(outlines, sizes),
    ]
    lengths = np.sum([counts for _, counts in parts], axis=0)
    lengths += -lengths % 4
    content = np.zeros(lengths.sum(), np.uint8)
    begins = np.cumsum(lengths) - lengths
    for written, counts in parts:
        content[_spread(begins, counts)] = written
        begins += counts
    return Glyphs(content.tobytes(), lengths, boxes, sizes, outlines.contours, outlines.advances)


def _points_each(outlines: Outlines) -> np.ndarray:
    """How many points each glyph has."""
    last = np.concatenate(([-1], outlines.ends))[np.cumsum(outlines.contours)]
    return np.diff(last, prepend=-1)


def _boxes(outlines: Outlines, sizes: np.ndarray) -> np.ndarray:
    boxes = np.zeros((len(sizes), 4), np.int64)
    filled = sizes > 0
    starts = (np.cumsum(sizes) - sizes)[filled]
    for column, values in enumerate((outlines.points.real, outlines.points.imag)):
        boxes[filled, column] = np.minimum.reduceat(values, starts)
        boxes[filled, column + 2] = np.maximum.reduceat(values, starts)
    return boxes


def _steps(outlines: Outlines, sizes: np.ndarray) -> list[Pieces]:
    """Flags, then steps to the right, then steps upwards."""
    owner = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.diff(owner, prepend=-1) != 0
    flags = outlines.tags & ON
    steps = []
    for values, short, same in zip((outlines.points.real, outlines.points.imag), SHORT, SAME, strict=True):
        whole = values.astype(np.int64)
        step = np.where(begins, whole, np.diff(whole, prepend=0))
        is_short = (step != 0) & (abs(step) < 256)
        flags = flags | np.where(is_short, short, 0) | np.where((step == 0) | is_short & (step > 0), same, 0)
        width = np.where(step == 0, 0, np.where(is_short, 1, 2))
        steps.append((_bytes_of(step, width), np.bincount(owner, width, len(sizes)).astype(np.int64)))
    return [_repeated(flags.astype(np.uint8), owner, begins, len(sizes)), *steps]


def _bytes_of(steps: np.ndarray, width: np.ndarray) -> np.ndarray:
    places = np.cumsum(width) - width
    written = np.zeros(int(width.sum()), np.uint8)
    one, two = width == 1, width == 2
    written[places[one]] = abs(steps[one])
    written[places[two]] = steps[two] >> 8 & 255
    written[places[two] + 1] = steps[two] & 255
    return written


def _repeated(flags: np.ndarray, owner: np.ndarray, begins: np.ndarray, glyphs: int) -> Pieces:
    """Flags with the count of those that follow unchanged."""
    fresh = begins | (np.diff(flags, prepend=0) != 0)
    runs = np.flatnonzero(fresh)
    along = np.arange(len(flags)) - np.repeat(runs, np.diff(runs, append=len(flags)))
    runs = np.flatnonzero(along % LONGEST_REPEAT == 0)
    more = np.diff(runs, append=len(flags)) - 1
    width = np.where(more > 0, 2, 1)
    places = np.cumsum(width) - width
    written = np.zeros(int(width.sum()), np.uint8)
    written[places] = flags[runs] | np.where(more > 0, REPEAT, 0)
    written[places[more > 0] + 1] = more[more > 0]
    return written, np.bincount(owner[runs], width, glyphs).astype(np.int64)


def _words(numbers: np.ndarray) -> np.ndarray:
    return np.frombuffer(numbers.astype(">i2").tobytes(), np.uint8)


def _spread(begins: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """[10, 20], [2, 3] → [10, 11, 20, 21, 22]"""
    return np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
