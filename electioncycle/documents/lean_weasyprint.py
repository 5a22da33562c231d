"""Replaces pieces of WeasyPrint that copy whole typefaces or do the same work anew for every cell; the pages stay the
same. Written for the pinned version: ``tests/test_documents.py`` prints with and without them.
"""

import ctypes
import mmap
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import pydyf
from weasyprint.css import AnonymousStyle
from weasyprint.pdf import fonts, stream
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import (
    ffi,
    fontconfig,
    gobject,
    harfbuzz,
    harfbuzz_subset,
    pango,
    pangoft2,
    unicode_to_char_p,
)
from weasyprint.text.fonts import FontConfiguration, get_font_description, get_hb_object_data

_madvise = ctypes.CDLL(None).madvise
_madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
COMPRESSION = 6
"""Outlines take half the time of pydyf's 9 and half a percent more room."""
USELESS = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")
PLAIN = {"text_decoration_line": "none", "font_language_override": "normal", "font_kerning": "auto"}


class Font(fonts.Font):
    """Takes a document's characters out of the typeface where it lies, in one go.

    WeasyPrint copies every typeface whole first, 40 MB a document, and takes the characters out twice.
    """

    def subset(self, to_unicode: dict[int, str], hinting: bool) -> None:
        if not to_unicode or harfbuzz_subset is None:
            self.file_content = get_hb_object_data(self.hb_face)
            super().subset(to_unicode, hinting)
            return
        wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
        _add(harfbuzz_subset.hb_subset_input_glyph_set(wanted), to_unicode)
        dropped = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
        _add(dropped, (harfbuzz.hb_tag_from_string(name, -1) for name in USELESS))
        flags = (
            harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
            | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
            | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING * (not hinting)
            | harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE * bool(self.missing)
        )
        harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
        face = harfbuzz_subset.hb_subset_or_fail(self.hb_face, wanted)
        self.file_content = get_hb_object_data(ffi.gc(face, harfbuzz.hb_face_destroy))


def _add(target: Any, numbers: Iterable[int]) -> None:
    ordered = sorted(numbers)
    harfbuzz.hb_set_add_sorted_array(target, ffi.new("hb_codepoint_t[]", ordered), len(ordered))


class Layout(line_break.Layout):
    """Shares Pango's context and the description of the font among all lines of the same type."""

    def setup(self, style: Any) -> None:
        if any(style[name] != value for name, value in PLAIN.items()):
            super().setup(style)
            return
        known = vars(style.font_config).setdefault("known_type", {})
        key = (font_key(style), style["font_size"], style["direction"])
        if key not in known:
            known[key] = _type_of(style)
        context, self.language, description = known[key]
        self.style = style
        self.first_line_direction = 0
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None


def _type_of(style: Any) -> tuple[Any, Any, Any]:
    """Context, language and font of a style, as ``line_break.Layout`` makes them."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_get_default()
    if style["lang"]:
        language = pango.pango_language_from_string(unicode_to_char_p(style["lang"])[0])
        pango.pango_context_set_language(context, language)
    return context, language, get_font_description(style)


written_key = line_break._font_style_cache_key


def font_key(style: Any, include_size: bool = False) -> str:
    """As WeasyPrint writes it, but once for a style, where it does so four times a line."""
    while isinstance(style, AnonymousStyle):  # hands down the font of its parent
        style = style.parent_style
    keys = vars(style).setdefault("font_keys", {})
    if include_size not in keys:
        keys[include_size] = written_key(style, include_size)
    return keys[include_size]


def _compressor(level: int) -> Any:
    return zlib.compressobj(level=COMPRESSION)


def register(fonts: FontConfiguration, family: str, path: Path) -> None:
    """Make a typeface known under a name as ``@font-face`` does, where it lies: no copy of it for each process."""
    config = Element("fontconfig")
    match = SubElement(config, "match", target="scan")
    SubElement(SubElement(match, "test", name="file", compare="eq"), "string").text = str(path)
    SubElement(SubElement(match, "edit", name="family", mode="prepend"), "string").text = family
    fontconfig.FcConfigParseAndLoadFromMemory(fonts._config, tostring(config), True)
    if not fontconfig.FcConfigAppFontAddFile(fonts._config, os.fsencode(path)):
        raise OSError(f"{path} is no typeface")
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))


def let_go(folder: Path) -> None:
    """Drop this process's hold on the pages of typefaces it has read; the system keeps them once for all processes.

    Without it every character ever printed stays counted. What was written to is no mere copy of the file and stays.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        if str(folder) in line and " r--p " in line:
            first, last = (int(number, 16) for number in line.split(" ", 1)[0].split("-"))
            _madvise(first, last - first, mmap.MADV_DONTNEED)


def install() -> None:
    """Put the pieces in place, once, before the first document."""
    stream.Font = Font
    fonts.get_hb_object_data = lambda face: b""  # what every font would begin with: its whole file
    line_break.Layout = Layout
    line_break._font_style_cache_key = font_key
    pydyf.zlib = SimpleNamespace(compressobj=_compressor)
