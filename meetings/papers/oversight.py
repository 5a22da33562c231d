"""Printed papers of inspection and accountability: the weekly digest to the office, the case with its trace."""

from collections.abc import Sequence
from typing import Any

from electioncycle.actors import Actor
from electioncycle.documents.blocks import (
    INTERNAL,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Place,
    Signatures,
    Table,
)
from electioncycle.wording import day_in_words
from meetings.models import AccountabilityCase, InspectionFinding
from meetings.oversight_choices import Tier
from meetings.services.accountability import links_of
from meetings.services.inspections import Digest, digest_sentence
from villages.models import Cycle


def digest_document(found: Digest, cycle: Cycle, place: str) -> Document:
    blocks: list[Block] = [Paragraph(digest_sentence(found))]
    for number, (tier, title) in enumerate(Tier.choices):
        rows = [
            [f"{one.held_on:%m-%d}", one.inspecting, one.target, one.name, one.situation or "—"]
            for one in found.of_tier(tier)
        ]
        headers = ("日期", "督导机构", "督导对象", "内容", "总体情况")
        table = Table(
            headers,
            rows,
            widths=(10, 22, 20, 20, 28),
            align=("center", "center", "center", "left", "left"),
            small=True,
        )
        blocks += [Heading(f"{'一二'[number]}、{title}"), table]
    blocks += [Heading("三、发现的问题和意见建议"), _findings(found.found)]
    blocks += [Heading("四、超过时限未整改"), _findings(found.late)]
    days = f"{day_in_words(found.first)}至{found.last.month}月{found.last.day}日"
    names = [str(one.village or one.area) for one in (*found.found, *found.late)]
    return Document(
        title=f"{place}换届督导周报", marks=(INTERNAL,), cover_lines=(f"{cycle} {days}",), blocks=blocks, names=names
    )


def _findings(rows: Sequence[InspectionFinding]) -> Table:
    body = [
        [
            str(number),
            f"{row.area}{row.village or ''}",
            row.text,
            row.advice or "—",
            row.responsible,
            f"{row.deadline:%m-%d}",
            row.get_state_display(),
        ]
        for number, row in enumerate(rows, 1)
    ]
    headers = ("序号", "单位", "问题", "意见建议", "整改责任", "时限", "状态")
    left: tuple[Any, ...] = ("center", "center", "left", "left")
    return Table(headers, body, widths=(6, 16, 27, 21, 13, 8, 9), align=left, small=True)


def case_document(case: AccountabilityCase, user: Actor) -> Document:
    """The case as it goes to whoever decides; it quotes decisions, never accounts or clicks."""
    facts = [
        ("案件编号", case.number),
        ("发现日期", f"{case.found_on}"),
        ("涉及村(社区)", f"{case.village.township}{case.village}" if case.village else "—"),
        ("责任单位及岗位", case.subject),
        ("责任情形", case.get_fault_display() or "—"),
        ("上查一级", case.upper_subject or "未上查" if case.upper else "未上查"),
    ]
    rows = [[f"{item.day}", item.words, item.source] for item, _ in links_of(case, user)]
    trace = Table(("日期", "经过", "出处"), rows, widths=(16, 52, 32), align=("center", "left", "left"))
    measure = f"拟处理方式：{case.measure}。" if case.measure else ""
    blocks: list[Block] = [
        Facts(facts),
        *(Heading("一、基本事实"), Paragraph(case.matter)),
        *(Heading("二、倒查链条"), trace),
        *(Heading("三、责任分析"), Paragraph(case.fault_words or "—")),
        *(Heading("四、上查一级情况"), Paragraph(case.upper_words or "—")),
        *(Heading("五、处理建议"), Paragraph(f"{measure}{case.proposal}" or "—")),
    ]
    if case.decided_on:
        words = f"{case.decided_on}，{case.decided_by}，{case.decision_number}。"
        blocks += [Heading("六、审定决定"), Paragraph(words)]
    places = (
        Place("承办人", hints=("签字：",)),
        Place("县换届办意见", seal=True),
        Place("县领导小组审定意见", seal=True),
    )
    names = (str(case.village or ""), case.subject)
    return Document(
        title=f"问责追责情况报告\n{case.name}", marks=(INTERNAL,), blocks=[*blocks, Signatures(places)], names=names
    )
