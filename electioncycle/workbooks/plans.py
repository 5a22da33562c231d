"""The lines of a workbook as plans, and the values their cells hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from electioncycle.cleaning import cells
from electioncycle.records import months
from electioncycle.sheets import ParsedSheet

ROW_KEY = "编号"
TO_WRITE = ("new", "changed")
LISTED = 20
"""Line numbers that one sentence names."""


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
        said = not self.value or f"“{self.value}”" in self.reason
        what = (f"“{self.header}”" if self.header else "") + ("" if said else f"填写为“{self.value}”")
        return f"{where}{what}：{self.reason}"


@dataclass(slots=True)  # a workbook has tens of thousands
class RowPlan:
    """One line of the workbook. ``kind`` is new, changed, unchanged, wrong or held (another line of its place is).

    ``seen`` is the version of the row that the line's 编号 names, where the row has changed since.
    ``blank`` are the fields whose cells stand empty, ``cleared`` the columns in which that would take something away.
    ``asks`` is what the user may answer in the preview so that the line comes in as a row of its own; ``apart`` says
    that he has.
    """

    number: int
    kind: str = "new"
    label: str = ""
    place: Any = None
    row: Any = None
    seen: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    blank: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    asks: str = ""
    apart: bool = False

    def refuse(self, header: str, reason: str, letter: str = "", value: str = "") -> None:
        self.kind = "wrong"
        reason = reason if reason.endswith(("。", "？")) else f"{reason}。"
        self.faults += (Fault(self.number, header, letter, value, reason),)


@dataclass
class Plan:
    """All lines of a workbook; what ``ParsedSheet`` says of unread columns, skipped and hidden lines goes along.

    ``undone`` says which approvals will lapse when the new and changed lines are written.
    """

    rows: list[RowPlan]
    absent: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unread_sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    skipped: list[tuple[int, str]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: ParsedSheet, rows: list[RowPlan]) -> "Plan":
        return cls(
            rows,
            unknown=list(sheet.unknown),
            unread_sheets=list(sheet.unread_sheets),
            sheet=sheet.sheet,
            skipped=list(sheet.skipped),
            hidden=list(sheet.hidden),
        )

    def count(self, *kinds: str) -> int:
        return sum(row.kind in kinds for row in self.rows)

    @property
    def to_write(self) -> list[RowPlan]:
        return [row for row in self.rows if row.kind in TO_WRITE]

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.rows for fault in row.faults]

    @property
    def clearings(self) -> list[tuple[int, str, tuple[str, ...]]]:
        """Where a blank cell would take away what is stored: line, label and columns."""
        return [(row.number, row.label, row.cleared) for row in self.rows if row.kind == "changed" and row.cleared]

    def hold_whole_places(self, header: str, one: str) -> None:
        """A place's rows go in whole or not at all; ``header`` names it in the workbook, ``one`` in a sentence."""
        wrong: dict[Any, int] = {}
        for row in self.rows:
            if row.kind == "wrong" and row.place is not None:
                wrong.setdefault(row.place, row.number)
        for row in self.rows:
            if row.kind in TO_WRITE and row.place in wrong:
                row.kind = "held"
                reason = f"同{one}第{wrong[row.place]}行有误，该{one}各行一并退回，请改正后重新导入。"
                row.faults += (Fault(row.number, header, "", str(row.place), reason),)


def numbered(lines: Iterable[int]) -> str:
    """第3、5、8行 for a sentence."""
    every = list(lines)
    return f"第{'、'.join(map(str, every[:LISTED]))}{'等' if len(every) > LISTED else ''}行"


def births_by_number(names: list[str]) -> dict[str, str]:
    """Which fields are births that an ID number in another field settles."""
    numbers = {name.removesuffix("id_number"): name for name in names if name.endswith("id_number")}
    births = [name for name in names if name.rpartition("__")[2] == "birth"]
    return {name: numbers[name.removesuffix("birth")] for name in births if name.removesuffix("birth") in numbers}


def settle_birth(values: dict[str, Any], name: str, number: str | None, typed: Any, stored: date | None) -> None:
    """The birth month against the ID: 1975.1 is January or October as the ID says, the day comes from the ID.

    Without an ID what is ``stored`` says which. Raises ValueError when neither settles a number such as 1975.1.
    """
    born = cells.birth_date(number) if number else None
    if typed in (None, ""):
        values[name] = born
        return
    if born is None:
        values[name] = months.read(typed, stored)
        return
    month = cells.clean_month(typed)
    if isinstance(month, cells.AmbiguousMonth):
        month = month.settle(number)
    if month is None or (month.year, month.month) != (born.year, born.month):
        raise ValueError(f"与身份证号不一致：身份证号中的出生年月是{born:%Y-%m}，请核对这两栏。")
    values[name] = born


def clean_day(value: Any) -> date | None:
    """A day, or a month taken as its first day. Raises ValueError with the reason."""
    try:
        return cells.clean_date(value)
    except ValueError:
        month = cells.clean_month(value)
        if not isinstance(month, cells.AmbiguousMonth):
            return month
        raise ValueError(f"“{value}”可能是1月也可能是10月，请写成“{month.year}-01”或“{month.year}-10”。") from None
