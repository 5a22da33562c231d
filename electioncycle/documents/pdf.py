"""Turns a document into PDF with WeasyPrint, offline, with the built typefaces only."""

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import cssselect2
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from electioncycle import garbage
from electioncycle.documents import lean_weasyprint, markup
from electioncycle.documents.blocks import Document, cells
from electioncycle.documents.faces import LONGEST_NAME, SONG, Faces, Typesetter, font_folder, load_faces
from electioncycle.documents.printed import Rendered

lean_weasyprint.install()
HERE = Path(__file__).resolve().parent
LET_GO_EVERY = 10  # documents


class OnlyOurFiles(URLFetcher):
    """Fetches files of the fonts folder; everything else, the network first of all, is refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",), fail_on_errors=True)
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(self.folder):
            raise PermissionError(f"文档不得引用 {url}")
        return URLFetcherResponse(url, path.read_bytes())


class _Page(weasyprint.HTML):
    """An already parsed page: WeasyPrint's own parser takes longer than the writing of the text."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return []  # page.css says it all


@dataclass(frozen=True)
class _Press:
    """What one process needs for all its documents."""

    faces: Faces
    fetcher: OnlyOurFiles
    fonts: FontConfiguration
    styles: weasyprint.CSS
    printed: Iterator[int] = field(default_factory=lambda: count(1))
    # Pango's font objects must not be used by two threads at once.
    lock: threading.Lock = field(default_factory=threading.Lock)


@cache
def _press(folder: Path, process: int) -> _Press:
    # By process: a forked worker must not share the font objects of its parent.
    faces = load_faces(folder)
    fetcher = OnlyOurFiles(folder)
    fonts = FontConfiguration()
    for family, path in faces.files.items():
        lean_weasyprint.register(fonts, family, path)
    sheet = (HERE / "page.css").read_text(encoding="utf-8")
    return _Press(faces, fetcher, fonts, weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=fetcher))


def render_pdf(document: Document) -> Rendered:
    """Print the document. Raises faces.FontsMissing."""
    press = _press(font_folder(), os.getpid())
    setter = Typesetter(press.faces, _Names(document))
    pdf, pages = _print(markup.to_xhtml(document, setter), press)
    return Rendered(pdf, pages, setter.report())


def print_snippets(texts: Sequence[str], style: str = "snippet") -> bytes:
    """Each text alone on a small page."""
    source = "".join(f'<p class="{style}">{escape(text)}</p>' for text in texts)
    return _print(f"<html><body>{source}</body></html>", _press(font_folder(), os.getpid()))[0]


def print_values(texts: Sequence[str], names: Sequence[str] = ()) -> Rendered:
    """Each text alone in a line, with the faces of running text; ``names`` among them may have rare characters."""
    press = _press(font_folder(), os.getpid())
    setter = Typesetter(press.faces, names)
    lines = "".join(f'<p class="value">{markup.run(text, SONG, setter)}</p>' for text in texts)
    pdf, pages = _print(f"<html><body>{lines}</body></html>", press)
    return Rendered(pdf, pages, setter.report())


@garbage.not_searched_for()
def _print(source: str, press: _Press) -> tuple[bytes, int]:
    page = _Page(ElementTree.fromstring(source), press.fetcher)  # noqa: S314 - written by ourselves
    with press.lock:
        laid_out = page.render(font_config=press.fonts, stylesheets=[press.styles])
        pdf = laid_out.write_pdf()
        if next(press.printed) % LET_GO_EVERY == 0:
            lean_weasyprint.let_go(press.fetcher.folder)
        return pdf, len(laid_out.pages)


@dataclass(frozen=True)
class _Names:
    """The document's names: those it declares and what its cells hold; looked for only when a rare character asks."""

    document: Document

    def __iter__(self) -> Iterator[str]:
        yield from self.document.names
        yield from (text for text in cells(self.document) if len(text) <= LONGEST_NAME)
