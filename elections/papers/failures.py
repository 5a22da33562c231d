"""《未成功村（社区）情况表》 as workbook, PDF or DOCX, and its sentence."""

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from electioncycle.documents.figure_tables import FigureTable
from electioncycle.wording import day_in_words
from elections.services.failures import Failure

TITLE = "未成功村（社区）情况表"


def sentence(found: Sequence[Failure], place: str) -> str:
    waiting = [one for one in found if one.pending]
    causes = Counter(one.cause_words for one in waiting)
    said = "、".join(f"{cause}{number}个" for cause, number in causes.most_common())
    undated = sum(one.next is None for one in waiting)
    return (
        f"截至{day_in_words(timezone.localdate())}，{place}一轮没有选成、下一轮还没有投票的村（社区）{len(waiting)}个"
        f"{f'，原因：{said}' if said else ''}；其中{undated}个还没有定下一轮的日期。"
    )


def table(found: Sequence[Failure], place: str) -> FigureTable:
    rows = [
        [
            str(one.election.village.township),
            str(one.election.village),
            f"第{one.round.number}轮{one.round.get_kind_display()}",
            f"{one.round.polling_day:%Y-%m-%d}",
            one.cause_words,
            one.lacking,
            one.step,
            f"{one.latest:%Y-%m-%d}" if one.latest else "",
            f"{one.next.day:%Y-%m-%d}" if one.next else "未定",
            one.acting,
            one.row.leader if one.row else "",
        ]
        for one in found
    ]
    headers = ("乡镇(街道)", "村(社区)", "轮次", "投票日", "原因", "缺额", "下一步", "最迟日", "下次时间")
    return FigureTable(
        TITLE,
        (*headers, "过渡期村务主持(依据)", "包案领导"),
        rows,
        sentences=(sentence(found, place),),
        first=(1.0, 1.1, 1.2, 1.0, 1.4, 1.3, 1.6, 1.0, 1.0, 1.7, 1.2),
    )
