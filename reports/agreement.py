"""数字打架: whether every way in which a figure leaves the product tells the same of the county and each township.

Compared are what people read (``ways``), never a second computation of the same. What differs twice in a row is kept
and told to the county, whose repair, or that of whoever runs the site, is found by the next comparison.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.desk.inbox import Notice
from electioncycle.jobs import periodic
from electioncycle.refusals import NotYours
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import marks
from electioncycle.web.addresses import address
from reports.models import FigureCheck, FigureConflict
from reports.snapshots import in_name_of
from reports.ways import WAYS, Key, Told
from villages.choices import CycleState
from villages.models import Area, Cycle

ACT = "compare_figures"
NAMED = 1
"""So many conflicts are told in the notice; the page lists them all."""


@dataclass(frozen=True)
class Apart:
    """One figure of one place that two ways tell differently."""

    path: str
    key: Key
    first: Told
    second: Told

    @property
    def values(self) -> tuple[int, int]:
        return self.first.said[self.path][self.key], self.second.said[self.path][self.key]

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        code, entry = self.key
        return self.path, code, entry, self.first.where, self.second.where


def compare_all() -> tuple[int, int, int]:
    """Every open cycle; returns how many cycles, how many figures were compared, how many tell different numbers."""
    checks = [compare(one) for one in Cycle.objects.filter(state=CycleState.OPEN).select_related("county")]
    return len(checks), sum(one.compared for one in checks), sum(one.apart for one in checks)


def compare(cycle: Cycle) -> FigureCheck:
    """Compare, keep what was found, tell the county or withdraw what it was told."""
    told = read(cycle)
    found = {one.identity: one for one in apart(told)}
    if found:  # somebody may have saved between two readings: only what differs again is a finding
        again = {one.identity: one for one in apart(read(cycle))}
        found = {identity: again[identity] for identity in found if identity in again}
    with transaction.atomic(), marks.at([cycle.county.path]):
        _keep(list(found.values()), cycle)
        check = FigureCheck.objects.create(
            cycle=cycle,
            ways=[one.where for one in told],
            places=len({path for one in told for path in one.said}),
            compared=_compared(told),
            apart=len(found),
        )
        _tell(cycle)
    return check


def read(cycle: Cycle) -> list[Told]:
    """All that every way tells, as the county's administrator reads it."""
    by = in_name_of(cycle)
    return [one for way in list(WAYS.values()) for one in way(by, cycle)]


def apart(told: Iterable[Told]) -> Iterator[Apart]:
    """Whoever tells another number than the first that told it."""
    first: dict[tuple[str, Key], Told] = {}
    for one in told:
        for path, numbers in one.said.items():
            for key in numbers:
                known = first.setdefault((path, key), one)
                if (found := Apart(path, key, known, one)).values[0] != found.values[1]:
                    yield found


def _compared(told: Sequence[Told]) -> int:
    """Figures by place that at least two ways tell."""
    seen: set[tuple[str, Key]] = set()
    twice: set[tuple[str, Key]] = set()
    for one in told:
        own = {(path, key) for path, numbers in one.said.items() for key in numbers}
        twice |= seen & own
        seen |= own
    return len(twice)


def _keep(found: Sequence[Apart], cycle: Cycle) -> None:
    """New ones are written, those found again get the numbers of today, the others are settled."""
    now = timezone.now()
    names = dict(Area.all_rows.filter(path__in={one.path for one in found}).values_list("path", "name"))
    standing = {
        (row.path, row.figure, row.entry, row.first, row.second): row
        for row in FigureConflict.objects.filter(cycle=cycle, settled_at=None)
    }
    for one in found:
        row = standing.pop(one.identity, None) or FigureConflict(cycle=cycle, path=one.path, found_at=now)
        row.place = names.get(one.path, one.path)
        row.figure, row.entry = one.key
        row.first, row.first_url = one.first.where, one.first.url
        row.second, row.second_url = one.second.where, one.second.url
        row.first_value, row.second_value = one.values
        row.seen_at = now
        row.save()
    settled = [row.pk for row in standing.values()]
    FigureConflict.objects.filter(pk__in=settled).update(settled_at=now, seen_at=now)


def _tell(cycle: Cycle) -> None:
    key, rows = f"figures apart:{cycle.pk}", list(standing(cycle))
    if not rows:
        inbox.withdraw_notice(key)
        return
    more = f"等{len(rows)}项" if len(rows) > NAMED else ""
    inbox.notify(
        f"数字打架：{'；'.join(map(str, rows[:NAMED]))}{more}，请核对。",
        url=address("figures_apart"),
        roles=COUNTY_ROLES,
        place=cycle.county,
        cycle=cycle,
        tone=Notice.Tone.BAD,
        key=key,
    )


def standing(cycle: Cycle) -> QuerySet[FigureConflict]:
    """Those of the cycle that no later check found agreed."""
    return FigureConflict.objects.filter(cycle=cycle, settled_at=None)


def settled(cycle: Cycle) -> QuerySet[FigureConflict]:
    return FigureConflict.objects.filter(cycle=cycle).exclude(settled_at=None).order_by("-settled_at", "path", "id")


def last_check(cycle: Cycle) -> FigureCheck | None:
    return FigureCheck.objects.filter(cycle=cycle).first()


def ask(cycle: Cycle, *, by: Actor) -> None:
    """Somebody of the county has put something right and does not wait for the night."""
    if not by.roles & COUNTY_ROLES or not by.covers(cycle.county.path):
        raise NotYours
    cycle.require_open_for_entry()
    periodic.ask_for(ACT, by=by)


def in_words(cycles: int, compared: int, differing: int) -> str:
    if not cycles:
        return "没有进行中的届次，未核对。"
    if differing:
        return f"核对{cycles}个届次的数字{compared}项，有{differing}项在不同地方不一致，已告知县级。"
    return f"核对{cycles}个届次的数字{compared}项，各处一致。"
