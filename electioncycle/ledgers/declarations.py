"""The small plain things a ledger declares or hands to the standard pages: columns, entries, panels, sections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.safestring import SafeData, mark_safe

GROUPS = (
    "工作台",
    "村(社区)",
    "班子研判",
    "准入启动",
    "人选",
    "风险",
    "三清单与夜访",
    "财务清理",
    "组织领导",
    "会议",
    "宣传与督导",
    "纪律与治理",
    "报告与统计",
    "系统",
)
"""The parts of the menu in their order."""


@dataclass(frozen=True)
class Column:
    """One column of the workbook. ``field`` is a form field; ``compute`` fills a column nobody types (自).

    A column with ``read`` (cell → value, raising ValueError with the reason), ``show`` (row → cell) and ``kind`` of
    cell is no field of the row either: ``field`` is its name among the planned values, which an ``ItemPlanner``
    compares with, and writes to, rows of their own. One with ``show`` alone names what the ledger's planner finds by
    itself, such as the person of a line; people fill it in, so it must be open in the template.
    Columns whose headers begin with one ``group`` stand under a common heading in the template.
    """

    header: str
    field: str = ""
    required: bool = False
    width: int = 12
    aliases: tuple[str, ...] = ()
    group: str = ""
    compute: Callable[[Any], Any] | None = None
    example: str = ""
    read: Callable[[Any], Any] | None = None
    show: Callable[[Any], Any] | None = None
    kind: Any = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """One entry of a to-do list: what, how many, where, until when. The title holds no personal data."""

    title: str
    url: str
    count: int = 1
    deadline: date | datetime | None = None
    overdue: bool = False

    def as_plain(self) -> list[Any]:
        """As JSON can hold it."""
        timed = isinstance(self.deadline, datetime)
        return [self.title, self.url, self.count, self.deadline and self.deadline.isoformat(), timed, self.overdue]

    @classmethod
    def from_plain(cls, plain: Sequence[Any]) -> "Due":
        title, url, count, deadline, timed, overdue = plain
        if deadline is not None:
            deadline = datetime.fromisoformat(deadline) if timed else date.fromisoformat(deadline)
        return cls(title, url, count, deadline, overdue)

    @property
    def day(self) -> date | None:
        """The day of the deadline, local."""
        return timezone.localtime(self.deadline).date() if isinstance(self.deadline, datetime) else self.deadline

    @property
    def is_overdue(self) -> bool:
        if isinstance(self.deadline, datetime):
            return self.overdue or self.deadline < timezone.now()
        return self.overdue or (self.deadline is not None and self.deadline < timezone.localdate())

    @property
    def urgency(self) -> tuple[bool, date]:
        """Sorts overdue entries first, then by deadline, those without one last."""
        return (not self.is_overdue, self.day or date.max)


@dataclass(frozen=True)
class Day:
    """A day a ledger puts into its users' calendars. The title holds no personal data."""

    day: date
    title: str
    url: str = ""


@dataclass(frozen=True)
class TalkTarget:
    """Somebody who is to be talked to (应谈对象), as the ledger that knows him says it.

    ``key`` is unique over all ledgers, by custom ``<ledger>-<row>``; ``group`` is the code of the cycle's list of
    groups, ``village`` and ``person`` are keys.
    """

    key: str
    group: str
    name: str
    post: str
    village: int
    person: int | None = None


@dataclass(frozen=True)
class HeldRole:
    """Somebody holds a post of a village, as the ledger that knows him says it.

    ``role`` is the body or post as the rules of avoidance name it, ``said`` the post as people say it. With ``planned``
    he is put forward for it: were he elected, the ``body`` would consist of those who are.
    """

    village: int
    person: int
    name: str
    role: str
    said: str
    body: str = ""
    planned: bool = False


@dataclass(frozen=True)
class KinText:
    """What a township wrote in one row about a person's relatives; ``source`` and ``row`` are the text's key.

    ``needs_name``: it speaks of relatives at large and matters only where it names somebody with a post.
    """

    source: str
    row: int
    village: int
    person: int
    name: str
    text: str
    url: str
    needs_name: bool = False


@dataclass(frozen=True)
class Panel:
    """What a ledger shows on a village's page: rows of cells under headers, or label and value pairs."""

    title: str
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    facts: Sequence[tuple[str, Any]] = ()
    url: str = ""
    link: str = "查看"
    empty: str = "尚未录入。"

    def as_plain(self) -> list[Any]:
        """As JSON can hold it, every value as the page will show it."""
        rows = [[_plain(cell) for cell in row] for row in self.rows]
        facts = [[str(label), _plain(value)] for label, value in self.facts]
        return [str(self.title), list(map(str, self.headers)), rows, facts, self.url, self.link, self.empty]

    @classmethod
    def from_plain(cls, plain: Sequence[Any]) -> "Panel":
        title, headers, rows, facts, url, link, empty = plain
        facts = [(label, _shown(value)) for label, value in facts]
        return cls(title, headers, [list(map(_shown, row)) for row in rows], facts, url, link, empty)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, SafeData):
        return value if value is None else {"safe": str(value)}
    return str(localize(timezone.localtime(value) if isinstance(value, datetime) else value))


def _shown(plain: Any) -> Any:
    return mark_safe(plain["safe"]) if isinstance(plain, dict) else plain  # noqa: S308 - was safe when it was kept


@dataclass(frozen=True)
class BulkAction:
    """Something done to the rows ticked in the list: a service called for each row, refusals shown per row."""

    name: str
    label: str
    action: str
    run: Callable[..., Any]
    asks_reason: bool = False


@dataclass(frozen=True)
class Offer:
    """A page of an app above this ledger's: ``row_url`` takes a row's key, ``rows_url`` ticked rows as ``?row=``."""

    label: str
    roles: frozenset[str]
    row_url: str = ""
    rows_url: str = ""
    icon: str = "printer"


@dataclass(frozen=True)
class Finding:
    """What a ledger's rows say about one village: in order or not, in one sentence, with the page of the rows.

    ``met`` is None where nothing was entered yet. Findings stand beside what people state, they decide nothing.
    """

    met: bool | None
    text: str
    url: str = ""


@dataclass
class Section:
    """A section of the analysis report: its place among the others and, per village key, its blocks.

    ``gaps`` are the sentences of 缺项清单: what this section lacks for a village. A village without blocks and
    without gaps is listed there as not filled in at all.
    """

    order: int
    title: str
    blocks: dict[int, list[Any]] = field(default_factory=dict)
    gaps: dict[int, list[str]] = field(default_factory=dict)
