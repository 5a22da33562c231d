"""《选票未送达情况表》: whose ballots a township still has to take in, as workbook, PDF or DOCX."""

from collections.abc import Sequence
from datetime import datetime

from electioncycle.documents.figure_tables import FigureTable
from elections.services.undelivered import Waiting, sentence


def table(found: Sequence[Waiting], now: datetime) -> FigureTable:
    rows = [
        [
            str(one.village.township),
            str(one.village),
            f"第{one.round.number}轮{one.round.get_kind_display()}",
            f"{one.round.polling_day:%Y-%m-%d}",
            one.round.get_state_display(),
            one.sealed or "未登记",
            "",
        ]
        for one in found
    ]
    return FigureTable(
        "选票未送达情况表",
        ("乡镇(街道)", "村(社区)", "轮次", "投票日", "轮次状态", "封存", "说明"),
        rows,
        sentences=(sentence(found, now),),
        first=(1.2, 1.4, 1.4, 1.1, 1.6, 1.8, 1.5),
    )
