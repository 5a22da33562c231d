"""Printed documents: one structure of blocks, rendered to PDF and to DOCX, and bound into books.

Each writer is loaded with the first document it makes: a process that prints nothing does without 30 MB.
"""

from collections.abc import Iterable

from electioncycle.documents.blocks import Document
from electioncycle.documents.printed import Part, Rendered

__all__ = ["Document", "Part", "Rendered", "bind", "render_docx", "render_pdf"]


def render_pdf(document: Document) -> Rendered:
    """Print the document. Raises faces.FontsMissing."""
    from electioncycle.documents import pdf

    return pdf.render_pdf(document)


def render_docx(document: Document) -> bytes:
    """The document for WPS."""
    from electioncycle.documents import docx

    return docx.render_docx(document)


def bind(parts: Iterable[Part], *, duplex: bool, cover: Document | None = None, contents: bool = False) -> Rendered:
    """All parts in one file, with bookmarks: ``books.bind``."""
    from electioncycle.documents import books

    return books.bind(parts, duplex=duplex, cover=cover, contents=contents)
