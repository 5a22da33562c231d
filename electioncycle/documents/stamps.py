"""Writes onto finished pages: a volume's own numbers, 总第n页, and the name of whoever full numbers are handed to."""

import io
from functools import cache

import pikepdf

from electioncycle.documents.pdf import print_snippets

SIZE = 9.0  # points, as .snippet in page.css
FROM_BOTTOM = 24.0  # below the last line of a compact page, beside the page's own number
_SIGNS = ("总第", "页", *"0123456789")
_WIDTH = dict.fromkeys("0123456789", 0.56) | {"总第": 2.1, "页": 1.1}  # ems


@cache
def _sheet() -> bytes:
    """One page for each sign: printed once, then placed like type."""
    return print_snippets(_SIGNS)


def number_pages(book: pikepdf.Pdf) -> None:
    """Number all pages of the book from 1, at the middle of the foot."""
    with pikepdf.open(io.BytesIO(_sheet())) as sheet:
        forms = {
            sign: book.copy_foreign(page.as_form_xobject()) for sign, page in zip(_SIGNS, sheet.pages, strict=True)
        }
    for number, page in enumerate(book.pages, 1):
        signs = ("总第", *str(number), "页")
        names = {sign: page.add_resource(forms[sign], pikepdf.Name.XObject) for sign in set(signs)}
        x = (float(page.mediabox[2]) - SIZE * sum(_WIDTH[sign] for sign in signs)) / 2
        commands = []
        for sign in signs:
            commands.append(f"q 1 0 0 1 {x:.2f} {FROM_BOTTOM} cm {names[sign]} Do Q")
            x += SIZE * _WIDTH[sign]
        # The page's own content may leave its coordinates changed: it is fenced in.
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(("Q\n" + "\n".join(commands)).encode())


def mark_pages(pdf: bytes, mark: str) -> bytes:
    """The text small at the head and foot of every page, and pale and large across it."""
    with (
        pikepdf.open(io.BytesIO(pdf)) as book,
        pikepdf.open(io.BytesIO(print_snippets([mark], style="ribbon"))) as sheet,
    ):
        ribbon = book.copy_foreign(sheet.pages[0].as_form_xobject())
        pale = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.13, CA=0.13)
        for page in book.pages:
            name = page.add_resource(ribbon, pikepdf.Name.XObject)
            ghost = page.add_resource(pale, pikepdf.Name.ExtGState)
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            places = [f"1 0 0 1 40 {height - 26:.1f}", "1 0 0 1 40 14"]
            commands = [f"q {place} cm {name} Do Q" for place in places]
            for part in (0.12, 0.42, 0.72):
                commands.append(
                    f"q {ghost} gs 1.5 0.55 -0.55 1.5 {width * 0.08:.1f} {height * part:.1f} cm {name} Do Q"
                )
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(("Q\n" + "\n".join(commands)).encode())
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
