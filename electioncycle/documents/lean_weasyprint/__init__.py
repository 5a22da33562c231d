"""Replaces pieces of WeasyPrint that copy whole typefaces or do the same work anew for every cell; the pages stay the
same. Written for the pinned version: ``tests/test_documents.py`` prints with and without them.
"""

import sys
import zlib
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pydyf
from weasyprint import css
from weasyprint.css import StyleFor
from weasyprint.pdf import fonts, stream
from weasyprint.text import line_break
from weasyprint.text.fonts import get_hb_object_data

from electioncycle.documents.lean_weasyprint import borders, boxes, cascade, evenly, lines, styles, typefaces
from electioncycle.documents.lean_weasyprint.typefaces import let_go, register

__all__ = ["PIECES", "install", "let_go", "register"]


def _pieces() -> Iterator[tuple[Any, str, Any, Any]]:
    yield stream, "Font", typefaces.Font.__base__, typefaces.Font
    yield fonts, "get_hb_object_data", get_hb_object_data, typefaces.no_data
    yield pydyf, "zlib", zlib, SimpleNamespace(compressobj=typefaces.compressor)
    yield line_break, "Layout", lines.Layout.__base__, lines.Layout
    yield StyleFor, "set_computed_styles", styles.written, styles.set_computed_styles
    yield StyleFor, "__init__", cascade.written["__init__"], cascade.init
    yield css, "find_stylesheets", cascade.written["find_stylesheets"], cascade.find_stylesheets
    for module in (borders, boxes, lines):
        for piece, own in module.written.items():
            for place, name in _places(own):
                yield place, name, own, getattr(module, piece)


def _places(piece: Any) -> Iterator[tuple[ModuleType, str]]:
    """Every module of WeasyPrint that has it by name."""
    for module in [module for name, module in sys.modules.items() if name.startswith("weasyprint.")]:
        yield from ((module, name) for name, value in vars(module).items() if value is piece)


PIECES = tuple(_pieces())
"""Where a piece of WeasyPrint stands, its name, WeasyPrint's own and ours."""


ADDED = tuple(
    (place, name, getattr(evenly, piece)) for piece, own in evenly.written.items() for place, name in _places(own)
)
"""What WeasyPrint cannot do, rather than does slowly."""


def install() -> None:
    """Put the pieces in place, once, before the first document."""
    for place, name, ours in ADDED:
        setattr(place, name, ours)
    for place, name, _, ours in PIECES:
        setattr(place, name, ours)
