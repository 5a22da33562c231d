"""Printed: what is known of one village (一村一档)."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents import Document
from electioncycle.documents.blocks import Block, Facts, Gaps, Heading, Table
from villages.models import Cycle, Village
from villages.village_ledgers import Panel


def village_document(village: Village, panels: Sequence[Panel], *, cycle: Cycle) -> Document:
    """The panels of the village's page, for the file."""
    blocks: list[Block] = []
    for number, panel in enumerate(panels, 1):
        blocks.append(Heading(f"{number}. {panel.title}", 3))
        if panel.facts:
            facts = [(label, "—" if value in (None, "") else str(value)) for label, value in panel.facts]
            blocks.append(Facts(facts, per_row=3))
        if panel.rows:
            lines = [[str(cell) for cell in line] for line in panel.rows]
            blocks.append(Table(list(panel.headers), lines, small=True))
        elif not panel.facts:
            blocks.append(Gaps([panel.empty]))
    return Document(
        title=f"{village.township}{village}一村一档",
        blocks=blocks,
        marks=("内部资料 注意保存",),
        cover_lines=(f"{cycle} 区划代码{village.code} {timezone.localdate():%Y年%m月%d日}打印",),
        landscape=True,
        names=[village.name, village.township.name],
    )
