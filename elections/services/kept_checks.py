"""What the coded checks find of a user's elections, kept finder by finder: an act asks only those again that read what
it changed, once for all who see these places, whatever their work."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records.kept import kept
from electioncycle.security import marks
from elections.models import Election
from elections.rules.checks import Finding
from elections.services import calendars, checking
from elections.services.calendars import ElectionCalendar, RoundDays
from elections.services.checking import Basis, Finder, Line
from elections.services.norms import Editions
from villages.models import Cycle


class _Replayed(Basis):
    """A basis that several finders share, each of which is known to have read what it gives."""

    def __init__(self, elections: Iterable[Election]) -> None:
        self._every = marks.replayed(lambda: list(elections))
        self._held = marks.replayed(lambda: calendars.rounds_of(self._every()))
        self._days = marks.replayed(partial(_days, self._every, self._held))
        self._rules = marks.replayed(lambda: Editions({one.rules_edition for one in self._every()}))

    @property
    def elections(self) -> list[Election]:  # type: ignore[override]
        return self._every()

    @property
    def calendars(self) -> dict[int, ElectionCalendar]:
        return self._days()

    @property
    def _rounds(self) -> Mapping[int, RoundDays]:
        return self._held()

    @property
    def _norms(self) -> Editions:
        return self._rules()


def _days(every: Any, held: Any) -> dict[int, ElectionCalendar]:
    return {one.election.pk: one for one in calendars.calendars(every(), rounds=held())}


def lines(user: Actor, cycle: Cycle | None) -> dict[int, list[Line]]:
    """Election key → lines, as ``checking.lines`` has them of the elections that go on in the user's places."""
    going = calendars.going(user, cycle).order_by().values("pk")
    return checking.lines_of(_findings(user, cycle), going)


def _findings(user: Actor, cycle: Cycle | None) -> dict[int, list[Finding]]:
    finders = {f"{number} {one.find.__qualname__}": one for number, one in enumerate(checking.FINDERS)}
    paths = tuple(user.scope_paths)
    basis = _Replayed(calendars.going(user.reading(), cycle))
    at = hashlib.blake2b("|".join(paths).encode(), digest_size=12).hexdigest()
    said = kept(
        f"checks {cycle.pk if cycle else 0} {at}",
        dict.fromkeys(finders, paths),
        lambda names: {name: _plain(finders[name], basis) for name in names},
        terms=[cycle and [cycle.pk, vars(cycle).get("version")]],
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    for lines in said.values():
        for election, code, words, step, number, happened_on, held in lines:
            day = date.fromisoformat(happened_on) if happened_on else None
            found[election].append(Finding(code, words, step, number, day, held))
    return checking.in_order(found)


def _plain(one: Finder, basis: Basis) -> list[list[Any]]:
    return [
        [election.pk, said.code, said.words, said.step, said.number, _day(said.happened_on), said.marks]
        for election, said in one.find(basis)
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
