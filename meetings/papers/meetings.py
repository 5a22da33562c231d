"""Printed pages of this app: minutes as 纪要 (GB/T 9704), the chart of bodies, links, cadence."""

from collections.abc import Sequence
from datetime import date

from electioncycle.charts import Box, tree_chart
from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Heading, Letterhead, Paragraph, Table, Text
from electioncycle.documents.blocks import Chart as DrawnChart
from electioncycle.wording import day_in_words
from meetings.choices import LineKind, Slot
from meetings.models import Minutes, MinutesLine
from meetings.services import minutes as services
from meetings.services.bodies import BodyLine, Chart, LinkLine
from villages.models import Cycle

NUMERALS = "一二三四五六七八九十"
SECTIONS = (
    ("情况", (LineKind.SITUATION,)),
    ("问题和对策", (LineKind.PROBLEM, LineKind.TASK, LineKind.MEASURE)),
    ("议定事项", (LineKind.DECISION,)),
    ("其他", (LineKind.OTHER,)),
)


def minutes_document(minutes: Minutes) -> Document:
    """Head and line in red, who was there, then the lines by kind; version and hash in small type at the end."""
    facts, lines = services.facts(minutes), services.lines_of(minutes)
    held_on = date.fromisoformat(facts["held_on"])
    place = str(minutes.meeting.village or minutes.area)
    head = Letterhead(
        f"{minutes.meeting.kind}{'' if str(minutes.meeting.kind).endswith('会议') else '会议'}纪要",
        minutes.reference or "（草稿，未编号）",
        f"{minutes.area}换届工作领导小组办公室",
        day_in_words(held_on),
    )
    blocks: list[Block] = [Paragraph(_opening(place, held_on, facts)), *_sections(lines), *_people(facts)]
    if minutes.signer:
        blocks.append(Paragraph((Text("签发：", bold=True), minutes.signer)))
    if minutes.distribution:
        blocks.append(Paragraph((Text("分送：", bold=True), minutes.distribution)))
    names = [place, facts["host"], facts["present"], facts["absent"], *(line.owner for line in lines)]
    return Document(minutes.title, blocks, marks=(INTERNAL,), footer_note=_note(minutes), names=names, letterhead=head)


def _opening(place: str, held_on: date, facts: dict[str, str]) -> str:
    where = f"在{facts['location']}" if facts["location"] else ""
    slot = Slot(facts["slot"]).label if facts["slot"] in Slot.values else ""
    host = f"，{facts['host']}主持会议" if facts["host"] else ""
    counts = f"，应到{facts['expected']}人，实到{facts['attended']}人" if facts["attended"] else ""
    agenda = f"会议议题：{facts['agenda'].rstrip('。')}。" if facts["agenda"] else ""
    return f"{day_in_words(held_on)}{slot}，{place}{where}召开会议{host}{counts}。{agenda}纪要如下："


def _sections(lines: Sequence[MinutesLine]) -> list[Block]:
    found: list[Block] = []
    number = 0
    for title, kinds in SECTIONS:
        own = [line for line in lines if line.kind in kinds]
        if not own:
            continue
        found.append(Heading(f"{NUMERALS[number]}、{title}"))
        number += 1
        found += _problems(own) if LineKind.PROBLEM in kinds else _points(own)
    return found


def _points(lines: Sequence[MinutesLine]) -> list[Block]:
    return [Paragraph(f"{number}.{line.text}{_who(line)}") for number, line in enumerate(lines, 1)]


def _problems(lines: Sequence[MinutesLine]) -> list[Block]:
    """Each problem with the tasks and countermeasures below it."""
    found: list[Block] = []
    problems = 0
    for line in lines:
        if line.kind == LineKind.PROBLEM:
            problems += 1
            where = f"（{line.village}）" if line.village else ""
            numbered = f"（问题编号{line.problem.number}）" if line.problem and line.is_live else ""
            found.append(Paragraph((Text(f"{problems}.问题{where}：", bold=True), f"{line.text}{numbered}")))
        else:
            text = f"{line.text}{_who(line)}"
            found.append(Paragraph((Text(f"{line.get_kind_display()}：", bold=True), text)))
    return found


def _who(line: MinutesLine) -> str:
    """（牵头领导：…；责任单位：…；责任人：…；时限：…）"""
    pairs = (("牵头领导", line.leader), ("责任单位", line.unit), ("责任人", line.owner))
    told = [f"{label}：{value}" for label, value in pairs if value]
    if line.deadline:
        told.append(f"时限：{day_in_words(line.deadline)}")
    return f"（{'；'.join(told)}）" if told else ""


