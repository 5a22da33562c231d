"""The lines of a workbook as plans, the village they name, and the values their cells hold."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from electioncycle.cleaning import cells
from electioncycle.sheets import ParsedSheet

ROW_KEY = "编号"
TOWNSHIP = "乡镇(街道)"
VILLAGE = "村(社区)"
_VILLAGE_BODY = re.compile(r"村?(村民委员会|村委会)$")
_COMMUNITY_BODY = re.compile(r"(社区)?(居民委员会|居委会)$")
_SUFFIX = re.compile(r"(?<=.)(社区|村)$")
_TOWN_OFFICE = re.compile(r"(?<=.)(人民政府|政府|办事处)$")
_TOWN_SUFFIX = re.compile(r"(?<=..)(镇|乡|街道)$")
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


@dataclass
class RowPlan:
    """One line of the workbook. ``kind`` is new, changed, unchanged, wrong or held (another line of its village is).

    ``blank`` are the fields whose cells stand empty, ``cleared`` the columns in which that would take something away.
    ``asks`` is what the user may answer in the preview so that the line comes in as a row of its own; ``apart`` says
    that he has.
    """

    number: int
    kind: str = "new"
    label: str = ""
    place: Any = None
    row: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)
    cleared: list[str] = field(default_factory=list)
    asks: str = ""
    apart: bool = False

    def refuse(self, header: str, reason: str, letter: str = "", value: str = "") -> None:
        self.kind = "wrong"
        self.faults.append(Fault(self.number, header, letter, value, reason))


@dataclass
class Plan:
    """All lines of a workbook; what ``ParsedSheet`` says of unread columns, skipped and hidden lines goes along.

    ``undone`` says which approvals will lapse when the new and changed lines are written.
    """

    rows: list[RowPlan]
    absent: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sheet: str = ""
    skipped: list[tuple[int, str]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: ParsedSheet, rows: list[RowPlan]) -> "Plan":
        unread = [f"工作表“{name}”(未读取)" for name in sheet.unread_sheets]
        return cls(
            rows,
            unknown=[*sheet.unknown, *unread],
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
    def clearings(self) -> list[tuple[int, str, list[str]]]:
        """Where a blank cell would take away what is stored: line, label and columns."""
        return [(row.number, row.label, row.cleared) for row in self.rows if row.kind == "changed" and row.cleared]

    def hold_whole_villages(self) -> None:
        """A village's rows go in whole or not at all."""
        wrong: dict[Any, int] = {}
        for row in self.rows:
            if row.kind == "wrong" and row.place is not None:
                wrong.setdefault(row.place, row.number)
        for row in self.rows:
            if row.kind in TO_WRITE and row.place in wrong:
                row.kind = "held"
                row.faults.append(
                    Fault(
                        row.number,
                        VILLAGE,
                        "",
                        str(row.place),
                        f"同村第{wrong[row.place]}行有误，该村各行一并退回，请改正后重新导入。",
                    )
                )


def everyday_name(name: str) -> str:
    """陈江村村民委员会 and 陈江村委会 are 陈江村 in everyday speech, 陈江社区居民委员会 is 陈江社区."""
    return _COMMUNITY_BODY.sub("社区", _VILLAGE_BODY.sub("村", name))


def bare_name(name: str) -> str:
    """The name without 村 and 社区."""
    return _SUFFIX.sub("", everyday_name(name))


def numbered(lines: Iterable[int]) -> str:
    """第3、5、8行 for a sentence."""
    every = list(lines)
    return f"第{'、'.join(map(str, every[:LISTED]))}{'等' if len(every) > LISTED else ''}行"


class UnknownTown(ValueError):
    """No township, or more than one, goes by the name that was typed."""


def bare_town(name: str) -> str:
    """The name without 镇, 乡 and 街道."""
    return _TOWN_SUFFIX.sub("", _TOWN_OFFICE.sub("", name))


def find_town(towns: Iterable[str], typed: str) -> str:
    """The township of this name, or of this short name where only one has it. Raises UnknownTown with the near ones."""
    names, plain = list(towns), _TOWN_OFFICE.sub("", typed)
    for found in ([n for n in names if n == plain], [n for n in names if bare_town(n) == plain]):
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownTown(f"“{typed}”可能是{'、'.join(found)}，请填写全称。")
    short = bare_town(plain)
    near = [name for name in names if bare_town(name) == short] or get_close_matches(plain, names, n=3)
    hint = f"相近的有：{'、'.join(near)}，" if near else ""
    raise UnknownTown(f"您的管辖范围内没有“{typed}”，{hint}请核对乡镇名称。")


