"""行事历: what a week brings, day by day: votes, last days of the law, what is planned; with the county's own days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from electioncycle.actors import Actor
from elections.choices import Body
from elections.models import CountyDay
from elections.rules.calendar import OTHER, POLLING, Due, expected
from elections.services import calendars, clashes
from elections.services.calendars import ElectionCalendar
from reports.rules.hung import hung
from villages.models import Cycle, Village

VOTES, LAST, PLANNED = "votes", "last", "planned"
TITLES = {VOTES: "投票", LAST: "法定最迟日", PLANNED: "计划办理"}
NAMED = 4
"""So many villages are named; of more it is said how many each township has."""


@dataclass
class Entry:
    """One thing of one day: what, and where."""

    title: str
    villages: list[Village] = field(default_factory=list)

    @property
    def places(self) -> str:
        if len(self.villages) <= NAMED:
            return "、".join(village.name for village in self.villages)
        counts: dict[str, int] = defaultdict(int)
        for village in self.villages:
            counts[str(village.township)] += 1
        if len(counts) == 1:
            return "、".join(village.name for village in self.villages)
        return "、".join(f"{township}{number}个" for township, number in counts.items())

    @property
    def said(self) -> str:
        return f"{self.title}({len(self.villages)}个)：{self.places}"


@dataclass
class WeekDay:
    day: date
    known: CountyDay | None = None
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in TITLES})

    def of(self, kind: str) -> list[Entry]:
        return list(self.entries[kind].values())

    @property
    def groups(self) -> list[tuple[str, list[Entry]]]:
        return [(title, self.of(kind)) for kind, title in TITLES.items() if self.entries[kind]]

    @property
    def name(self) -> str:
        return f"{self.day.month}月{self.day.day}日 周{'一二三四五六日'[self.day.weekday()]}"


def monday_of(day: date) -> date:
    return day - timedelta(day.weekday())


def week(user: Actor, cycle: Cycle | None, day: date, *, township: int = 0, on_wall: bool = False) -> list[WeekDay]:
    """The seven days of the week that holds ``day``. ``on_wall``: only of nodes that may hang; constant queries.

    A vote stays in its week when its election has ended, by-elections too, as the desk of that day has it.
    """
    monday = monday_of(day)
    known = clashes.county_days(cycle)
    days = {at: WeekDay(at, known.get(at)) for at in (monday + timedelta(step) for step in range(7))}
    elections = calendars.elections_of(user, cycle, voting=(monday, monday + timedelta(6)))
    if township:
        elections = elections.filter(village__township=township)
    may_hang = {(node.body, node.step) for node in hung().nodes}
    for own in calendars.calendars(elections):
        for due in own.dues:
            if not on_wall or (own.election.body, due.step.step) in may_hang:
                _enter(days, own, due)
    return list(days.values())


def _enter(days: Mapping[date, WeekDay], own: ElectionCalendar, due: Due) -> None:
    wanted = due.done or expected(due, own.facts)
    if due.step.step in (POLLING, OTHER):
        if wanted:
            _put(days, due.planned, VOTES, f"{own.election.body_name}{due.step.title}", own)
        return
    if due.done or not wanted:
        return
    title = due.step.title
    if own.election.body != Body.COMMITTEE and "党" not in title:
        title = f"{own.election.body_name}{title}"
    if due.law and due.latest and due.anchor != due.step.step:
        _put(days, due.latest, LAST, title, own)
    if due.planned and not (due.law and due.planned == due.latest):
        _put(days, due.planned, PLANNED, title, own)


def _put(days: Mapping[date, WeekDay], day: date | None, kind: str, title: str, own: ElectionCalendar) -> None:
    if day is not None and day in days:
        own_day = days[day].entries[kind]
        own_day.setdefault(title, Entry(title)).villages.append(own.election.village)


def votes_of(days: Iterable[WeekDay]) -> int:
    """How many votes the week holds, one for each village and election."""
    return sum(len(entry.villages) for day in days for entry in day.of(VOTES))
