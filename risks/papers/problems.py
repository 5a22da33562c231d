"""The totals of the three lists as a printed document."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Heading, Paragraph, Table
from electioncycle.documents.figure_tables import explained
from risks.models import Countermeasure
from risks.services.problem_totals import FIGURES, Totals, sentence
from villages.models import Cycle

OVERDUE_HEADERS = ("序号", "乡镇(街道)", "村(社区)", "问题", "任务或对策", "责任单位", "责任人", "时限", "超过(日)")


def totals_document(found: Totals, overdue: Sequence[Countermeasure], *, cycle: Cycle, place: str) -> Document:
    today = timezone.localdate()
    lines = [*found.lines, found.total]
    body = [[str(cell) for cell in line.cells] for line in lines]
    blocks: list[Block] = [
        Paragraph(sentence(found, place, today)),
        Table(
            (found.group_title, *map(str, FIGURES)),
            body,
            widths=(22, *([7.8] * 10)),
            groups=(("", 1), ("问题", 6), ("对策措施", 2), ("任务", 2)),
            align=("left",),
            small=True,
        ),
        explained(FIGURES),
    ]
    if overdue:
        left: tuple[Align, ...] = ("center", "center", "center", "left", "left")
        rows: list[list[Any]] = [
            [
                str(number),
                str(line.village.township),
                str(line.village),
                line.problem.text,
                line.task or line.measure,
                line.unit,
                line.owner,
                f"{line.deadline:%Y-%m-%d}",
                str((today - line.deadline).days) if line.deadline else "",
            ]
            for number, line in enumerate(overdue, 1)
        ]
        widths = (5, 11, 11, 22, 22, 11, 8, 10, 7)
        blocks += [
            Heading(f"超过时限未完成的任务和对策({len(rows)}条)"),
            Table(OVERDUE_HEADERS, rows, widths=widths, align=left, small=True),
        ]
    return Document(
        title=f"{cycle}问题任务对策统计",
        marks=(INTERNAL,),
        cover_lines=(f"{place} {today:%Y年%m月%d日}",),
        blocks=blocks,
        landscape=True,
        names=[row[2] for row in body] + [str(line.village) for line in overdue],
    )
