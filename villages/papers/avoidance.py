"""Printed: what the rules of avoidance find in a territory, with the rules and their sources."""

from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents.blocks import INTERNAL, Align, Block, Document, Heading, Paragraph, Table
from electioncycle.wording import day_in_words
from villages.models import Cycle, Village
from villages.rules.avoidance import PairRule
from villages.services.avoidance import Found
from villages.services.rule_sets import old_text

REMARK = (
    "本表按已登记的任职、提名和亲属关系逐对核对，只列情况和依据，供核实和按规定程序处理；"
    "不作为取消任何人参选资格的依据，标“待确认”的规则须先由县里核对原文。"
)
HEADERS = ("序号", "乡镇(街道)", "村(社区)", "情况", "时点", "规则", "依据")
WIDTHS = (5, 9, 12, 27, 9, 14, 24)
LEFT: tuple[Align, ...] = ("center", "center", "left", "left", "center", "left", "left")


def avoidance_document(
    listed: Sequence[tuple[Village, Found]], rules: Sequence[PairRule], *, cycle: Cycle, place: str
) -> Document:
    rows = [
        [
            str(number),
            str(village.township),
            str(village),
            one.sentence,
            one.when,
            one.rule.label.removeprefix("亲属回避："),
            one.rule.basis,
        ]
        for number, (village, one) in enumerate(listed, 1)
    ]
    villages = len({village.pk for village, _ in listed})
    blocks: list[Block] = [
        Paragraph(f"共{villages}个村(社区){len(listed)}条。{REMARK}"),
        Table(HEADERS, rows, widths=WIDTHS, align=LEFT, small=True, empty="按已登记的关系，没有涉及回避规则的情况。"),
        Heading("核对所用规则", 3),
        Table(
            ("规则", "身份与亲属范围", "依据"),
            [[rule.label.removeprefix("亲属回避："), str(rule), rule.basis] for rule in rules],
            widths=(22, 43, 35),
            align=("left", "left", "left"),
            small=True,
        ),
    ]
    rule_set = cycle.rule_set
    effective = f"，{rule_set.effective_from:%Y年%m月%d日}起生效" if rule_set.effective_from else ""
    old = old_text(rule_set)
    today = timezone.localdate()
    return Document(
        title=f"{cycle}亲属回避核对情况",
        marks=(INTERNAL,),
        cover_lines=(
            f"{place}　{day_in_words(today)}",
            f"{rule_set}{effective}{old and f'；{old}'}",
        ),
        blocks=blocks,
        landscape=True,
        names=[name for village, one in listed for name in (village.name, one.one.name, one.other.name)],
    )
