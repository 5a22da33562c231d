"""Takes typefaces where they lie: WeasyPrint copies each of them whole, several times a document."""

import ctypes
import mmap
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from weasyprint.pdf import fonts
from weasyprint.text.ffi import (
    ffi,
    fontconfig,
    harfbuzz,
    harfbuzz_subset,
    pangoft2,
)
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data

_madvise = ctypes.CDLL(None).madvise
_madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
COMPRESSION = 6
"""Outlines take half the time of pydyf's 9 and half a percent more room."""
USELESS = (
    *(b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG "),
    *(b"cmap", b"GDEF", b"name", b"OS/2", b"post", b"vhea", b"vmtx", b"gasp"),
)
"""Tables that a reader of PDF does not ask: it draws glyphs by number, and the widths stand in the page's own file."""
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


def no_data(face: Any) -> bytes:
    """What every font would begin with is its whole file."""
    return b""


def compressor(level: int) -> Any:
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
