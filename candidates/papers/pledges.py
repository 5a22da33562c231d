"""The pledge not to stand on paper: one's own words, that it is voluntary, where to object, room to sign."""

from datetime import date

from candidates.models import Pledge
from electioncycle.documents.blocks import Block, Document, Paragraph, Place, Signatures, Text
from electioncycle.wording import day_in_words
from villages.rules.reader import Rules
from villages.services.rule_sets import rules_of


def objection_words(rules: Rules) -> str:
    """Where and until when somebody may object to the conclusion of the review; by the cycle's rules."""
    channel, days = rules.text("review_objection_channel"), rules.whole("review_objection_days")
    answer = rules.whole("review_objection_answer_days")
    if not channel:
        return "对资格审查结论有异议的，可以向县、乡镇换届选举工作指导机构提出。"
    when = f"自告知之日起{days}日内" if days else ""
    then = f"，受理单位自收到之日起{answer}日内答复" if answer else ""
    return f"对资格审查结论有异议的，可以{when}向{channel}提出{then}。"


def _day(day: date | None) -> str:
    return day_in_words(day, "　　年　　月　　日")


def pledge_document(row: Pledge) -> Document:
    village, person = row.village, row.person
    place = f"{village.township}{village}"
    words: list[Block] = [
        Paragraph(f"{village.township}党委：", indent=False),
        Paragraph(
            f"本人{person.name}，{place}人，原有意参加{row.cycle}{row.get_post_display()}参选。"
            f"经{_day(row.talk.held_on)}谈话并慎重考虑，本人于{_day(row.withdrew_on)}自愿提出退出，现承诺："
        ),
        Paragraph("一、本届换届中不参加上述职位的参选。"),
        Paragraph("二、支持换届工作，遵守换届纪律，依法行使选举权利。"),
        Paragraph(f"本人说明：{row.statement}", quote=True),
        Paragraph(Text("告知事项", bold=True), small=True),
        Paragraph("1. 本承诺出于自愿，任何组织和个人不得强迫；不签订本承诺书的，不因此受到任何限制。", small=True),
        Paragraph("2. 本承诺不影响本人依法享有的选举权和其他权利；本人可以随时书面撤回。", small=True),
        Paragraph(f"3. {objection_words(rules_of(row.cycle))}", small=True),
    ]
    return Document(
        title="不参选承诺书",
        blocks=[
            *words,
            Signatures(
                (
                    Place("承诺人(本人自愿签订)", hints=("签字、捺印：",)),
                    Place("谈话人", hints=(row.talk.talker, "签字：")),
                    Place("一对一联系人", hints=(f"{row.leader}、{row.cadre}", "签字：")),
                ),
                beside=True,
            ),
        ],
        page_numbers=False,
        names=[person.name, village.name, village.township.name],
    )
