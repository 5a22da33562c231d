"""Gives a book one font for each typeface in place of one for each document: most of a short document is its fonts.

WeasyPrint keeps a glyph's number when it takes a document's characters out of a typeface, so the same number means the
same glyph in every document; a document that was printed with another build of the typeface keeps its own font.
"""

import io
import re
import struct
from dataclasses import dataclass, field

import pikepdf
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

Glyph = tuple[bytes, int, int]  # outline, advance, left side bearing
_MAPPING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_TABLES = ("head", "hhea", "maxp")
_MAPPING_HEAD = (
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
)
_MAPPING_TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


@dataclass
class _Typeface:
    """What the documents of a book have of one typeface."""

    tables: dict[str, bytes]
    glyphs: dict[int, Glyph] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    characters: dict[int, bytes] = field(default_factory=dict)
    users: list[pikepdf.Object] = field(default_factory=list)

    def agrees_with(self, glyphs: dict[int, Glyph]) -> bool:
        return all(_same(self.glyphs.get(number, glyph), glyph) for number, glyph in glyphs.items())

    def take(self, font: pikepdf.Object, glyphs: dict[int, Glyph]) -> None:
        self.glyphs = glyphs | self.glyphs
        self.widths |= _widths(font.DescendantFonts[0].W)
        self.characters |= {int(code, 16): text for code, text in _MAPPING.findall(font.ToUnicode.read_bytes())}
        self.users.append(font)


def share_fonts(book: pikepdf.Pdf) -> None:
    """Replace the fonts of the book's pages by shared ones with the same glyphs."""
    typefaces: dict[str, _Typeface] = {}
    for font in fonts_of(book):
        reader = SFNTReader(io.BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
        glyphs = _glyphs(reader)
        name = str(font.BaseFont).partition("+")[2]
        typeface = typefaces.setdefault(name, _Typeface({tag: reader[tag] for tag in _TABLES}))
        if typeface.agrees_with(glyphs):
            typeface.take(font, glyphs)
    for typeface in typefaces.values():
        if len(typeface.users) > 1:
            _replace(book, typeface)


def fonts_of(book: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The TrueType fonts of the book's pages, each once."""
    found: dict[tuple[int, int], pikepdf.Object] = {}
    for page in book.pages:
        for font in dict(page.resources.get("/Font", pikepdf.Dictionary())).values():
            if font.objgen not in found and font.get("/Subtype") == "/Type0":
                found[font.objgen] = font
    return [font for font in found.values() if "/FontFile2" in font.DescendantFonts[0].FontDescriptor]


def _glyphs(reader: SFNTReader) -> dict[int, Glyph]:
    """The glyphs that have an outline or a width, by number."""
    count = struct.unpack(">H", reader["maxp"][4:6])[0]
    is_long = struct.unpack(">h", reader["head"][50:52])[0]
    places = struct.unpack(f">{count + 1}{'I' if is_long else 'H'}", reader["loca"])
    if not is_long:
        places = tuple(2 * place for place in places)
    full = struct.unpack(">H", reader["hhea"][34:36])[0]
    numbers = struct.unpack(f">{full * 2 + count - full}H", reader["hmtx"])
    outlines = reader["glyf"]
    glyphs = {}
    for number in range(count):
        advance = numbers[2 * min(number, full - 1)]
        bearing = numbers[2 * number + 1] if number < full else numbers[full + number]
        outline = outlines[places[number] : places[number + 1]]
        if outline:
            glyphs[number] = (outline, advance, bearing)
    return glyphs


def _same(one: Glyph, other: Glyph) -> bool:
    # A large font pads its outlines otherwise than a small one.
    return one[1:] == other[1:] and one[0].rstrip(b"\0") == other[0].rstrip(b"\0")


def _widths(array: pikepdf.Object) -> dict[int, float]:
    """[7 [500 600] 12 [900]] → {7: 500, 8: 600, 12: 900}"""
    items = list(array)
    runs = zip(items[::2], items[1::2], strict=True)
    return {int(first) + place: float(width) for first, run in runs for place, width in enumerate(run)}


def _replace(book: pikepdf.Pdf, typeface: _Typeface) -> None:
    model = typeface.users[0].DescendantFonts[0]
    descriptor = pikepdf.Dictionary(dict(model.FontDescriptor))
    content = _build(typeface)
    descriptor.FontFile2 = book.make_stream(content, Length1=len(content))
    descendant = pikepdf.Dictionary(dict(model))
    descendant.FontDescriptor = book.make_indirect(descriptor)
    descendant.W = book.make_indirect(
        pikepdf.Array([item for number, width in sorted(typeface.widths.items()) for item in (number, [width])])
    )
    descendants = book.make_indirect(pikepdf.Array([book.make_indirect(descendant)]))
    mapping = book.make_stream(_mapping(typeface.characters))
    for font in typeface.users:
        font.DescendantFonts = descendants
        font.ToUnicode = mapping


def _build(typeface: _Typeface) -> bytes:
    """A TrueType file with all glyphs at their numbers, and with no more than a PDF reader needs."""
    count = max(typeface.glyphs) + 1
    outlines, places, metrics = bytearray(), [0], bytearray()
    for number in range(count):
        outline, advance, bearing = typeface.glyphs.get(number, (b"", 0, 0))
        outlines += outline + bytes(-len(outline) % 4)
        places.append(len(outlines))
        metrics += struct.pack(">HH", advance, bearing)
    head, hhea, maxp = (bytearray(typeface.tables[tag]) for tag in _TABLES)
    head[50:52] = struct.pack(">h", 1)
    hhea[34:36] = struct.pack(">H", count)
    maxp[4:6] = struct.pack(">H", count)
    tables = {"head": head, "hhea": hhea, "maxp": maxp, "glyf": outlines, "hmtx": metrics}
    tables["loca"] = bytearray(struct.pack(f">{count + 1}I", *places))
    buffer = io.BytesIO()
    writer = SFNTWriter(buffer, len(tables))
    for tag in sorted(tables):
        writer[tag] = bytes(tables[tag])
    writer.close()
    return buffer.getvalue()


def _mapping(characters: dict[int, bytes]) -> bytes:
    lines = [b"<%04x> <%s>\n" % pair for pair in sorted(characters.items())]
    batches = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(batch), b"".join(batch)) for batch in batches)
    return _MAPPING_HEAD + body + _MAPPING_TAIL
