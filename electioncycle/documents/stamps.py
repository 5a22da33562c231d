"""Writes a volume's own page numbers, 总第n页, onto pages that were printed before the volume was bound."""

import io
from functools import cache

import pikepdf

from electioncycle.documents.pdf import print_snippets

SIZE = 9.0  # points, as .snippet in page.css
FROM_BOTTOM = 42.0
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
