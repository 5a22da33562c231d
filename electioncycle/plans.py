"""The lines of a workbook as plans, the village they name, and the values their cells hold."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from electioncycle.sheets import cells

ROW_KEY = "编号"
TOWNSHIP = "乡镇(街道)"
VILLAGE = "村(社区)"
_SUFFIX = re.compile(r"(村民委员会|居民委员会|社区居民委员会|社区居委会|村委会|居委会|社区|村)$")


@dataclass(frozen=True)
class Fault:
    """One wrong cell: where it is, what stands there, why it is refused and what to do."""

    row: int
    header: str
    letter: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"第{self.row}行" + (f" {self.letter}列" if self.letter else "")
        what = f"“{self.header}”" + (f"填写为“{self.value}”" if self.value else "")
        return f"{where}{what}:{self.reason}"


@dataclass
class RowPlan:
    """One line of the workbook. ``kind`` is new, changed, unchanged, wrong or held (another line of its village is)."""

    number: int
    kind: str = "new"
    label: str = ""
    place: Any = None
    row: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Plan:
    rows: list[RowPlan]
    absent: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def count(self, *kinds: str) -> int:
        return sum(row.kind in kinds for row in self.rows)

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.rows for fault in row.faults]

    def hold_whole_villages(self) -> None:
        """A village's rows go in whole or not at all."""
        wrong: dict[Any, int] = {}
        for row in self.rows:
            if row.kind == "wrong" and row.place is not None:
                wrong.setdefault(row.place, row.number)
        for row in self.rows:
            if row.kind in ("new", "changed") and row.place in wrong:
                row.kind = "held"
                row.faults.append(
                    Fault(
                        row.number,
                        VILLAGE,
                        "",
                        str(row.place),
                        f"同村第{wrong[row.place]}行有误,该村各行一并退回,请改正后重新导入。",
                    )
                )


class VillageIndex:
    """Finds a village by township and name: full name first, the stripped name only where it is unique."""

    def __init__(self, villages: Iterable[Any]) -> None:
        self.full: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.short: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.townships: set[str] = set()
        for village in villages:
            town = cells.clean_text(village.township.name) or ""
            self.townships.add(town)
            self.full[town, village.name].append(village)
            self.short[town, _SUFFIX.sub("", village.name)].append(village)

    def find(self, town: str, name: str) -> Any:
        """Raises ValueError with the reason when there is none, or more than one."""
        if town and town not in self.townships:
            raise ValueError(f"您的管辖范围内没有“{town}”,请核对乡镇名称。")
        towns = [town] if town else sorted(self.townships)
        for index, text in ((self.full, name), (self.short, _SUFFIX.sub("", name))):
            found = [village for one in towns for village in index.get((one, text), ())]
            if len(found) == 1:
                return found[0]
            if found:
                listed = "、".join(f"{village.township}{village}" for village in found)
                raise ValueError(f"“{name}”对应多个村(社区):{listed},请填写全称。")
        raise ValueError(f"{town or '管辖范围内'}没有“{name}”,请按登记名称填写。")


def clean_day(value: Any) -> date | None:
    """A day, or a month taken as its first day. Raises ValueError with the reason."""
    try:
        return cells.clean_date(value)
    except ValueError:
        month = cells.clean_month(value)
        if not isinstance(month, cells.AmbiguousMonth):
            return month
        raise ValueError(f"“{value}”可能是1月也可能是10月,请写成“{month.year}-01”或“{month.year}-10”。") from None


def same(before: Any, after: Any) -> bool:
    if isinstance(before, Decimal) or isinstance(after, Decimal):
        return (None if before is None else Decimal(before)) == (None if after is None else Decimal(after))
    return (before or "") == (after or "") if not isinstance(before, (int, bool)) else before == after
