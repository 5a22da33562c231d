"""Printed: how far the talks are in a territory, and the record of one talk."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents.blocks import (
    INTERNAL,
    Align,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Place,
    Signatures,
    Table,
)
from electioncycle.documents.figure_tables import explained
from villages import definitions
from villages.models import Cycle, Talk
from villages.services.talk_figures import TalkFigures, sentence
from villages.services.talk_targets import Outstanding, Standing, TalkLine
from villages.workbooks.talks import headers, lines

MOST = 1000
"""Persons in one printed list."""


def overview_document(
    found: Outstanding, persons: Sequence[Standing], figures: TalkFigures, *, cycle: Cycle, place: str
) -> Document:
    """By township and level, then by name who is asked for."""
    today, levels = timezone.localdate(), found.levels
    counted = (definitions.TALK_TARGETS, definitions.TALKS_FINISHED, definitions.TALKS_UNFINISHED)
    columns = ["乡镇(街道)", *map(str, counted), *(f"{name}(已谈/应谈)" for name in levels), "不限层级"]
    body = [_line(line, levels) for line in (*found.lines, found.total)]
    blocks: list[Block] = [
        Paragraph(sentence(figures, found, place, today)),
        Table(columns, body, align=("left",), small=True),
        explained((*counted, definitions.TALKS_OWED)),
        Heading(f"名单({len(persons)}人)"),
    ]
    if len(persons) > MOST:
        blocks.append(Paragraph(f"名单超过{MOST}人，只列前{MOST}人，请选定乡镇后分别打印。", small=True))
    left: tuple[Align, ...] = ("center", "center", "center", "center", "left")
    rows = [[str(cell) for cell in line] for line in lines(found, persons[:MOST])]
    widths = (5, 11, 11, 8, 16, 13, *([10] * len(levels)), 18)
    blocks.append(Table(headers(found), rows, widths=widths, align=left, small=True))
    return Document(
        title=f"{cycle}谈心谈话情况",
        marks=(INTERNAL,),
        cover_lines=(f"{place} {today:%Y年%m月%d日}",),
        blocks=blocks,
        landscape=True,
        names=[cell for row in rows for cell in row[1:4]],
    )


def _line(line: TalkLine, levels: Sequence[str]) -> list[str]:
    pairs = [f"{done}/{owed}" if owed else "—" for done, owed in line.pairs(levels)]
    return [line.name, str(line.persons), str(line.finished), str(line.unfinished), *pairs]


def record_document(talk: Talk) -> Document:
    facts = [
        ("谈话对象", talk.name),
        ("现(原)职务", talk.post),
        ("乡镇(街道)", talk.village.township.name),
        ("村(社区)", talk.village.name),
        ("对象类别", talk.group.name),
        ("谈话层级", talk.level.name),
        ("谈话人及职务", talk.talker),
        ("方式", talk.get_form_display()),
        ("日期", f"{talk.held_on or ''}"),
        ("地点", talk.place),
        ("目的", talk.get_purpose_display()),
        ("态度", talk.get_attitude_display() if talk.attitude else ""),
    ]
    signed = f"{talk.get_pledge_display()}({talk.pledge_on})" if talk.pledge_on else talk.get_pledge_display()
    follow = [("承诺书", signed), ("后续联系人", talk.contact), ("跟进日期", f"{talk.follow_on or ''}")]
    return Document(
        title="谈心谈话记录",
        marks=(INTERNAL,),
        cover_lines=(f"{talk.cycle}",),
        blocks=[
            Facts(facts),
            Heading("主要内容", 3),
            Paragraph(talk.content or "\n\n\n"),
            Heading("本人诉求", 3),
            Paragraph(talk.demands or "无。"),
            Heading("承诺与跟进", 3),
            Facts([*follow, ("跟进情况", talk.follow_up)], wide=frozenset({"跟进情况"})),
            Signatures((Place("谈话人"), Place("谈话对象"), Place("记录人")), title="签字"),
        ],
        names=[talk.name, talk.village.name, talk.village.township.name],
    )
