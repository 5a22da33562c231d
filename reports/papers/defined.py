"""口径说明 behind a finished PDF: whoever wishes gets a page more, and what was kept or hangs stays as it is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from electioncycle.documents.blocks import INTERNAL, Document, Paragraph
from electioncycle.documents.books import bind
from electioncycle.documents.figure_tables import DEFINITIONS, definitions_page
from electioncycle.documents.pdf import render_pdf
from electioncycle.documents.printed import Part
from electioncycle.figures import Figure
from risks import definitions as risks
from villages import definitions as villages

VILLAGE_REPORT: Sequence[Figure] = (
    villages.MEMBERS,
    villages.MEAN_AGE,
    villages.UNDER_36,
    villages.OVER_59,
    villages.WOMEN,
    villages.PARTY_MEMBERS,
    villages.HIGH_SCHOOL_UP,
    villages.COLLEGE_UP,
    villages.ONE_SHOULDER,
    villages.CROSS_POSTS,
    villages.LAST_MEAN_AGE,
    villages.LAST_COLLEGE_SHARE,
    risks.POINTS,
    risks.POINTS_NOT_STARTED,
    risks.POINTS_WORKING,
    risks.POINTS_PENDING,
    risks.POINTS_CLOSED,
    villages.CLEANUP_FOUND,
    villages.CLEANUP_REPAIRED,
)
"""What is counted in a village's analysis report: team, risks, finances."""


def behind(
    title: str, pdf: bytes, figures: Iterable[Figure], at: datetime | None = None, *, hangs: bool = False
) -> bytes:
    """The same pages with one of A4 more that says what the figures count; ``at``: when they were counted.

    What ``hangs`` beside a sheet on the wall is set in the letters of a text, and marked for nobody.
    """
    if hangs:
        said = [Paragraph(f"{one.name}：{one.explained}来源：{one.source}。") for one in dict.fromkeys(figures)]
        page = Document(title=f"{title}{DEFINITIONS}", blocks=said, page_numbers=False)
    else:
        page = Document(title=f"{title}{DEFINITIONS}", marks=(INTERNAL,), blocks=definitions_page(figures, at)[2:])
    return bind([Part(title, pdf), Part(DEFINITIONS, render_pdf(page).pdf)], duplex=False).pdf
