"""Printed: which responsibility posts are held where."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents import Document
from electioncycle.documents.blocks import INTERNAL, Paragraph, Table
from villages.models import Cycle
from villages.services.coverage import Coverage, VillageLine
from villages.workbooks.coverage import cells, headers


def coverage_document(found: Coverage, lines: Sequence[VillageLine], *, cycle: Cycle) -> Document:
    body = [[str(cell) for cell in line] for line in cells(lines)]
    lacking = "、".join(f"{name}缺{number}个村" for name, number in found.missing if number) or "各岗位均已配齐"
    villages = f"共{len(found.lines)}个村(社区)，配齐{found.complete}个"
    text = f"{villages}；岗位{found.posts}个，干部{found.cadres}人；{lacking}。"
    return Document(
        title=f"{cycle}包联责任人配备情况",
        marks=(INTERNAL,),
        cover_lines=(f"{timezone.localdate():%Y年%m月%d日}",),
        blocks=[Paragraph(text), Table(headers(found), body, small=True)],
        landscape=True,
        names=[line[2] for line in body],
    )
