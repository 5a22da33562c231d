"""The request about party nominees (请示) and the reply (批复) as letters that are changed and signed on paper."""

from collections.abc import Sequence
from datetime import date

from candidates.models import Nomination, Nominee
from candidates.services.nominations import relatives
from electioncycle.documents.blocks import Align, Colophon, Document, PageBreak, Paragraph, Table, Text
from electioncycle.wording import day_in_words

HEADERS = ("序号", "村(社区)", "姓名", "性别", "出生年月", "学历", "政治面貌", "现任职务", "拟提名职务")
WIDTHS = (6, 14, 11, 6, 11, 12, 12, 17, 15)
LEFT: tuple[Align, ...] = ("center", "left", "center", "center", "center", "center", "center", "left", "left")
ASK, REPLY = "ask", "reply"
BLANK_DAY, BLANK_NUMBER = "　　年　　月　　日", "〔　　　　〕　　号"
ANNEX = "村(社区)党组织换届预备人选名单"


def _day(day: date | None) -> str:
    return day_in_words(day, BLANK_DAY)


def letter_document(row: Nomination, nominees: Sequence[Nominee], which: str) -> Document:
    title, number, paragraphs, closing = _request(row, nominees) if which == ASK else _reply(row, nominees)
    return Document(
        title=title,
        cover_lines=(number or BLANK_NUMBER,),
        blocks=[
            *paragraphs,
            Paragraph(f"附件：{row.township}{ANNEX}"),
            closing,
            PageBreak(),
            Paragraph("附件", indent=False),
            Paragraph(Text(f"{row.township}{ANNEX}", bold=True), align="center"),
            _table(nominees),
        ],
        names=_names(row, nominees),
    )


def _table(nominees: Sequence[Nominee]) -> Table:
    rows = [
        [
            str(number),
            str(one.village),
            one.person.name,
            one.person.get_sex_display(),
            f"{one.person.birth:%Y.%m}" if one.person.birth else "",
            one.person.get_education_display() if one.person.education else "",
            one.person.get_politics_display() if one.person.politics else "",
            one.present_post,
            one.get_post_display(),
        ]
        for number, one in enumerate(nominees, 1)
    ]
    return Table(HEADERS, rows, widths=WIDTHS, align=LEFT, small=True, empty="本轮没有预备人选")


def _names(row: Nomination, nominees: Sequence[Nominee]) -> list[str]:
    related = [party.name for found in relatives(row, nominees) for party in (found.one, found.other)]
    return [row.township.name, *related, *(name for one in nominees for name in (one.person.name, one.village.name))]


def _relatives(row: Nomination, nominees: Sequence[Nominee]) -> list[Paragraph]:
    """What is known of relations that a rule of avoidance speaks of; nothing is said where nothing is known."""
    found = relatives(row, nominees)
    if not found:
        return []
    places = {one.village_id: str(one.village) for one in nominees}
    said = "；".join(f"{places[one.village]}{one.sentence}({one.when}，依据{one.rule.basis})" for one in found)
    return [Paragraph(f"按已登记的亲属关系核对，涉及近亲属回避的情况如下，供研究时参考：{said}。")]


def _request(row: Nomination, nominees: Sequence[Nominee]) -> tuple[str, str, list[Paragraph], Colophon]:
    villages = len({one.village_id for one in nominees})
    return (
        f"关于{row.township}村(社区)党组织换届预备人选的请示",
        row.number,
        [
            Paragraph("县委组织部：", indent=False),
            Paragraph(
                "根据本届村(社区)党组织换届工作安排，经党员和群众推荐、资格联审和镇(乡、街道)党(工)委研究，"
                f"拟提名{len(nominees)}名同志为{villages}个村(社区)党组织委员会委员、书记、副书记预备人选(名单附后)。"
            ),
            *_relatives(row, nominees),
            Paragraph("妥否，请批示。"),
        ],
        Colophon(f"中共{row.township}委员会", _day(row.asked_on)),
    )


def _reply(row: Nomination, nominees: Sequence[Nominee]) -> tuple[str, str, list[Paragraph], Colophon]:
    asked = f"《关于{row.township}村(社区)党组织换届预备人选的请示》({row.number or '文号'})"
    return (
        f"关于{row.township}村(社区)党组织换届预备人选的批复",
        row.approval_number,
        [
            Paragraph(f"中共{row.township}委员会：", indent=False),
            Paragraph(
                f"你委{asked}收悉。经研究，同意{len(nominees)}名同志为村(社区)党组织换届预备人选(名单附后)。"
                "请按照党内选举有关规定组织选举，充分尊重党员民主权利。选举结果及时报批。"
            ),
            Paragraph("此复。"),
        ],
        Colophon("县委组织部", _day(row.approved_on)),
    )
