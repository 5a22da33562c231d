"""The small plain things a ledger declares or hands to the standard pages: columns, to-do entries, days, actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils import timezone

GROUPS = (
    "工作台",
    "村(社区)",
    "班子研判",
    "准入启动",
    "选举",
    "党组织换届",
    "登记和提名",
    "投票日",
    "投票和推选",
    "公告和材料",
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
class Meaning:
    """What the "?" beside a field says: what is to be put there, and the rules of the cycle it is judged by.

    ``rules`` are keys of the cycle's rule set; what they say and where they are written is read from it.
    """

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """The same as a form shows it: ``grounds`` are the rules in words, each with its source."""

    text: str
    grounds: Sequence[str] = ()


@dataclass(frozen=True)
class Grid:
    """A ledger typed as a table, one place at a time (``electioncycle.workbooks.ledger_grids``).

    ``columns`` are its form fields without the place, and the headers of columns that its planner reads by itself;
    personal numbers are never among them. A line is about one
    ``subject``, a field of the row (by default the place), which lies ``by`` this path in the area of the grid. Each
    subject has one line; a ledger with several rows a place has one for each row, and some ``spare`` ones.
    """

    columns: tuple[str, ...]
    spare: int = 0
    subject: str = ""
    by: str = "township"


@dataclass(frozen=True)
class Waiting:
    """What of a ledger's rows waits for somebody: ``rows`` narrows its list to them, for this user in this cycle.

    The list offers it as one of its filters, and a to-do entry counts and leads to the same rows (``Ledger.waits``).
    """

    label: str
    rows: Callable[[Any, Any, Any], Any]

    @classmethod
    def where(cls, label: str, **asked: Any) -> Self:
        """Rows with these values, whoever asks."""
        return cls(label, lambda rows, user, cycle: rows.filter(**asked))


@dataclass(frozen=True)
class Beside:
    """A column of a list that no field holds: the text of each row of the page by its key.

    ``css`` "way" keeps it in sight at the right edge while the other columns pass by.
    """

    header: str
    cells: Mapping[int, Any]
    css: str = ""


@dataclass(frozen=True)
class Due:
    """One entry of a to-do list: what, how many, where, until when. The title holds no personal data.

    ``to_decide``: somebody handed in what this user is to approve or to confirm.
    """

    title: str
    url: str
    count: int = 1
    deadline: date | datetime | None = None
    overdue: bool = False
    to_decide: bool = False

    def as_plain(self) -> list[Any]:
        """As JSON can hold it."""
        timed = isinstance(self.deadline, datetime)
        day = self.deadline and self.deadline.isoformat()
        return [self.title, self.url, self.count, day, timed, self.overdue, self.to_decide]

    @classmethod
    def from_plain(cls, plain: Sequence[Any]) -> Self:
        title, url, count, deadline, timed, overdue, to_decide = plain
        if deadline is not None:
            deadline = datetime.fromisoformat(deadline) if timed else date.fromisoformat(deadline)
        return cls(title, url, count, deadline, overdue, to_decide)

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
class BulkAction:
    """Something done to the rows ticked in the list: a service called for each row with the version that was shown.

    Refusals, such as of a row that somebody changed meanwhile, are shown row by row; the others are done.
    """

    name: str
    label: str
    action: str
    run: Callable[..., Any]


@dataclass(frozen=True)
class Offer:
    """A page of an app above this ledger's: ``row_url`` takes a row's key, ``rows_url`` ticked rows as ``?row=``.

    ``form`` is how the paper of ticked rows is wanted, asked as ``?as=``.
    """

    label: str
    roles: frozenset[str]
    row_url: str = ""
    rows_url: str = ""
    icon: str = "printer"
    form: str = ""
