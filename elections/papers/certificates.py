"""Certificates of those elected: values alone for the form that the county had printed, or the whole text."""

from collections.abc import Sequence
from datetime import date

from electioncycle.documents.blocks import Document
from electioncycle.documents.overprint import Blank, Placed, measuring_sheet, overprint
from electioncycle.documents.printed import Rendered
from electioncycle.wording import day_in_words
from elections.models import ElectedPerson
from elections.papers.packs import paper_document
from elections.rules.certificate import POINT, Layout, Position, fitted, values
from elections.rules.forms import PAPERS
from elections.rules.forms.honours import CERTIFICATE
from elections.services.paper_fillings import Filling, certificate
from elections.services.paper_sites import Site


def _filling(one: ElectedPerson, on: date | None) -> Filling:
    found = certificate(one)
    return Filling({**found.values, "signed_on": day_in_words(on)}, found.names)


def whole(elected: Sequence[ElectedPerson], site: Site, on: date | None) -> list[Document]:
    paper = PAPERS[CERTIFICATE.code]
    return [paper_document(paper, site, blank=False, filling=_filling(one, on)) for one in elected]


def set_in(elected: Sequence[ElectedPerson], site: Site, layout: Layout, on: date | None) -> Rendered:
    """One page a person; what is not known stays free."""
    fillings = [_filling(one, on) for one in elected]
    sheets = [_placed(values(site.values(), one.values), layout) for one in fillings]
    return overprint(Blank(layout.width, layout.height), sheets, [*site.names(), *(one.name for one in elected)])


def measure(layout: Layout) -> Rendered:
    """The names of the values in their places over a grid."""
    return measuring_sheet(
        Blank(layout.width, layout.height), _placed({one.code: one.label for one in layout.places}, layout)
    )


def _placed(said: dict[str, str], layout: Layout) -> list[Placed]:
    return [_fitted(said[one.code], one, layout) for one in layout.places if said.get(one.code)]


def _fitted(text: str, place: Position, layout: Layout) -> Placed:
    """Smaller type stands on the same foot."""
    size = fitted(text, place, layout)
    right, below = layout.shift
    return Placed(text, place.across + right, place.down + below + (place.size - size) * POINT, size)
