"""Makes one small static TrueType file of a larger font: WeasyPrint is several times faster with it."""

import unicodedata
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from faces import Face

# Thousandths of an em that a converted curve may stray: 0.006 mm in 3号 type.
TOLERANCE = 1.0
LICENCE_NAMES = {0: "copyright", 5: "version", 13: "licenseDescription", 14: "licenseInfoURL"}


def open_font(path: Path, family: str = "") -> TTFont:
    """Open a font file, or the member of a collection that bears the family name."""
    if path.suffix.lower() not in (".ttc", ".otc"):
        return TTFont(path, lazy=True)
    for font in TTCollection(path, lazy=True).fonts:
        if family in ("", font["name"].getBestFamilyName()):
            return font
    raise LookupError(f"{path} 中没有字体 {family}")


def convert(face: Face, source: Path, target: Path) -> list[int]:
    """Write the face's characters from ``source`` to ``target``; return the code points it then has."""
    font = open_font(source, face.source_family)
    outlines, metrics, names = _draw(font, face)
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap(names)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(metrics)
    line = font["hhea"]
    builder.setupHorizontalHeader(ascent=line.ascent, descent=line.descent, lineGap=line.lineGap)
    _name(builder, font, face.family)
    old = font["OS/2"]
    # Weight and slant say "regular" for every face: a document chooses a family, never a weight.
    builder.setupOS2(
        sTypoAscender=old.sTypoAscender,
        sTypoDescender=old.sTypoDescender,
        sTypoLineGap=old.sTypoLineGap,
        usWinAscent=old.usWinAscent,
        usWinDescent=old.usWinDescent,
        fsType=old.fsType,
        usWeightClass=400,
        fsSelection=0x40,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["OS/2"].recalcUnicodeRanges(builder.font)
    builder.save(target)
    return sorted(names)


def coverage(path: Path) -> list[int]:
    """The code points that a ready-made font draws."""
    font = open_font(path)
    glyphs, best = font.getGlyphSet(), font.getBestCmap()
    return sorted(
        code for code, name in best.items() if _is_blank(code) or _outline(font, glyphs, name).numberOfContours
    )


def _draw(font: TTFont, face: Face) -> tuple[dict[str, Glyph], dict[str, tuple[int, int]], dict[int, str]]:
    glyphs = font.getGlyphSet()
    outlines = {".notdef": _outline(font, glyphs, ".notdef")}
    metrics = {".notdef": (glyphs[".notdef"].width, 0)}
    names: dict[int, str] = {}
    for code, source_name in sorted(font.getBestCmap().items()):
        if not face.wants(code):
            continue
        outline = _outline(font, glyphs, source_name)
        # Some fonts map a character to an empty glyph; the renderer must not believe that it prints.
        if not outline.numberOfContours and not _is_blank(code):
            continue
        name = names[code] = f"u{code:04X}"
        outlines[name] = outline
        metrics[name] = (round(glyphs[source_name].width), getattr(outline, "xMin", 0))
    return outlines, metrics, names


def _outline(font: TTFont, glyphs, name: str) -> Glyph:
    pen = TTGlyphPen(None)
    cubic = "glyf" not in font
    drawing = Cu2QuPen(pen, TOLERANCE * font["head"].unitsPerEm / 1000, reverse_direction=True) if cubic else pen
    glyphs[name].draw(DecomposingFilterPen(drawing, glyphs))
    glyph = pen.glyph(dropImpliedOnCurves=cubic)
    if glyph.numberOfContours:
        glyph.recalcBounds(None)
    return glyph


def _is_blank(code: int) -> bool:
    return unicodedata.category(chr(code)) in ("Zs", "Cf", "Cc")


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
