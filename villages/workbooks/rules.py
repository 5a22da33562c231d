"""What of a rule set is to be compared with the texts in force, as a workbook."""

from collections.abc import Sequence
from typing import Any

from electioncycle.sheets import write_rows
from villages.services.rule_checks import Check, Worklist

HEADERS = ("序号", "用于哪一步", "规则", "现取值", "现依据", "核对哪个文本", "核对什么")


def cells(checks: Sequence[Check]) -> list[list[Any]]:
    return [
        [
            number,
            one.step.title,
            one.rule.label,
            f"{one.value}{one.rule.unit}" if one.value else "未定",
            str(one.rule.source),
            one.text,
            one.asked,
        ]
        for number, one in enumerate(checks, 1)
    ]


def workbook(found: Worklist) -> bytes:
    rows = [[label, *line, "", ""] for label, checks in found.groups for line in cells(checks)]
    return write_rows(("核对单位", *HEADERS, "核对结果", "核对人"), rows, title=f"{found.edition}与正式文本核对清单")
