"""A file on its way to the browser."""

from django.http import Http404, HttpResponse

from electioncycle.documents import Document, render_docx, render_pdf
from electioncycle.web.pages import disposition

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What the site makes itself, by the ending of the file's name."""
PAPERS = ("pdf", "docx")
"""The forms of a paper: to print, and to change in WPS."""


def download(data: bytes, name: str, content_type: str = "", *, inline: bool = False) -> HttpResponse:
    """``content_type`` is for files of other kinds, such as those that were uploaded."""
    response = HttpResponse(data, content_type=content_type or TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = disposition(name, inline=inline)
    response["Cache-Control"] = "no-store"
    return response


def printed(document: Document, name: str, form: str) -> HttpResponse:
    """The document in one of the forms of a paper; ``name`` is the file's without its ending. Others do not exist."""
    if form not in PAPERS:
        raise Http404
    return download(render_docx(document) if form == "docx" else render_pdf(document).pdf, f"{name}.{form}")
