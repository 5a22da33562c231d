"""Makes one small static TrueType file of a larger font: WeasyPrint is several times faster with it."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from fontTools.ttLib.tables.DefaultTable import DefaultTable

import curves
import glyf
from faces import Face
from typeface import Outlines, Typeface, Unreadable, require_whole

# Units of a converted em: one is 0.011 mm in 3号 type, a quarter of a printer's dot at 600 dpi.
UNITS = 500
# Units that a converted curve may stray.
TOLERANCE = 1.0
LICENCE_NAMES = {0: "copyright", 5: "version", 13: "licenseDescription", 14: "licenseInfoURL"}
# Glyphs taken at once: more take more memory and no less time.
AT_ONCE = 2000


def open_font(path: Path, family: str = "") -> tuple[TTFont, int]:
    """Open a font file, or the member of a collection that bears the family name, and say which it is.

    Raises Unreadable for a file that is no font or a damaged one.
    """
    try:
        if path.suffix.lower() not in (".ttc", ".otc"):
            return TTFont(path, lazy=True), 0
        for number, font in enumerate(TTCollection(path, lazy=True).fonts):
            if family in ("", font["name"].getBestFamilyName()):
                return font, number
    except TTLibError as error:
        raise Unreadable(path) from error
    raise LookupError(f"{path} 中没有字体 {family}")


def convert(face: Face, source: Path, target: Path) -> list[int]:
    """Write the face's characters from ``source`` to ``target``; return the code points it then has.

    Raises Unreadable.
    """
    require_whole(source)
    font, member = open_font(source, face.source_family)
    typeface = Typeface(source, member)
    wanted = [(code, glyph) for code, glyph in typeface.characters() if face.wants(code)]
    scale = _scale(font)
    numbers = [0, *(glyph for _, glyph in wanted)]  # the first stands in for what is missing
    drawn = glyf.Glyphs.joined(
        [glyf.packed(_quadratic(part, scale, face.sparing)) for part in _parts(typeface, numbers)]
    )
    prints = [True, *_prints([code for code, _ in wanted], drawn.contours[1:])]
    codes = [code for (code, _), is_kept in zip(wanted, prints[1:], strict=True) if is_kept]
    _write(face.family, font, scale, codes, drawn.chosen(np.array(prints)), target)
    return codes


def coverage(path: Path) -> list[int]:
    """The code points that a ready-made font draws. Raises Unreadable."""
    typeface = Typeface(path)
    codes, glyphs = zip(*typeface.characters(), strict=True)
    contours = np.concatenate([part.contours for part in _parts(typeface, glyphs)])
    return [code for code, is_kept in zip(codes, _prints(codes, contours), strict=True) if is_kept]


def _parts(typeface: Typeface, glyphs: Sequence[int]) -> Iterator[Outlines]:
    return (typeface.outlines(glyphs[start : start + AT_ONCE]) for start in range(0, len(glyphs), AT_ONCE))


def _prints(codes: Sequence[int], contours: np.ndarray) -> list[bool]:
    """Some fonts map a character to an empty glyph; the renderer must not believe that it prints."""
    return [bool(count) or _is_blank(code) for code, count in zip(codes, contours, strict=True)]


def _is_blank(code: int) -> bool:
    return unicodedata.category(chr(code)) in ("Zs", "Cf", "Cc")


def _scale(font: TTFont) -> float:
    """Outlines that are quadratic already stay as they are."""
    return 1.0 if "glyf" in font else UNITS / font["head"].unitsPerEm


def _quadratic(part: Outlines, scale: float, sparing: float) -> Outlines:
    return part if scale == 1 else curves.quadratic(part, scale, TOLERANCE, sparing)


def _write(family: str, font: TTFont, scale: float, codes: list[int], glyphs: glyf.Glyphs, target: Path) -> None:
    builder = FontBuilder(round(font["head"].unitsPerEm * scale), isTTF=True)
    builder.font.recalcBBoxes = False  # from glyphs that are packed already
    names = [".notdef", *(f"u{code:04X}" for code in codes)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(codes, names[1:], strict=True)))
    for tag, content in (("glyf", glyphs.content), ("loca", glyphs.places())):
        builder.font[tag] = DefaultTable(tag)
        builder.font[tag].data = content
    bearings = glyphs.boxes[:, 0].tolist()
    builder.setupHorizontalMetrics(dict(zip(names, zip(glyphs.advances.tolist(), bearings, strict=True), strict=True)))
    _measure(builder, font, scale, glyphs)
    _name(builder, font, family)
    builder.setupPost(keepGlyphNames=False)
    builder.font["OS/2"].recalcUnicodeRanges(builder.font)
    builder.save(target)


def _measure(builder: FontBuilder, font: TTFont, scale: float, glyphs: glyf.Glyphs) -> None:
    """What the headers say of all glyphs together."""
    line, old, filled = font["hhea"], font["OS/2"], glyphs.contours > 0
    boxes, advances = glyphs.boxes[filled], glyphs.advances
    lefts, bottoms, rights, tops = boxes.T
    builder.updateHead(
        xMin=int(lefts.min()), yMin=int(bottoms.min()), xMax=int(rights.max()), yMax=int(tops.max()), indexToLocFormat=1
    )
    builder.setupHorizontalHeader(
        ascent=round(line.ascent * scale),
        descent=round(line.descent * scale),
        lineGap=round(line.lineGap * scale),
        advanceWidthMax=int(advances.max()),
        minLeftSideBearing=int(lefts.min()),
        minRightSideBearing=int((advances[filled] - rights).min()),
        xMaxExtent=int(rights.max()),
    )
    builder.setupMaxp()
    builder.font["maxp"].maxPoints, builder.font["maxp"].maxContours = (
        int(glyphs.points.max()),
        int(glyphs.contours.max()),
    )
    # Weight and slant say "regular" for every face: a document chooses a family, never a weight.
    builder.setupOS2(
        sTypoAscender=round(old.sTypoAscender * scale),
        sTypoDescender=round(old.sTypoDescender * scale),
        sTypoLineGap=round(old.sTypoLineGap * scale),
        usWinAscent=round(old.usWinAscent * scale),
        usWinDescent=round(old.usWinDescent * scale),
        fsType=old.fsType,
        usWeightClass=400,
        fsSelection=0x40,
    )


def _name(builder: FontBuilder, font: TTFont, family: str) -> None:
    kept = {key: font["name"].getDebugName(number) for number, key in LICENCE_NAMES.items()}
    builder.setupNameTable(
        {
            "familyName": family,
            "styleName": "Regular",
            "uniqueFontIdentifier": family,
            "fullName": family,
            "psName": family.replace(" ", ""),
            **{key: text for key, text in kept.items() if text},
        },
        mac=False,
    )
