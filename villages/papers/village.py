"""Printed: what is known of one village (一村一档)."""

from collections.abc import Sequence
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from electioncycle.documents import Document
from electioncycle.documents.blocks import INTERNAL, Block, Facts, Heading, Paragraph, Table, Text, fitting_widths
from electioncycle.wording import numeral
from villages.models import Cycle, Village
from villages.village_ledgers import Panel


def village_document(village: Village, panels: Sequence[Panel], *, cycle: Cycle) -> Document:
    """The panels of the village's page, for the file; what holds nothing yet takes one line."""
    blocks: list[Block] = []
    for number, panel in enumerate(panels, 1):
        heading = f"{numeral(number)}、{panel.title}"
        if not panel.facts and not panel.rows:
            blocks.append(Paragraph((Text(heading, bold=True), "：尚无内容。"), small=True))
            continue
        blocks.append(Heading(heading))
        if panel.facts:
            facts = [(label, "—" if value in (None, "") else _on_paper(value)) for label, value in panel.facts]
            blocks.append(Facts(facts, per_row=3, whole=True))
        if panel.rows:
            lines = [[_on_paper(cell) for cell in line] for line in panel.rows]
            headers = list(panel.headers)
            blocks.append(Table(headers, lines, widths=fitting_widths(headers, lines), small=True))
    return Document(
        title=f"{village.township}{village}一村一档",
        blocks=blocks,
        marks=(INTERNAL,),
        cover_lines=(f"{cycle} 区划代码{village.code} {timezone.localdate():%Y年%m月%d日}打印",),
        landscape=True,
        names=[village.name, village.township.name],
    )


def _on_paper(value: Any) -> str:
    """What a page shows as a link is its words on paper."""
    return unescape(strip_tags(value)) if isinstance(value, SafeString) else str(value)
