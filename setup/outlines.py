"""Makes one small static TrueType file of a larger font: WeasyPrint is several times faster with it."""

import unicodedata
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from faces import Face

# Units of a converted em: one is 0.011 mm in 3号 type, a quarter of a printer's dot at 600 dpi.
UNITS = 500
# Units that a converted curve may stray.
TOLERANCE = 1.0
# A traced outline: thousandths of an em that its many short curves may stray when they become one.
MERGING = 2.0
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
    scale = _scale(font)
    builder = FontBuilder(round(font["head"].unitsPerEm * scale), isTTF=True)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap(names)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(metrics)
    line, old = font["hhea"], font["OS/2"]
    builder.setupHorizontalHeader(
        ascent=round(line.ascent * scale), descent=round(line.descent * scale), lineGap=round(line.lineGap * scale)
    )
    _name(builder, font, face.family)
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
    scale = _scale(font)
    outlines = {".notdef": _outline(font, glyphs, ".notdef", face.traced)}
    metrics = {".notdef": (round(glyphs[".notdef"].width * scale), 0)}
    names: dict[int, str] = {}
    for code, source_name in sorted(font.getBestCmap().items()):
        if not face.wants(code):
            continue
        outline = _outline(font, glyphs, source_name, face.traced)
        # Some fonts map a character to an empty glyph; the renderer must not believe that it prints.
        if not outline.numberOfContours and not _is_blank(code):
            continue
        name = names[code] = f"u{code:04X}"
        outlines[name] = outline
        metrics[name] = (round(glyphs[source_name].width * scale), getattr(outline, "xMin", 0))
    return outlines, metrics, names


def _scale(font: TTFont) -> float:
    """Outlines that are quadratic already stay as they are."""
    return 1.0 if "glyf" in font else UNITS / font["head"].unitsPerEm


def _outline(font: TTFont, glyphs: Any, name: str, traced: bool = False) -> Glyph:
    pen = TTGlyphPen(None)
    cubic, scale = "glyf" not in font, _scale(font)
    drawing = pen
    if cubic:
        smaller = (scale, 0, 0, scale, 0, 0)
        drawing = TransformPen(Cu2QuPen(pen, TOLERANCE, reverse_direction=True), smaller)
        if traced:
            drawing = Cu2QuPen(Qu2CuPen(drawing, MERGING, all_cubic=True), MERGING / 4)
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
