"""Printed: an edition of a rule set, and what of it is to be compared with the texts in force."""

from collections.abc import Iterable

from electioncycle.documents.blocks import Align, Block, Document, Heading, Paragraph, Table
from villages.models import Rule, RuleSet
from villages.services.rule_checks import Worklist
from villages.services.rule_sets import EDITIONS, old_text, shown_value
from villages.services.steps_ahead import NOBODYS, steps_of
from villages.workbooks.rules import HEADERS, cells

NUMBERS = "一二三四五"
WIDTHS = (5, 15, 17, 10, 18, 18, 17)
LEFT: tuple[Align, ...] = ("center", "left", "left", "left", "left", "left", "left")


def worklist_document(found: Worklist) -> Document:
    blocks: list[Block] = [
        Paragraph(
            f"只列本县用得到的取值，共{found.count}项，按日程先后排列。请对照正式文本逐项填写核对结果，"
            "由核对人签名；取值有变化的另行写明。"
        )
    ]
    for number, (label, checks) in enumerate(found.groups):
        blocks.append(Heading(f"{NUMBERS[number]}、{label}核对", 1))
        rows = [[str(cell) for cell in line] + [""] for line in cells(checks)]
        blocks.append(Table((*HEADERS, "核对结果"), rows, widths=(*WIDTHS, 14), align=(*LEFT, "left"), small=True))
    return Document(title="与正式文本核对清单", cover_lines=_cover(found.edition), blocks=blocks, landscape=True)


def rule_set_document(row: RuleSet) -> Document:
    """What steps go by first, the rest after it."""
    rules = list(row.rules.all())
    read = [rule for rule in rules if steps_of(rule.key)]
    blocks: list[Block] = [_table(read)]
    if rest := [rule for rule in rules if not steps_of(rule.key)]:
        blocks += [Heading(NOBODYS, 3), _table(rest)]
    return Document(title=str(row), cover_lines=_cover(row), blocks=blocks, landscape=True)


def _cover(row: RuleSet) -> tuple[str, ...]:
    effective = f"，{row.effective_from:%Y年%m月%d日}起生效" if row.effective_from else ""
    return tuple(filter(None, (f"{row}({row.get_state_display()}){effective}", old_text(row))))


def _table(rules: Iterable[Rule]) -> Table:
    rows = [
        [
            rule.label,
            f"{shown_value(rule.key, rule.value)}{rule.unit}" if shown_value(rule.key, rule.value) else "未定",
            str(rule.source),
            f"{rule.since:%Y-%m-%d}" if rule.since else "",
            "待确认" if EDITIONS.waits(rule) else "",
        ]
        for rule in rules
    ]
    return Table(("规则", "取值", "依据", "起施行", "核对"), rows, widths=(28, 22, 32, 10, 8), small=True)
