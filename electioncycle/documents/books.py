"""Binds finished PDFs into one file: a duplex print file, or a volume with cover, contents and bookmarks."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from electioncycle.documents import stamps
from electioncycle.documents.blocks import Contents, Document, Entry
from electioncycle.documents.pdf import render_pdf
from electioncycle.documents.printed import Part, Rendered
from electioncycle.documents.shared_fonts import share_fonts

A4 = (595.276, 841.890)
CONTENTS_TITLE = "目\u3000录"


@dataclass(frozen=True)
class _Placed:
    title: str
    group: str
    first: int  # index of its first page among the parts' pages


def bind(parts: Iterable[Part], *, duplex: bool, cover: Document | None = None, contents: bool = False) -> Rendered:
    """All parts in one file, with bookmarks; ``parts`` may be read one at a time from storage.

    ``duplex``: every part begins on a front side. ``contents``: a table of contents behind the cover; because every
    part keeps the page numbers it was printed with, the volume's own then stand beside them as 总第n页.
    """
    with pikepdf.new() as book:
        placed = list(_append(book, parts, duplex=duplex))
        if contents:
            stamps.number_pages(book)
        front = [render_pdf(document) for document in _front(cover, placed if contents else [])]
        # The later document is put first, so that each lands on top of those behind it.
        for rendered in reversed(front):
            _insert(book, rendered.pdf, duplex=duplex)
        _bookmark(book, placed, sum(rendered.pages + rendered.pages % 2 * duplex for rendered in front))
        share_fonts(book)
        buffer = io.BytesIO()
        book.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        missing = [phrase for rendered in front for phrase in rendered.missing]
        return Rendered(buffer.getvalue(), len(book.pages), missing)


def _append(book: pikepdf.Pdf, parts: Iterable[Part], *, duplex: bool) -> Iterator[_Placed]:
    for part in parts:
        if duplex and len(book.pages) % 2:
            book.add_blank_page(page_size=A4)
        yield _Placed(part.title, part.group, len(book.pages))
        with pikepdf.open(io.BytesIO(part.pdf)) as source:
            book.pages.extend(source.pages)


def _insert(book: pikepdf.Pdf, pdf: bytes, *, duplex: bool) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as source:
        if duplex and len(source.pages) % 2:
            source.add_blank_page(page_size=A4)
        for number, page in enumerate(source.pages):
            book.pages.insert(number, page)


def _front(cover: Document | None, placed: Sequence[_Placed]) -> Iterator[Document]:
    if cover is not None:
        yield cover
    if placed:
        yield Document(title=CONTENTS_TITLE, blocks=(Contents(tuple(_entries(placed))),), page_numbers=False)


def _entries(placed: Sequence[_Placed]) -> Iterator[Entry]:
    group = ""
    for part in placed:
        if part.group and part.group != group:
            yield Entry(part.group, part.first + 1)
        group = part.group
        yield Entry(part.title, part.first + 1, 2 if group else 1)


def _bookmark(book: pikepdf.Pdf, placed: Sequence[_Placed], offset: int) -> None:
    with book.open_outline() as outline:
        group: pikepdf.OutlineItem | None = None
        for part in placed:
            page = offset + part.first
            if not part.group:
                group = None
            elif group is None or group.title != part.group:
                group = pikepdf.OutlineItem(part.group, page)
                outline.root.append(group)
            (group.children if group else outline.root).append(pikepdf.OutlineItem(part.title, page))
