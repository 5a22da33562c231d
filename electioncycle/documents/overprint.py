"""Words set into a form that was printed elsewhere (套打), by millimetres; and a sheet to measure with."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from electioncycle.documents.pdf import print_values
from electioncycle.documents.printed import Rendered

MM = 72 / 25.4
TYPE, LINE = 9.0, 14.0
"""Points of .value in page.css and of the page that it stands on."""
EVERY = 10
"""Millimetres from line to line of the sheet to measure with."""


@dataclass(frozen=True)
class Placed:
    """``across`` and ``down``: millimetres from the upper left corner to the upper left of the first character."""

    text: str
    across: float
    down: float
    size: float


@dataclass(frozen=True)
class Blank:
    """The form: its width and height in millimetres."""

    width: float
    height: float


def overprint(form: Blank, sheets: Sequence[Sequence[Placed]], names: Sequence[str] = ()) -> Rendered:
    """One page for each sheet, of the form's size, with nothing on it but the words."""
    written = [one for sheet in sheets for one in sheet]
    values = print_values([one.text for one in written] or [" "], names)
    with pikepdf.open(io.BytesIO(values.pdf)) as source, pikepdf.new() as book:
        drawn = iter([book.copy_foreign(page.as_form_xobject()) for page in source.pages])
        for sheet in sheets:
            page = book.add_blank_page(page_size=(form.width * MM, form.height * MM))
            commands = [_set(page, next(drawn), one, form) for one in sheet]
            page.contents_add("\n".join(commands).encode())
        return Rendered(_saved(book), len(book.pages), values.missing)


def measuring_sheet(form: Blank, places: Sequence[Placed]) -> Rendered:
    """The words in their places over a grid of millimetres, to be held against the form."""
    rulers = [Placed(str(at), at + 0.5, 0.5, 7) for at in range(EVERY, int(form.width), EVERY)]
    rulers += [Placed(str(at), 0.5, at + 0.5, 7) for at in range(EVERY, int(form.height), EVERY)]
    made = overprint(form, [[*rulers, *places]], [one.text for one in places])
    with pikepdf.open(io.BytesIO(made.pdf)) as book:
        grid = "\n".join(_grid(form))
        book.pages[0].contents_add(f"q 0.3 w 0.7 G\n{grid}\nQ\n".encode(), prepend=True)
        return Rendered(_saved(book), 1, made.missing)


def _set(page: pikepdf.Page, drawn: pikepdf.Object, one: Placed, form: Blank) -> str:
    name = page.add_resource(drawn, pikepdf.Name.XObject)
    scale = one.size / TYPE
    foot = (form.height - one.down) * MM - (LINE + TYPE) / 2 * scale
    return f"q {scale:.4f} 0 0 {scale:.4f} {one.across * MM:.2f} {foot:.2f} cm {name} Do Q"


def _grid(form: Blank) -> Iterator[str]:
    width, height = form.width * MM, form.height * MM
    for at in range(0, int(form.width) + 1, EVERY):
        yield f"{at * MM:.2f} 0 m {at * MM:.2f} {height:.2f} l S"
    for at in range(0, int(form.height) + 1, EVERY):
        yield f"0 {height - at * MM:.2f} m {width:.2f} {height - at * MM:.2f} l S"


def _saved(book: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
