"""Who is to be talked to, as a workbook."""

from collections.abc import Sequence
from typing import Any

from electioncycle.sheets import write_rows
from villages.models import Cycle
from villages.services.talk_targets import ANY, Outstanding, Standing


def headers(found: Outstanding) -> list[str]:
    return ["序号", "乡镇(街道)", "村(社区)", "姓名", "现(原)职务", "对象类别", *found.levels, "应谈层级"]


def lines(found: Outstanding, persons: Sequence[Standing]) -> list[list[Any]]:
    return [
        [
            number,
            str(one.village.township),
            str(one.village),
            one.target.name,
            one.target.post,
            one.group.name,
            *(one.said(level) for level in found.levels),
            "不限" if one.owed == (ANY,) else "、".join(one.owed),
        ]
        for number, one in enumerate(persons, 1)
    ]


def workbook(found: Outstanding, persons: Sequence[Standing], *, cycle: Cycle) -> bytes:
    return write_rows(headers(found), lines(found, persons), title=f"{cycle}应谈对象名单")
