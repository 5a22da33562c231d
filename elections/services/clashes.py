"""撞日表: how many elections a township holds on one day, beside the leaders and police who are free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from electioncycle.actors import Actor
from elections.choices import ElectionState
from elections.models import CountyDay, Election
from elections.services import calendars
from villages.models import Area, Cycle
from villages.services.rule_sets import rules_of

MOST = "same_day_most"
"""The rule that says how many elections a township can hold on one day."""


@dataclass
class TownshipDay:
    township: Area
    elections: list[Election] = field(default_factory=list)


@dataclass
class PollingDay:
    """One day with the townships that vote on it."""

    day: date
    known: CountyDay | None
    most: int | None
    townships: dict[int, TownshipDay] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(len(one.elections) for one in self.townships.values())

    @property
    def shown(self) -> list[tuple[TownshipDay, bool]]:
        """Each township, and whether it votes in more places than it can hold on one day."""
        return [(one, self.most is not None and len(one.elections) > self.most) for one in self.townships.values()]


@dataclass(frozen=True)
class Clashes:
    days: list[PollingDay]
    most: int | None


def clashes(user: Actor, cycle: Cycle) -> Clashes:
    """Days still ahead: what is over or called off collides with nothing."""
    running = calendars.elections_of(user, cycle).filter(state=ElectionState.PREPARING).order_by("polling_day", "id")
    known, most = county_days(cycle), rules_of(cycle).whole(MOST)
    days: dict[date, PollingDay] = {}
    for one in running:
        if one.polling_day is None:
            continue
        day = days.setdefault(one.polling_day, PollingDay(one.polling_day, known.get(one.polling_day), most))
        township = one.village.township
        day.townships.setdefault(township.pk, TownshipDay(township)).elections.append(one)
    return Clashes(list(days.values()), most)


def county_days(cycle: Cycle | None) -> Mapping[date, CountyDay]:
    """What the county knows of its days; nothing outside a cycle."""
    return {row.day: row for row in CountyDay.objects.filter(cycle=cycle)} if cycle is not None else {}
