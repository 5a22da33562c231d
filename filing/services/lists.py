"""Lists that go up line by line and are no ledger: who was elected, and the two heads of every village."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from elections.papers import elected_team as papers
from elections.services.elected_team import VillageTeam

Rows = Callable[[Sequence[VillageTeam]], Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class UpList:
    title: str
    headers: tuple[str, ...]
    rows: Rows


def _heads(teams: Sequence[VillageTeam]) -> Iterable[Sequence[Any]]:
    return papers.heads(teams, 0, "").rows


HEADS = (
    *("乡镇(街道)", "村(社区)", "投票日"),
    *(f"书记{one}" for one in papers.HEAD),
    *(f"主任{one}" for one in papers.HEAD),
    *("一肩挑", "集体经济组织负责人"),
)
LISTS: dict[str, UpList] = {
    "elected_heads": UpList("书记、主任情况", HEADS, _heads),
    "elected_roll": UpList("当选人员名册", papers.ROLL, papers.roll_rows),
}
"""By the name under which maps know them, beside the names of ledgers."""
