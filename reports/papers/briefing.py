"""《换届工作日报（领导参阅）》: one A4, to be changed in WPS before it goes on the table."""

from datetime import datetime

from electioncycle.documents.blocks import INTERNAL, Block, Document, Paragraph, Table, Text
from electioncycle.documents.figure_tables import definitions_page
from electioncycle.figures import FIGURES
from reports.briefing import Briefing

TITLE = "换届工作日报（领导参阅）"


def document(told: Briefing, made_at: datetime | None = None, *, defined: bool = False) -> Document:
    """``defined``: with a further page that says what its figures count, as of ``made_at``."""
    blocks: list[Block] = []
    for one in told.sections:
        first, *rest = one.texts or [""]
        blocks.append(Paragraph((Text(f"{one.title}　", bold=True), first), small=True))
        blocks += [Paragraph(text, small=True) for text in rest]
        if one.rows:
            widths = (13, 16, 9, 24, 22, 16)
            blocks.append(Table(one.headers, one.rows, widths=widths if len(one.headers) == len(widths) else ()))
    if defined:
        counted = [FIGURES[code] for code in told.figures if code in FIGURES]
        blocks += definitions_page(counted, made_at)
    return Document(
        title=TITLE,
        marks=(INTERNAL,),
        cover_lines=(f"{told.place}　{told.moment}",),
        blocks=blocks,
        compact=True,
        names=[cell for one in told.sections for row in one.rows for cell in row],
    )
