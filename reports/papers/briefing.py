"""《换届工作日报（领导参阅）》: one A4, to be changed in WPS before it goes on the table."""

from electioncycle.documents.blocks import INTERNAL, Block, Document, Paragraph, Table, Text
from electioncycle.wording import day_in_words
from reports.briefing import Briefing

TITLE = "换届工作日报（领导参阅）"


def document(told: Briefing) -> Document:
    blocks: list[Block] = []
    for one in told.sections:
        first, *rest = one.texts or [""]
        blocks.append(Paragraph((Text(f"{one.title}　", bold=True), first), small=True))
        blocks += [Paragraph(text, small=True) for text in rest]
        if one.rows:
            widths = (13, 16, 9, 24, 22, 16)
            blocks.append(Table(one.headers, one.rows, widths=widths if len(one.headers) == len(widths) else ()))
    return Document(
        title=TITLE,
        marks=(INTERNAL,),
        cover_lines=(f"{told.place}　{day_in_words(told.day)}8时30分",),
        blocks=blocks,
        compact=True,
        names=[cell for one in told.sections for row in one.rows for cell in row],
    )
