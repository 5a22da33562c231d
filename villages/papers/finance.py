"""Printed: how far the clean-ups are by township, and a drawn sample with what is needed to draw it again."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electioncycle.documents.blocks import (
    INTERNAL,
    Block,
    Document,
    Facts,
    Gaps,
    Heading,
    Paragraph,
    Place,
    Signatures,
    Table,
)
from electioncycle.documents.figure_tables import explained
from villages import definitions
from villages.choices import CleanupState
from villages.models import Cycle, FinanceDraw, Village
from villages.services.finance_figures import Finances, sentence

COUNTED = (
    definitions.CLEANUP_FOUND,
    definitions.CLEANUP_REPAIRED,
    definitions.CLEANUP_UNREPAIRED,
    definitions.CLEANUP_PUBLISHED,
    definitions.EXIT_AUDITED,
)
METHOD = (
    "抽样办法：把抽样种子、半角冒号和12位区划代码连成一串，求SHA-256值(十六进制)，按此值从小到大排列各村，"
    "取前若干个。种子和参加抽取的村均已留存，任何人可用同样的办法重新抽取，结果相同。"
)


def progress_document(found: Finances, *, cycle: Cycle, place: str) -> Document:
    today = timezone.localdate()
    headers = ["乡镇(街道)", str(definitions.VILLAGES), *CleanupState.labels, *map(str, COUNTED)]
    rows: list[list[Any]] = [
        [
            line.township or "合计",
            str(line.villages),
            *map(str, line.counts),
            str(line.found),
            str(line.repaired),
            str(line.unrepaired),
            str(line.published),
            str(line.exit_audits),
        ]
        for line in [*found.lines, found.total]
    ]
    people = "、".join(f"{one.name}({one.unit})" if one.unit else one.name for one in found.inspectors)
    blocks: list[Block] = [
        Paragraph(sentence(found, place, today)),
        Table(headers, rows, widths=(18, 7, 8, 8, 8, 8, 9, 8, 8, 8, 10), align=("left",), small=True),
        explained((definitions.VILLAGES, definitions.CLEANUP_STATE, *COUNTED)),
        Heading(f"督导人员({len(found.inspectors)}人)", 3),
        Paragraph(people or "尚未登记。", small=True),
    ]
    if found.unknown:
        blocks += [Heading("清理表中填写、通讯录“财务督导人员”中没有或同名的", 3), Gaps(["、".join(found.unknown)])]
    return Document(
        title=f"{cycle}村级财务清理进度",
        marks=(INTERNAL,),
        cover_lines=(f"{place} {today:%Y年%m月%d日}",),
        blocks=blocks,
        landscape=True,
    )


def draw_document(row: FinanceDraw, villages: Sequence[Village], *, same: bool) -> Document:
    drawer = row.history.earliest("history_date")
    facts = [
        ("抽查事项", row.purpose),
        ("抽样种子", row.seed),
        ("参加抽取", f"{row.total}个村(社区)"),
        ("抽取", f"{row.size}个"),
        ("抽取时间", f"{timezone.localtime(drawer.history_date):%Y年%m月%d日 %H:%M}"),
        ("抽取人", str(drawer.history_user or "")),
        ("监督人", row.witness or ""),
        ("复核", "按留存的种子重新抽取，结果一致。" if same else "重新抽取的结果与留存的不一致，请查明原因。"),
    ]
    rows: list[list[Any]] = [
        [str(number), village.code, str(village.township), str(village)] for number, village in enumerate(villages, 1)
    ]
    return Document(
        title="村级财务清理抽查村(社区)名单",
        marks=(INTERNAL,),
        cover_lines=(f"{row.cycle}",),
        blocks=[
            Facts(facts),
            Table(("抽中顺序", "区划代码", "乡镇(街道)", "村(社区)"), rows, widths=(14, 26, 30, 30)),
            Paragraph(METHOD, small=True),
            Signatures((Place("抽取人"), Place("监督人")), title="签字"),
        ],
        names=[name for village in villages for name in (village.name, village.township.name)],
    )
