"""Reads typefaces with FreeType, which Pango needs anyway: the outlines of many glyphs at once, as arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cffi
import numpy as np

NO_SCALE = 1  # in the font's own units, without hints
ON, CUBIC = 1, 2  # how FreeType tags points; neither: a quadratic control point
VECTOR = 16  # bytes

ffi = cffi.FFI()
# The public beginnings of FreeType's records; they have not changed since its version 2.0.
ffi.cdef("""
    typedef struct { long x, y; } FT_Vector;
    typedef struct {
        short n_contours, n_points; FT_Vector *points; char *tags; short *contours; int flags;
    } FT_Outline;
    typedef struct {
        void *library, *face, *next; unsigned int glyph_index; void *generic[2];
        long width, height, bearing_x, bearing_y, advance, vertical[3];
        long linear[2]; FT_Vector scaled_advance; int format;
        struct {
            unsigned int rows, width; int pitch; void *buffer; unsigned short grays;
            unsigned char mode, palette_mode; void *palette;
        } bitmap;
        int bitmap_left, bitmap_top; FT_Outline outline;
    } FT_GlyphSlotRec;
    typedef struct {
        long num_faces, face_index, face_flags, style_flags, num_glyphs; char *family_name, *style_name;
        int num_fixed_sizes; void *available_sizes; int num_charmaps; void *charmaps; void *generic[2];
        long box[4]; unsigned short units_per_em; short metrics[7]; FT_GlyphSlotRec *glyph;
    } FT_FaceRec;
    int FT_Init_FreeType(void **library);
    int FT_Done_FreeType(void *library);
    int FT_New_Face(void *library, const char *path, long index, FT_FaceRec **face);
    unsigned long FT_Get_First_Char(FT_FaceRec *face, unsigned int *glyph);
    unsigned long FT_Get_Next_Char(FT_FaceRec *face, unsigned long code, unsigned int *glyph);
    int FT_Load_Glyph(FT_FaceRec *face, unsigned int glyph, int flags);
""")
freetype: Any = ffi.dlopen("libfreetype.so.6")


class Unreadable(Exception):
    """A file is no typeface or a damaged one."""


@dataclass(frozen=True)
class Outlines:
    """The outlines of several glyphs: points in a row, and where each contour ends."""

    points: np.ndarray  # as complex numbers
    tags: np.ndarray
    ends: np.ndarray  # the last point of each contour, counted through all points
    contours: np.ndarray  # how many each glyph has
    advances: np.ndarray


class Typeface:
    """A font file, or one member of a collection."""

    def __init__(self, path: Path, member: int = 0) -> None:
        self.path = path
        library = ffi.new("void **")
        if freetype.FT_Init_FreeType(library):
            raise Unreadable("FreeType does not start")
        self._library = ffi.gc(library[0], freetype.FT_Done_FreeType)  # takes its faces along
        face = ffi.new("FT_FaceRec **")
        if freetype.FT_New_Face(self._library, str(path).encode(), member, face):
            raise Unreadable(path)
        self._face = face[0]

    def characters(self) -> Iterator[tuple[int, int]]:
        """Code points and glyph numbers, in order."""
        glyph = ffi.new("unsigned int *")
        code = freetype.FT_Get_First_Char(self._face, glyph)
        while glyph[0]:
            yield code, glyph[0]
            code = freetype.FT_Get_Next_Char(self._face, code, glyph)

    def outlines(self, glyphs: Sequence[int]) -> Outlines:
        """Raises Unreadable."""
        read = [self._copied(glyph) for glyph in glyphs]
        points, tags, ends, advances = zip(*read, strict=True)
        pairs = np.frombuffer(b"".join(points), np.int64).astype(float).reshape(-1, 2)
        sizes = np.array([len(one) for one in tags])
        contours = np.array([len(one) // 2 for one in ends])
        return Outlines(
            pairs[:, 0] + 1j * pairs[:, 1],
            np.frombuffer(b"".join(tags), np.uint8) & (ON | CUBIC),
            np.frombuffer(b"".join(ends), np.int16) + np.repeat(np.cumsum(sizes) - sizes, contours),
            contours,
            np.array(advances),
        )

    def _copied(self, glyph: int) -> tuple[bytes, bytes, bytes, int]:
        """Points, tags and ends of contours as FreeType has them in memory, and the advance."""
        if freetype.FT_Load_Glyph(self._face, glyph, NO_SCALE):
            raise Unreadable(self.path)
        slot = self._face.glyph
        outline, width = slot.outline, slot.advance
        if not outline.n_points:
            return b"", b"", b"", width
        return (
            ffi.buffer(outline.points, VECTOR * outline.n_points)[:],
            ffi.buffer(outline.tags, outline.n_points)[:],
            ffi.buffer(outline.contours, 2 * outline.n_contours)[:],
            width,
        )


def require_whole(path: Path) -> None:
    """Compares every table with the check sum that the file has of it. Raises Unreadable."""
    content = np.fromfile(path, np.uint8)
    try:
        damaged = [tag for tag, begin, size, sum_ in _tables(content) if _sum(content, begin, size) != sum_]
    except (ValueError, IndexError):
        raise Unreadable(path) from None
    if damaged:
        raise Unreadable(path)


def _tables(content: np.ndarray) -> set[tuple[bytes, int, int, int]]:
    """Tag, place, size and check sum of all tables; members of a collection share most of them."""
    offsets = [0]
    if content[:4].tobytes() == b"ttcf":
        offsets = _numbers(content, 12, int(_numbers(content, 8, 1)[0]))
    found = set()
    for offset in offsets:
        for number in range(_numbers(content, offset + 4, 1)[0] >> 16):
            entry = offset + 12 + 16 * number
            sum_, begin, size = _numbers(content, entry + 4, 3)
            tag = content[entry : entry + 4].tobytes()
            if tag != b"head":  # holds the sum of the whole file, which is left out of its own
                found.add((tag, begin, size, sum_))
    if not found:
        raise ValueError("no tables")
    return found


def _numbers(content: np.ndarray, begin: int, count: int) -> list[int]:
    words = content[begin : begin + 4 * count].tobytes()
    if len(words) < 4 * count:
        raise ValueError("cut off")
    return np.frombuffer(words, ">u4").tolist()


def _sum(content: np.ndarray, begin: int, size: int) -> int:
    table = content[begin : begin + size]
    if len(table) < size:
        raise ValueError("cut off")
    padded = np.concatenate((table, np.zeros(-size % 4, np.uint8)))
    return int(padded.view(">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
