"""Questions about risks over plain values: late, stale, contradictory, what a closing lacks, cells of the grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from electioncycle.rounding import share

MOST_FOUND = 99


def is_overdue(is_open: bool, due_on: date | None, today: date) -> bool:
    return is_open and due_on is not None and due_on < today


def stale_before(today: date, days: int | None) -> date | None:
    """Progress older than this day is stale; None where the county's rules name no number of days."""
    return today - timedelta(days=days) if days else None


def dates_fault(start: date | None, deadline: date | None, labels: tuple[str, str]) -> str:
    if start and deadline and deadline < start:
        return f"{labels[1]}({deadline})早于{labels[0]}({start})，请核对后改正。"
    return ""


def closing_gaps(*, facts: str, owner: str, measures: str, proof: str) -> list[str]:
    """What an application for closing lacks."""
    wanted = (
        (facts, "基本情况(事实)未填写"),
        (owner, "责任人未落实"),
        (measures, "化解措施未填写"),
        (proof if len(proof.strip()) >= 4 else "", "销号依据未填写(写明怎样化解、由谁确认，不少于4个字)"),
    )
    return [sentence for value, sentence in wanted if not value.strip()]


def read_cell(text: str) -> int | None:
    """A cell of the sweep grid: empty is not swept, 0 or 无 nothing found, a number so many. Raises ValueError."""
    text = text.strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if not text:
        return None
    if text in ("无", "未发现", "-", "—"):
        return 0
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_FOUND:
        raise ValueError(f"填写为“{text[:10]}”：只能填0(未发现)或发现的个数(1至{MOST_FOUND})，未排查的留空。")
    return int(text)


@dataclass(frozen=True)
class SweepCount:
    """How far a sweep has come: cells are villages times kinds."""

    villages: int
    kinds: int
    swept: int
    found: int = 0

    @property
    def cells(self) -> int:
        return self.villages * self.kinds

    @property
    def complete(self) -> bool:
        return self.cells > 0 and self.swept >= self.cells

    @property
    def share(self) -> Decimal | None:
        return share(self.swept, self.cells)


def kinds_missing(names: Sequence[str], swept: Sequence[Any]) -> list[str]:
    """Names of the kinds without an entry; ``swept`` runs parallel, None where there is none."""
    return [name for name, row in zip(names, swept, strict=True) if row is None]
