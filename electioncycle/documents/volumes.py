"""Volumes: documents one behind the other in one file, with cover and contents, as PDF or DOCX."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from electioncycle.documents.blocks import Document
from electioncycle.documents.books import CONTENTS_TITLE, bind
from electioncycle.documents.docx import Writer
from electioncycle.documents.leaves import Leaves
from electioncycle.documents.pdf import render_pdf
from electioncycle.documents.printed import Part, Rendered
from electioncycle.documents.tiling import tile

TRIES = 3
"""So often an index that states pages is printed until it is as long as it was reckoned with."""
Pages = Mapping[str, int]
"""Group → the volume's own number of its first page."""


@dataclass(frozen=True)
class Chapter:
    """A document of a volume. ``group`` (the place it is of) has a line of its own in the contents."""

    title: str
    document: Document
    group: str = ""
    copies: int = 1
    paged: Callable[[Pages], Document] | None = None
    """The same document where it states on which page what begins; it must not grow by that."""


@dataclass(frozen=True)
class Volume:
    """``contents``: titles with their pages behind the cover, and the volume's own page numbers through.

    ``Leaves`` are finished pages, such as scans; a DOCX goes without them.
    """

    chapters: Sequence[Chapter | Leaves]
    cover: Document | None = None
    contents: bool = True
    tiled: bool = False
    """Large pages as sheets of A4, which every office printer takes."""
    duplex: bool = True
    """Every chapter begins on a front side, so that a volume printed on both sides comes apart again."""

    def pdf(self) -> Rendered:
        printed = [self._printed(one) for one in self.chapters]
        for place, chapter in enumerate(self.chapters):
            if isinstance(chapter, Chapter) and chapter.paged:
                printed[place] = self._paged(chapter.paged, place, printed)
        parts = [
            part
            for chapter, made in zip(self.chapters, printed, strict=True)
            for part in [Part(chapter.title, made.pdf, chapter.group)] * _copies(chapter)
        ]
        missing = [phrase for made in printed for phrase in made.missing]
        bound = bind(parts, duplex=self.duplex, cover=self.cover, contents=self.contents)
        return Rendered(bound.pdf, bound.pages, [*bound.missing, *missing])

    def _printed(self, chapter: Chapter | Leaves) -> Rendered:
        if isinstance(chapter, Leaves):
            return Rendered(chapter.pdf, chapter.pages)
        rendered = render_pdf(chapter.document)
        return tile(rendered) if self.tiled else rendered

    def _paged(self, make: Callable[[Pages], Document], place: int, printed: list[Rendered]) -> Rendered:
        """Printed with the pages of the others, once more where that made it longer."""
        for _ in range(TRIES):
            made = render_pdf(make(self._first_pages(printed)))
            same = made.pages == printed[place].pages
            printed[place] = made
            if same:
                break
        return printed[place]

    def _first_pages(self, printed: Sequence[Rendered]) -> dict[str, int]:
        found: dict[str, int] = {}
        at = 0
        for chapter, made in zip(self.chapters, printed, strict=True):
            for _ in range(_copies(chapter)):
                at += at % 2 if self.duplex else 0
                if chapter.group:
                    found.setdefault(chapter.group, at + 1)
                at += made.pages
        return found

    def docx(self) -> bytes:
        """To be changed in WPS, every chapter once: copies are the printer's matter."""
        chapters = self.on_paper
        first = self.cover or chapters[0].document
        writer = Writer(first.title)
        if self.cover is not None:
            writer.write_cover(self.cover)
        if self.contents:
            writer.write_contents(CONTENTS_TITLE, _entries(chapters))
        for number, chapter in enumerate(chapters, 1):
            writer.write_next(chapter.document, _place(number), number)
        return writer.saved()

    @property
    def on_paper(self) -> list[Chapter]:
        """The documents alone: finished pages go into no DOCX."""
        return [one for one in self.chapters if isinstance(one, Chapter)]


def _copies(chapter: Chapter | Leaves) -> int:
    return chapter.copies if isinstance(chapter, Chapter) else 1


def _entries(chapters: Sequence[Chapter]) -> list[tuple[str, str, int]]:
    """A group stands at the page of its first chapter."""
    found: list[tuple[str, str, int]] = []
    for group, own in groupby(enumerate(chapters, 1), key=lambda one: one[1].group):
        listed = [(chapter.title, _place(number), 2 if group else 1) for number, chapter in own]
        found += [(group, listed[0][1], 1), *listed] if group else listed
    return found


def _place(number: int) -> str:
    return f"part{number}"
