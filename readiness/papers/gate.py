"""The gate on paper: villages × conditions on A3, and the sheet of one check with places to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from electioncycle.documents.blocks import INTERNAL, Document, Facts, Heading, Paragraph, Place, Signatures, Table
from electioncycle.wording import day_in_words
from readiness.choices import SlotKind, Verdict
from readiness.evaluations import Evaluation, conditions_of, evaluations
from readiness.figures.gate import MARKS, mark
from readiness.models import Condition, ReadinessCheck
from villages.models import Cycle, Village

ROOM = "\u3000"
"""A line left open on the blank form."""


@dataclass(frozen=True)
class MatrixRow:
    """One village: a cell for each condition of its own set, by the condition's code."""

    village: Village
    state: str
    cells: list[tuple[str, str, str]]
    starts: str
    found: Evaluation


@dataclass(frozen=True)
class Matrix:
    conditions: list[Condition]
    rows: list[MatrixRow]


def matrix(villages: Sequence[Village], cycle: Cycle) -> Matrix:
    """Queries do not grow with the villages."""
    conditions = conditions_of(cycle)
    rows = []
    for found in evaluations(villages, cycle).values():
        marks = {c.code: mark(f) for c, f in zip(found.conditions, found.facts, strict=True)}
        cells = [MARKS[marks.get(condition.code, "")] for condition in conditions]
        rows.append(MatrixRow(found.village, state_of(found), cells, started(found), found))
    return Matrix(conditions, rows)


def state_of(found: Evaluation) -> str:
    if rest := found.resting():
        return f"{rest.get_kind_display()[:2]}至{rest.until:%Y-%m-%d}"
    return found.check.get_state_display() if found.check else "未自查"


def started(found: Evaluation) -> str:
    return "、".join(
        {"party": "党组织", "committee": "村(居)委"}[track] for track in sorted(found.starts, reverse=True)
    )


def matrix_document(one: Matrix, cycle: Cycle, place: str) -> Document:
    """A table a township, running on: one table of thousands of rows would print slowly."""
    blocks: list[Any] = []
    towns: dict[str, list[MatrixRow]] = {}
    for row in one.rows:
        towns.setdefault(row.village.township.name, []).append(row)
    headers = ("序号", "村(社区)", *(c.name for c in one.conditions), "评估状态", "已启动")
    widths = (4, 13, *(9 for _ in one.conditions), 12, 10)
    for name, rows in towns.items():
        body = [
            [str(n), row.village.name, *(cell[0] for cell in row.cells), row.state, row.starts]
            for n, row in enumerate(rows, 1)
        ]
        blocks += [Heading(f"{name}({len(rows)}个)"), Table(headers, body, widths=widths, small=True)]
    legend = "；".join(f"{character} {meaning}" for character, _, meaning in MARKS.values())
    return Document(
        title=f"{cycle}准入评估对照表",
        blocks=[Paragraph(f"图例：{legend}。", small=True), *blocks],
        marks=(INTERNAL,),
        cover_lines=(f"{place} 共{len(one.rows)}个村(社区)",),
        large=True,
        names=list(dict.fromkeys([*towns, *(row.village.name for row in one.rows)])),
    )


def sheet(found: Evaluation, check: ReadinessCheck) -> Document:
    """The sheet of the check; before there is one it is the blank form for paper, with boxes and room for a pen."""
    village, blank = found.village, check.pk is None
    boxes, room = "\n".join(f"□{label}" for label in Verdict.labels), f"\n{ROOM}\n" if blank else "\n"
    rows = []
    for number, condition in enumerate(found.conditions, 1):
        item = found.item(condition)
        rows.append(
            [
                str(number),
                f"{condition.name}\n({condition.get_applies_to_display()})"
                if condition.applies_to != "both"
                else condition.name,
                boxes if blank else item.get_stated_display(),
                room.join(filter(None, [item.words, *_evidence(found, condition), _why(item.reason)]))
                + room.rstrip("\n"),
                boxes if blank else item.get_checked_display(),
                "\n".join(filter(None, [item.check_words, _why(item.check_reason), _recheck(item.recheck_on)])),
            ]
        )
    head: list[tuple[str, str]] = [
        ("村(社区)", f"{village.township}{village}"),
        ("准入条件", str(check.condition_set or "县级尚未公布")),
        ("自查日期", day_in_words(check.self_checked_on)),
        ("自查负责人", check.self_checker),
        ("核查日期", day_in_words(check.checked_on)),
        ("工作小组成员", check.group_members),
    ]
    headers = ("序号", "条件", "自查", "自查情况和证明材料", "核查", "核查情况")
    table = Table(
        headers,
        rows,
        widths=(8, 13, 14, 28, 14, 23) if blank else (6, 14, 9, 34, 9, 28),
        align=("center", "center", "center", "left", "center", "left"),
        small=True,
        by_hand=blank,
    )
    return Document(
        title=f"{village}换届准入评估表",
        blocks=[
            Facts(head, per_row=2, by_hand=blank),
            table,
            Signatures(
                (
                    Place("村(社区)自查意见", hints=("党组织书记签字：",), seal=True),
                    Place("工作小组核查意见", hints=("组长签字：", "成员签字：")),
                    Place(
                        f"{village.township.party_committee}研究意见",
                        hints=(
                            "会议(文件)编号：",
                            "书记签字：",
                        ),
                        seal=True,
                    ),
                    Place("县换届办备案(确认)意见", hints=("负责人签字：",), seal=True),
                )
            ),
        ],
        marks=(INTERNAL,),
        cover_lines=(f"{check.cycle} 第{check.round}次评估",),
        names=[village.name, village.township.name],
    )


def _evidence(found: Evaluation, condition: Condition) -> list[str]:
    item, listed = found.item(condition), []
    for slot in condition.slots:
        held = found.holds(item, slot)
        text = "已附" if held and slot["kind"] == SlotKind.FILE else str(held or "")
        listed.append(f"{slot['label']}：{text or ('(无)' if item.pk else '')}")
    return listed


def _why(reason: str) -> str:
    return f"与台账不一致的理由：{reason}" if reason else ""


def _recheck(on: Any) -> str:
    return f"{on:%Y年%m月%d日}前复查" if on else ""
