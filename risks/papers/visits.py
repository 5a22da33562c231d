"""Printed: leaders with their villages, and the sheet a leader takes along on a visit."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Facts, Heading, PageBreak, Paragraph, Table
from electioncycle.documents.figure_tables import explained
from risks import definitions
from risks.services import visits
from risks.services.visits import LeaderLine, Leaders
from villages.models import Cycle, Village

BROUGHT = (definitions.PROMISES, definitions.UNKEPT, definitions.MONEY)
LEADER_HEADERS = (
    *("序号", "县领导", "职务", "挂钩村(社区)", str(definitions.VISITS_OF_LEADER), "最近走访"),
    *map(str, BROUGHT),
)
PROMISE_HEADERS = ("序号", "走访日期", "领导", "反映的问题", "承诺事项", "责任人", "时限", "进展")
PROBLEM_HEADERS = ("编号", "层级", "问题", "任务和对策", "责任人", "时限", "状态")
BLANK_ROWS = 3


def leaders_document(found: Leaders, *, cycle: Cycle, place: str) -> Document:
    today = timezone.localdate()
    rows: list[list[Any]] = [
        [
            str(number),
            line.leader,
            line.post,
            "、".join(f"{village.township}{village}" for village in line.villages) or "—",
            str(len(line.visits)),
            f"{line.last_visit:%Y-%m-%d}" if line.last_visit else "—",
            str(line.promises),
            str(len(line.unkept)),
            f"{line.money:,.2f}".removesuffix(".00"),
        ]
        for number, line in enumerate(found.lines, 1)
    ]
    left: tuple[Align, ...] = ("center", "center", "left", "left")
    return Document(
        title=f"{cycle}县领导挂钩联系和夜访情况",
        marks=(INTERNAL,),
        cover_lines=(f"{place} {today:%Y年%m月%d日}",),
        blocks=[
            Paragraph(visits.sentence(found, place, today)),
            Table(LEADER_HEADERS, rows, widths=(5, 9, 16, 26, 8, 11, 6, 7, 12), align=left, small=True),
            explained((definitions.VISITS_OF_LEADER, *BROUGHT)),
        ],
        landscape=True,
        names=[village.name for line in found.lines for village in line.villages],
    )


def sheets_document(line: LeaderLine | None, villages: Sequence[Village], *, cycle: Cycle, user: Actor) -> Document:
    """A page or two a village: promises not kept first, then open problems, then room to write."""
    if not villages:
        blocks: list[Block] = [Paragraph("没有挂钩的村(社区)，也没有走访记录。")]
    else:
        blocks = []
    open_ones = visits.unkept(visits.visits_of(user, cycle)).filter(village__in=villages)
    promises: dict[int, list[Any]] = {}
    for visit in open_ones:
        promises.setdefault(visit.village_id, []).append(visit)
    problems = visits.open_problems(villages, cycle)
    for number, village in enumerate(villages):
        if number:
            blocks.append(PageBreak())
        blocks += _sheet(line, village, promises.get(village.pk, []), problems.get(village.pk, []))
    return Document(
        title="夜访·现场办公记录单",
        marks=(INTERNAL,),
        cover_lines=(f"{cycle} {timezone.localdate():%Y年%m月%d日}打印",),
        blocks=blocks,
        names=[name for village in villages for name in (village.name, village.township.name)],
    )


def _sheet(line: LeaderLine | None, village: Village, promises: Sequence[Any], problems: Sequence[Any]) -> list[Block]:
    kinds = [str(link.kind) for link in line.links if link.village_id == village.pk and link.kind] if line else []
    facts = [
        ("村(社区)", f"{village.township}{village}"),
        ("难点类型", "、".join(kinds) or "—"),
        ("领导", f"{line.leader} {line.post}" if line else ""),
        ("走访日期", ""),
        ("带领部门", ""),
        ("参加人员", ""),
    ]
    left: tuple[Align, ...] = ("center", "center", "center", "left", "left", "center", "center", "left")
    owed = [
        [
            str(number),
            f"{visit.visited_on:%Y-%m-%d}",
            visit.leader,
            visit.problem,
            visit.promise,
            visit.responsible,
            f"{visit.deadline:%Y-%m-%d}" if visit.deadline else "",
            visit.task.progress if visit.task else "",
        ]
        for number, visit in enumerate(promises, 1)
    ]
    still = [_problem_row(problem) for problem in problems]
    blank = [[""] * 5 for _ in range(BLANK_ROWS)]
    return [
        Facts(facts),
        Heading(f"上次走访以来未兑现的承诺({len(owed)}件)", 3),
        Table(PROMISE_HEADERS, owed, widths=(6, 12, 9, 20, 20, 9, 12, 12), align=left, small=True),
        Heading(f"尚未销号的问题({len(still)}个)", 3),
        Table(PROBLEM_HEADERS, still, widths=(8, 8, 26, 28, 10, 12, 8), align=("center", "center", "left"), small=True),
        Heading("本次走访记录", 3),
        Table(
            ("反映的问题", "承诺事项", "落实责任人", "时限", "筹集资金(元)"),
            [["\n\n", *row[1:]] for row in blank],
            widths=(32, 32, 12, 12, 12),
            small=True,
        ),
    ]


def _problem_row(problem: Any) -> list[str]:
    lines = [line for line in problem.lines.all() if line.withdrawn_at is None]
    days = [line.deadline for line in lines if line.deadline and not line.is_finished]
    return [
        problem.number,
        problem.get_level_display(),
        problem.text,
        "；".join(line.task or line.measure for line in lines),
        "、".join(dict.fromkeys(line.owner for line in lines if line.owner)),
        f"{min(days):%Y-%m-%d}" if days else "",
        problem.get_state_display(),
    ]
