"""A file on its way to the browser."""

from typing import Any

from django.http import Http404, HttpResponse

from electioncycle.actors import Actor, CycleLike
from electioncycle.documents import Document, render_docx, render_pdf
from electioncycle.documents.figure_tables import FORMS, FigurePaper, FigureTable
from electioncycle.security import audit
from electioncycle.web.pages import disposition

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What the site makes itself, by the ending of the file's name."""
PAPERS = ("pdf", "docx")
"""The forms of a paper: to print, and to change in WPS."""
MAKING = "making"
"""The cookie by which office.js sees that the file it waits for has come: the button then says again what it does."""


class Download(HttpResponse):
    """The answer that is a file, with the name people know it by."""

    def __init__(self, data: bytes, name: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.name = name


def download(data: bytes, name: str, content_type: str = "", *, inline: bool = False) -> Download:
    """``content_type`` is for files of other kinds, such as those that were uploaded."""
    response = Download(data, name, content_type=content_type or TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = disposition(name, inline=inline)
    response["Cache-Control"] = "no-store"
    response.delete_cookie(MAKING, samesite="Lax")
    return response


def printed(document: Document, name: str, form: str) -> Download:
    """The document in one of the forms of a paper; ``name`` is the file's without its ending. Others do not exist."""
    if form not in PAPERS:
        raise Http404
    return download(render_docx(document) if form == "docx" else render_pdf(document).pdf, f"{name}.{form}")


def figures(
    made: FigureTable | FigurePaper, form: str, *, ledger: str, by: Actor, cycle: CycleLike | None, **details: Any
) -> Download:
    """The figures of a page in one of their forms; that they left it is recorded, with these details."""
    if form not in FORMS:
        raise Http404
    data = made.file(form, place=by.place, cycle=cycle)
    event = audit.Event.EXPORTED if form == "xlsx" else audit.Event.PRINTED
    audit.record(event, by=by, ledger=ledger, **details)
    return download(data, f"{by.place}{made.title}.{form}")