def _people(facts: dict[str, str]) -> list[Block]:
    """出席, 请假, 列席 as the standard has them, at the end of the text."""
    labels = (
        ("出席", "present"),
        ("请假", "absent"),
        ("列席", "observers"),
        ("上级派员", "sent_members"),
        ("记录", "recorder"),
    )
    return [
        Paragraph((Text(f"{label}：", bold=True), facts[name])) for label, name in labels if facts.get(name, "").strip()
    ]


def _note(minutes: Minutes) -> str:
    if minutes.is_draft:
        return f"第{minutes.edition}版 草稿，尚未定稿"
    gone = "，已被新版替代" if minutes.state == "superseded" else ""
    return f"第{minutes.edition}版{gone} 校验码{minutes.digest[:16]}"


def chart_document(chart: Chart, cycle: Cycle) -> Document:
    """The leading group, then each body with its duties and members."""
    blocks: list[Block] = [_picture(chart)] if chart.lines else []
    founded_by = ""
    for line in chart.lines:
        body = line.body
        founded = "，".join(filter(None, [body.document, body.document_number]))
        blocks.append(Heading(f"{body.name}"))
        if founded and founded != founded_by:  # bodies founded by one document name it once
            founded_by = founded
            blocks.append(Paragraph(f"成立依据：{founded}。"))
        if body.duties:
            blocks.append(Paragraph(f"主要职责：{body.duties.rstrip('。')}。"))
        rows = [
            [member.get_rank_display(), member.name, member.unit, member.post, member.duties, str(member.since or "")]
            for member in line.members
        ]
        headers = ("组内职务", "姓名", "单位", "职务", "分工", "任职起始日")
        blocks.append(
            Table(
                headers,
                rows,
                widths=(14, 12, 24, 18, 20, 14),
                align=("center", "center", "left", "left", "left", "center"),
                empty="（成员尚未登记）",
            )
        )
    if not blocks:
        blocks.append(Paragraph("尚未登记领导小组和工作机构。"))
    names = [member.name for line in chart.lines for member in line.members]
    title = f"{chart.area}{cycle}\n领导小组和工作机构"
    return Document(title, blocks, cover_lines=[f"截至{day_in_words(chart.day)}"], names=names)


def _picture(chart: Chart) -> DrawnChart:
    """The bodies as boxes under the leading group; an editable document has them as a table."""

    def box(line: BodyLine) -> Box:
        return Box(line.body.name, [f"{rank}：{'、'.join(one.name for one in own)}" for rank, own in line.by_rank()])

    boxes = [box(line) for line in chart.lines]
    heads, bodies = boxes[: len(chart.heads)], boxes[len(chart.heads) :]
    rows = [[one.title, "；".join(one.lines) or "尚未登记"] for one in boxes]
    table = Table(("机构", "组成人员"), rows, widths=(30, 70), align=("center", "left"))
    return DrawnChart(tree_chart(heads, bodies, title=f"{chart.area}组织架构图"), table=table)


def links_document(lines: Sequence[LinkLine], cycle: Cycle, place: str, today: date) -> Document:
    """County leaders and departments by township."""
    rows = []
    for number, line in enumerate(lines, 1):
        leaders = "、".join(f"{link.leader}（{link.post}）" if link.post else link.leader for link in line.links)
        rows.append(
            [
                str(number),
                str(line.township),
                leaders or "（未明确）",
                "、".join(line.units),
                f"{line.linked_villages}/{line.villages}",
            ]
        )
    table = Table(
        ("序号", "乡镇(街道)", "挂联县领导", "挂联部门", "挂联村(社区)"),
        rows,
        widths=(7, 17, 30, 32, 14),
        align=("center", "center", "left", "left", "center"),
    )
    former = [
        [
            str(line.township),
            link.leader,
            link.post,
            link.department,
            f"{link.since or ''}",
            f"{link.until}",
            link.ended_reason,
        ]
        for line in lines
        for link in line.former
    ]
    blocks: list[Block] = [table]
    if former:
        headers = ("乡镇(街道)", "县领导", "职务", "挂联部门", "起始日", "结束日", "结束原因")
        widths = (13, 10, 18, 18, 13, 13, 15)
        left: tuple[Align, ...] = ("center", "center", "left", "left")
        blocks += [Heading("已结束的挂联"), Table(headers, former, widths=widths, align=left, small=True)]
    return Document(f"{place}{cycle}\n领导挂联情况", blocks, cover_lines=[f"截至{day_in_words(today)}"])
