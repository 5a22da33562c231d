"""Printed documents: one structure of blocks, rendered to PDF and to DOCX, and bound into books."""

from electioncycle.documents.blocks import Document
from electioncycle.documents.books import Part, bind
from electioncycle.documents.pdf import Rendered, render_pdf

__all__ = ["Document", "Part", "Rendered", "bind", "render_docx", "render_pdf"]


def render_docx(document: Document) -> bytes:
    """The document for WPS. Its writer is loaded with the first one: a worker that prints never needs it."""
    from electioncycle.documents import docx

    return docx.render_docx(document)
