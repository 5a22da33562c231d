"""Which responsibility posts are held where, as a workbook."""

from collections.abc import Sequence
from typing import Any

from electioncycle.sheets import write_rows
from villages.models import Cycle
from villages.services.coverage import Coverage, VillageLine


def headers(found: Coverage) -> list[str]:
    return ["序号", "乡镇(街道)", "村(社区)", *(kind.name for kind in found.kinds), "缺岗"]


def cells(lines: Sequence[VillageLine]) -> list[list[Any]]:
    return [
        [number, str(line.village.township), str(line.village), *(cell or "缺" for cell in line.cells), line.gaps]
        for number, line in enumerate(lines, 1)
    ]


def workbook(found: Coverage, lines: Sequence[VillageLine], *, cycle: Cycle) -> bytes:
    return write_rows(headers(found), cells(lines), title=f"{cycle}包联责任人配备情况")