class VillageIndex:
    """Finds a village by township and name: full name first, shorter forms only where they are unique."""

    def __init__(self, villages: Iterable[Any]) -> None:
        self.forms: list[Callable[[str], str]] = [str, everyday_name, bare_name]
        self.found: list[dict[tuple[str, str], list[Any]]] = [defaultdict(list) for _ in self.forms]
        self.townships: dict[str, list[str]] = defaultdict(list)
        for village in villages:
            town = cells.clean_text(village.township.name) or ""
            self.townships[town].append(village.name)
            for form, index in zip(self.forms, self.found, strict=True):
                index[town, form(cells.clean_name(village.name) or "")].append(village)

    def find(self, town: str, name: str) -> Any:
        """Raises ValueError with the reason when there is none, or more than one; UnknownTown where that is it."""
        towns = [find_town(self.townships, town)] if town else sorted(self.townships)
        found = self._named(towns, name)
        if found is None:
            for one, rest in self._after_town(towns, name):
                found = found or self._named([one], rest)
        if found is None:
            raise ValueError(self._none(towns, town, name))
        return found

    def _named(self, towns: list[str], name: str) -> Any:
        for form, index in zip(self.forms, self.found, strict=True):
            found = [village for one in towns for village in index.get((one, form(name)), ())]
            if len(found) == 1:
                return found[0]
            if found:
                listed = "、".join(f"{village.township}{village}" for village in found)
                raise ValueError(f"“{name}”对应{len(found)}个村(社区):{listed}，请填写全称。")
        return None

    @staticmethod
    def _after_town(towns: list[str], name: str) -> Iterable[tuple[str, str]]:
        """霞渡镇大岩社区 is 大岩社区 of 霞渡镇."""
        for town in towns:
            for prefix in (town, bare_town(town)):
                if name.startswith(prefix) and len(name) > len(prefix) + 1:
                    yield town, name.removeprefix(prefix)

    def likely(self, town: str, name: str) -> Any:
        """The one village a line most likely means whose names fit none: it is not to go in without that line."""
        towns = [one for one in self.townships if one == town] or sorted(self.townships)
        near = self._near(towns, name)
        for one in [name, *(near if len(near) == 1 else ())]:
            try:
                return self.find("", one)
            except ValueError:
                continue
        return None

    def _near(self, towns: list[str], name: str) -> list[str]:
        known = {everyday_name(one): one for place in towns for one in self.townships[place]}
        return [known[one] for one in get_close_matches(everyday_name(name), known, n=3)]

    def _none(self, towns: list[str], town: str, name: str) -> str:
        near = "、".join(self._near(towns, name))
        hint = f"相近的有：{near}，请核对后按登记名称填写。" if near else "请按登记名称填写。"
        return f"{town or '您的管辖范围内'}没有“{name}”，{hint}"


def births_by_number(names: list[str]) -> dict[str, str]:
    """Which fields are births that an ID number in another field settles."""
    numbers = {name.removesuffix("id_number"): name for name in names if name.endswith("id_number")}
    births = [name for name in names if name.rpartition("__")[2] == "birth"]
    return {name: numbers[name.removesuffix("birth")] for name in births if name.removesuffix("birth") in numbers}


def settle_birth(values: dict[str, Any], name: str, number: str | None, typed: Any) -> None:
    """The birth month against the ID: 1975.1 is January or October as the ID says, the day comes from the ID.

    Raises ValueError when a number such as 1975.1 stands without an ID that settles it.
    """
    born = cells.birth_date(number) if number else None
    if typed in (None, ""):
        values[name] = born
        return
    read = cells.clean_month(typed)
    if isinstance(read, cells.AmbiguousMonth):
        if born is None:
            clean_day(typed)
        read = read.settle(number)
    if born is not None and (read is None or (read.year, read.month) != (born.year, born.month)):
        raise ValueError(f"与身份证号不一致：身份证号中的出生年月是{born:%Y-%m}，请核对这两栏。")
    values[name] = born or clean_day(typed)


def clean_day(value: Any) -> date | None:
    """A day, or a month taken as its first day. Raises ValueError with the reason."""
    try:
        return cells.clean_date(value)
    except ValueError:
        month = cells.clean_month(value)
        if not isinstance(month, cells.AmbiguousMonth):
            return month
        raise ValueError(f"“{value}”可能是1月也可能是10月，请写成“{month.year}-01”或“{month.year}-10”。") from None
