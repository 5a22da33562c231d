"""The three one-shoulder lists as a printed document, for internal use."""

from collections.abc import Sequence
from typing import Any

from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Heading, PageBreak, Paragraph, Table
from readiness.figures.analysis import OneShoulderList
from readiness.rules.analysis import count_one_shoulder
from villages.models import Cycle, Village

HEADERS = ("序号", "乡镇(街道)", "村(社区)", "主要差距", "措施类别", "推进措施", "责任人", "时限")
WIDTHS = (6, 13, 14, 20, 10, 20, 9, 8)


def one_shoulder_document(
    lists: Sequence[OneShoulderList], rest: Sequence[Village], *, cycle: Cycle, place: str
) -> Document:
    blocks: list[Block] = []
    for number, one in enumerate(lists):
        if number:
            blocks.append(PageBreak())
        blocks += [Heading(f"{'一二三'[number]}、{one.title}({len(one.rows)}个)"), _table(one)]
    if len(lists) > 1:
        blocks.append(Paragraph(_summary(lists, rest)))
    names = [text for one in lists for row in one.rows for text in (row.village.name, row.village.township.name)]
    return Document(
        title=f"{cycle}“一肩挑”研判清单",
        blocks=blocks,
        marks=(INTERNAL,),
        cover_lines=(f"{place} 数据截止日：{cycle.reference_date:%Y年%m月%d日}",),
        landscape=True,
        names=list(dict.fromkeys(names)),
    )


def _table(one: OneShoulderList) -> Table:
    rows: list[list[Any]] = [
        [
            str(number),
            str(row.village.township),
            str(row.village),
            row.gap,
            str(row.measure_kind or ""),
            row.measures,
            row.responsible,
            f"{row.deadline:%Y-%m-%d}" if row.deadline else "",
        ]
        for number, row in enumerate(one.rows, 1)
    ]
    align: tuple[Align, ...] = ("center", "center", "center", "left", "center", "left")
    return Table(HEADERS, rows, widths=WIDTHS, align=align, small=True)


def _summary(lists: Sequence[OneShoulderList], rest: Sequence[Village]) -> str:
    count = count_one_shoulder([*(one.state for one in lists for _ in one.rows), *("" for _ in rest)])
    return (
        f"共{count.total}个村(社区)：有确定人选{count.confirmed}个、有意向人选{count.intended}个、"
        f"无合适人选{count.none}个，未研判{count.not_analysed}个；"
        f"有确定人选和有意向人选的占全部村(社区)的{'—' if count.share is None else f'{count.share}%'}。"
    )
