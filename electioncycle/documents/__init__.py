"""Printed documents: one structure of blocks, rendered to PDF and to DOCX, and bound into books."""

from electioncycle.documents.blocks import Document
from electioncycle.documents.books import Part, bind
from electioncycle.documents.docx import render_docx
from electioncycle.documents.pdf import Rendered, render_pdf

__all__ = ["Document", "Part", "Rendered", "bind", "render_docx", "render_pdf"]
