"""A3 on A4 paper: every large page as two sheets, with the strip they are glued on and the line to cut along.

A page laid across comes as a left and a right sheet, an upright one as an upper and a lower.
"""

import io
from collections.abc import Iterator
from functools import cache

import pikepdf

from electioncycle.documents.pdf import print_snippets
from electioncycle.documents.printed import Rendered

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
UNPRINTABLE, STRIP = 5 * MM, 10 * MM
"""What office printers leave white at an edge, and how far the two sheets overlap."""
_WORDS = ("粘贴处", "裁切线")


@cache
def _sheet() -> bytes:
    return print_snippets(_WORDS)


def tile(rendered: Rendered) -> Rendered:
    """Large pages as two of A4, a little smaller; pages of A4 stay as they are, and so do those of a print shop."""
    with (
        pikepdf.open(io.BytesIO(rendered.pdf)) as source,
        pikepdf.open(io.BytesIO(_sheet())) as words,
        pikepdf.new() as book,
    ):
        marks = [book.copy_foreign(page.as_form_xobject()) for page in words.pages]
        for page in source.pages:
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            if max(width, height) <= HEIGHT + 1 or max(width, height) > 2 * WIDTH + 2:
                book.pages.append(page)
                continue
            drawn = book.copy_foreign(page.as_form_xobject())
            upright = height > width
            for content in _stacked(width, height) if upright else _halves(width, height):
                _add(book, drawn, marks, content, (HEIGHT, WIDTH) if upright else (WIDTH, HEIGHT))
        out = io.BytesIO()
        book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return Rendered(out.getvalue(), len(book.pages), rendered.missing)


def _halves(width: float, height: float) -> Iterator[str]:
    """Left: up to the right edge's white, its last strip to be glued over. Right: from the line to cut along."""
    seam = WIDTH - UNPRINTABLE - STRIP
    scale = (seam + WIDTH - UNPRINTABLE) / width
    foot = (HEIGHT - height * scale) / 2
    for left, first, last, line, word in (
        (0.0, 0.0, seam + STRIP, seam, 0),
        (UNPRINTABLE - seam, UNPRINTABLE, WIDTH, UNPRINTABLE, 1),
    ):
        yield (
            f"q {first:.2f} 0 {last - first:.2f} {HEIGHT:.2f} re W n "
            f"{scale:.5f} 0 0 {scale:.5f} {left:.2f} {foot:.2f} cm /Drawn Do Q\n"
            f"q 0.4 w [3 3] 0 d {line:.2f} 0 m {line:.2f} {HEIGHT:.2f} l S Q\n"
            f"q 1 0 0 1 {line + 1:.2f} {HEIGHT - 26:.2f} cm /Word{word} Do Q\n"
            f"q 1 0 0 1 {line + 1:.2f} 14 cm /Word{word} Do Q\n"
        )


def _stacked(width: float, height: float) -> Iterator[str]:
    """Upper: down to the lower edge's white, its last strip to be glued over. Lower: from the line to cut along."""
    seam = UNPRINTABLE + STRIP
    scale = (2 * WIDTH - seam - UNPRINTABLE) / height
    left = (HEIGHT - width * scale) / 2
    for foot, low, high, line, word in (
        (seam - (WIDTH - UNPRINTABLE), UNPRINTABLE, WIDTH, seam, 0),
        (0.0, 0.0, WIDTH - UNPRINTABLE, WIDTH - UNPRINTABLE, 1),
    ):
        yield (
            f"q 0 {low:.2f} {HEIGHT:.2f} {high - low:.2f} re W n "
            f"{scale:.5f} 0 0 {scale:.5f} {left:.2f} {foot:.2f} cm /Drawn Do Q\n"
            f"q 0.4 w [3 3] 0 d 0 {line:.2f} m {HEIGHT:.2f} {line:.2f} l S Q\n"
            f"q 1 0 0 1 14 {line - 13:.2f} cm /Word{word} Do Q\n"
            f"q 1 0 0 1 {HEIGHT - 44:.2f} {line - 13:.2f} cm /Word{word} Do Q\n"
        )


def _add(
    book: pikepdf.Pdf, drawn: pikepdf.Object, marks: list[pikepdf.Object], content: str, size: tuple[float, float]
) -> None:
    page = book.add_blank_page(page_size=size)
    forms = pikepdf.Dictionary({"/Drawn": drawn, "/Word0": marks[0], "/Word1": marks[1]})
    page.Resources = pikepdf.Dictionary({"/XObject": forms})
    page.Contents = book.make_stream(content.encode())
