"""One A4 of a village, a township or the county, for whoever takes the matter up (内部资料)."""

from django.utils import timezone

from electioncycle.documents.blocks import INTERNAL, Block, Chart, Document, Facts, Heading, Paragraph, Table
from electioncycle.documents.figure_tables import definitions_page
from electioncycle.wording import day_in_words
from reports.one_page import OnePage


def document(told: OnePage, *, defined: bool = False) -> Document:
    """The drawings stand as tables in the paper that is changed in WPS.

    ``defined``: with a further page that says what the figures count.
    """
    blocks: list[Block] = [Facts(told.facts, per_row=3)]
    blocks += [Chart(one.svg, table=Table(one.headers, one.rows, align=("left",), small=True)) for one in told.charts]
    blocks.append(Heading("待办事项"))
    if told.open:
        blocks += [Paragraph(f"{number}.{text}", small=True) for number, text in enumerate(told.open, 1)]
    else:
        blocks.append(Paragraph("各节点均已办理，没有待办事项。", small=True))
    if defined:
        blocks += definitions_page(told.figures)
    return Document(
        title=told.title,
        marks=(INTERNAL,),
        cover_lines=(f"截至{day_in_words(timezone.localdate())}",),
        blocks=blocks,
        compact=True,
        page_numbers=False,
        names=told.names,
    )
