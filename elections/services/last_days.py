"""The legal last days of every village's election that are still to come or were missed, sorted by day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.wording import day_in_words
from elections.choices import RoundKind
from elections.models import Election
from elections.rules import planning
from elections.rules.calendar import POLLING, Due, Step
from elections.services import calendars, disputes, failures
from elections.services.calendars import ElectionCalendar
from villages.models import Cycle, Village

REPEAT, DISPUTE = "repeat_election", "dispute"
FURTHER = ((REPEAT, "重新选举"), (DISPUTE, "选举异议受理和认定"))
"""What has a last day and is no step of the calendar."""


@dataclass(frozen=True)
class LastDay:
    """One step that the law wants by a day and that has not come yet."""

    election: Election
    due: Due
    last: date
    left: int

    @property
    def village(self) -> Village:
        return self.election.village

    @property
    def verdict(self) -> str:
        if self.left < 0:
            return f"已过{-self.left}日，来不及"
        return f"来得及，还有{self.left}日" if self.left else "今天是最后一天"

    @property
    def tone(self) -> str:
        if self.left < 0:
            return "bad"
        return "warn" if self.left <= planning.NEAR.days else "ok"


@dataclass(frozen=True)
class Asked:
    """What a user wants to see: one township, one step, so many days left at most, one last day, only what is over."""

    township: int = 0
    step: str = ""
    within: int | None = None
    on: date | None = None
    over: bool | None = None

    def takes(self, one: LastDay) -> bool:
        return (
            (not self.step or one.due.step.step == self.step)
            and (self.within is None or one.left <= self.within)
            and (self.on is None or one.last == self.on)
            and (self.over is None or (one.left < 0) == self.over)
        )


def last_days(user: Actor, cycle: Cycle | None, asked: Asked | None = None) -> list[LastDay]:
    """By last day, then in official order of villages."""
    asked = asked or Asked()
    rows = calendars.elections_of(user, cycle)
    elections = list(rows.filter(village__township=asked.township) if asked.township else rows)
    found = [*of_calendars(calendars.calendars(elections)), *_of_repeats(elections), *_of_disputes(user, elections)]
    return sorted((one for one in found if asked.takes(one)), key=lambda one: one.last)


def _of_repeats(elections: Sequence[Election]) -> Iterator[LastDay]:
    """Votes that must be held again, which are no step of the calendar."""
    for one in failures.last_of(elections):
        if one.sequel.then == RoundKind.REPEAT and one.latest is not None and one.pending:
            yield _further(one.election, REPEAT, one.step, one.latest, one.basis)


def _of_disputes(user: Actor, elections: Sequence[Election]) -> Iterator[LastDay]:
    """Clocks of the disputes that this user may read; nobody else learns of one here."""
    for row, clock in disputes.running_clocks(user, elections):
        if clock.due_on is not None:
            yield _further(row.election, DISPUTE, f"选举异议{clock.what}", clock.due_on, clock.basis)


def _further(election: Election, step: str, title: str, last: date, basis: str) -> LastDay:
    due = Due(Step(step, title, POLLING), POLLING, None, last, None, True, basis, False)
    return LastDay(election, due, last, (last - timezone.localdate()).days)


def of_calendars(each: Iterable[ElectionCalendar]) -> list[LastDay]:
    today = timezone.localdate()
    found = [
        LastDay(one.election, due, due.latest, (due.latest - today).days)
        for one in each
        for due in planning.with_last_day(one.dues, one.facts)
        if due.latest is not None
    ]
    return sorted(found, key=lambda one: one.last)


def sentence(found: list[LastDay], place: str) -> str:
    """What a duty desk reads out: how many are over, how many must go out today and within a week."""
    counts = Counter("past" if one.left < 0 else "today" if one.left == 0 else "near" for one in found if one.left <= 7)
    today = day_in_words(timezone.localdate())
    return (
        f"截至{today}，{place}法定期限内未登记办理的事项：今天到期{counts['today']}项，7日内到期{counts['near']}项，"
        f"已过最迟日{counts['past']}项。"
    )
