"""Volumes: documents one behind the other in one file, with cover and contents, as PDF or DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from electioncycle.documents.blocks import Document
from electioncycle.documents.books import CONTENTS_TITLE, bind
from electioncycle.documents.docx import Writer
from electioncycle.documents.pdf import render_pdf
from electioncycle.documents.printed import Part, Rendered
from electioncycle.documents.tiling import tile


@dataclass(frozen=True)
class Chapter:
    """A document of a volume. ``group`` (the place it is of) has a line of its own in the contents."""

    title: str
    document: Document
    group: str = ""
    copies: int = 1


@dataclass(frozen=True)
class Volume:
    """``contents``: titles with their pages behind the cover, and the volume's own page numbers through."""

    chapters: Sequence[Chapter]
    cover: Document | None = None
    contents: bool = True
    tiled: bool = False
    """Large pages as sheets of A4, which every office printer takes."""
    duplex: bool = True
    """Every chapter begins on a front side, so that a volume printed on both sides comes apart again."""

    def pdf(self) -> Rendered:
        missing: list[str] = []
        parts = []
        for chapter in self.chapters:
            rendered = render_pdf(chapter.document)
            missing += rendered.missing
            printed = tile(rendered) if self.tiled else rendered
            parts += [Part(chapter.title, printed.pdf, chapter.group)] * chapter.copies
        bound = bind(parts, duplex=self.duplex, cover=self.cover, contents=self.contents)
        return Rendered(bound.pdf, bound.pages, [*bound.missing, *missing])

    def docx(self) -> bytes:
        """To be changed in WPS, every chapter once: copies are the printer's matter."""
        first = self.cover or self.chapters[0].document
        writer = Writer(first.title)
        if self.cover is not None:
            writer.write_cover(self.cover)
        if self.contents:
            writer.write_contents(CONTENTS_TITLE, self._entries())
        for number, chapter in enumerate(self.chapters, 1):
            writer.write_next(chapter.document, _place(number), number)
        return writer.saved()

    def _entries(self) -> list[tuple[str, str, int]]:
        """A group stands at the page of its first chapter."""
        found: list[tuple[str, str, int]] = []
        numbered = enumerate(self.chapters, 1)
        for group, own in groupby(numbered, key=lambda one: one[1].group):
            listed = [(chapter.title, _place(number), 2 if group else 1) for number, chapter in own]
            found += [(group, listed[0][1], 1), *listed] if group else listed
        return found


def _place(number: int) -> str:
    return f"part{number}"
