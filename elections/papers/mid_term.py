"""The papers of a change between two elections, and the list of posts that stand vacant."""

from collections.abc import Sequence

from electioncycle.documents.blocks import DATE_LINE, Block, Document, Paragraph
from electioncycle.documents.figure_tables import FigureTable
from electioncycle.wording import day_in_words
from elections.choices import Adopter, Body
from elections.mid_term_choices import Ground, MidTermKind
from elections.models import MidTermChange
from elections.rules.mid_term import Paper
from elections.rules.notice_words import filled
from elections.rules.words import Names
from elections.services.mid_term import Vacant
from villages.choices import VillageKind


def words(row: MidTermChange) -> dict[str, str]:
    """What stands in the place of the words in 【】; for the rest a line to write on."""
    names = Names(row.village.kind == VillageKind.COMMUNITY)
    return {
        "姓名": row.name,
        "village": str(row.village),
        "组织": names.body(row.body),
        "职务": row.get_post_display(),
        "事由": row.because,
        "情形": str(Ground(row.ground).label) if row.ground else "",
        "落款": f"{row.village}{names.committee if row.body == Body.COMMITTEE else names.body(row.body)}",
        "受理会议": row.decided_by or names.meeting(Adopter.REPRESENTATIVES),
        "上级": str(row.village.township),
        "提出日期": day_in_words(row.asked_on),
        "决定日期": day_in_words(row.day if row.kind == MidTermKind.RECALLED else row.decided_on),
        "决定机关": row.decided_by,
        "离任日期": day_in_words(row.day),
        "文号句": f"(文号：{row.number})" if row.number else " ",
        "主持句": f"期间由{row.acting}主持工作。" if row.acting else " ",
    }


def paper(row: MidTermChange, one: Paper) -> Document:
    known = words(row)
    to = [Paragraph(filled(one.to, known), indent=False)] if one.to else []
    text: list[Block] = [Paragraph(filled(line, known).replace(" ", "")) for line in one.text]
    day = getattr(row, one.day)
    ends = [filled(one.signed, known), day_in_words(day, blank=DATE_LINE)]
    return Document(
        title=filled(one.title, known),
        blocks=[*to, *text, *(Paragraph(end, align="right") for end in ends)],
        names=[row.name],
    )


def file_name(row: MidTermChange, one: Paper) -> str:
    return f"{row.village.township}_{row.village}_{filled(one.title, words(row))}"


def vacancies(found: Sequence[Vacant]) -> FigureTable:
    rows = [
        [
            *(str(one.village.township), str(one.village), one.title, f"{one.vacancy.since}", one.vacancy.number),
            f"{one.latest}" if one.latest else "",
        ]
        for one in found
    ]
    headers = ("乡镇(街道)", "村(社区)", "出缺职务", "出缺日期", "名额", "补选最迟日")
    return FigureTable("离任出缺待补选情况", headers, rows, first=(1.5, 1.6, 1.8, 1.3))
