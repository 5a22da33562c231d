"""Editions of rules as the result engine, the schemes and the calendar ask them: each read once for many elections.

A set has some hundred and fifty entries, and whatever is saved in an election is judged by them: what they come to is
put together once a process for what was read, and is the same object for all; nobody changes it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from elections.rules.norms import Norm, Norms, for_unit, readable
from elections.rules.shipped import completed
from villages.models import Cycle, Rule
from villages.rules.sources import Source


class _Entry(NamedTuple):
    """An entry of a set as it is stored, the value as the text of its JSON."""

    key: str
    said: str | None
    law: str
    version: str
    article: str
    note: str
    unsure: bool
    since: date | None

    @property
    def norm(self) -> Norm:
        source = Source(self.law, self.version, self.article, self.note)
        value = None if self.said is None else json.loads(self.said)
        return Norm(self.key, value, str(source), self.unsure, self.since, source)


Entries = tuple[_Entry, ...]


class Editions:
    """What editions of rule sets say, for units of a kind, on any day.

    Those that are named at first are read by one query; None stands for a county without a set.
    """

    def __init__(self, editions: Iterable[int | None] = ()) -> None:
        self._entries: dict[int | None, Entries] = {None: ()}
        self._read({one for one in editions if one is not None})

    def _read(self, editions: Iterable[int]) -> None:
        found: dict[int, list[_Entry]] = defaultdict(list)
        rows = Rule.objects.filter(rule_set__in=editions).annotate(said=Cast("value", TextField()))
        for edition, *entry in rows.values_list("rule_set", *_Entry._fields):
            found[edition].append(_Entry(*entry))
        self._entries |= {one: tuple(found[one]) for one in editions}

    def _of(self, edition: int | None) -> Entries:
        if edition is not None and edition not in self._entries:
            self._read({edition})
        return self._entries[edition]

    def own(self, edition: int) -> list[Norm]:
        """Every entry as the set holds it, with the day from which it is in force."""
        return [one.norm for one in self._of(edition)]

    def norms(self, edition: int | None, *, community: bool) -> list[Norm]:
        """For a unit of this kind, with what stands by default where the set says nothing."""
        return _norms(self._of(edition), community=community)

    def on(
        self, edition: int | None, day: date | None, *, community: bool, scheme: Mapping[str, Any] | None = None
    ) -> Norms:
        """What is in force on a day, with a scheme as that has it; what nobody can read is left out, the page of the
        set marks it."""
        if scheme:
            return Norms(_readable(self._of(edition), community=community), day, scheme)
        return _on(self._of(edition), day, community=community)


@lru_cache(maxsize=32)
def _norms(entries: Entries, *, community: bool) -> list[Norm]:
    return for_unit(completed([one.norm for one in entries]), community=community)


@lru_cache(maxsize=32)
def _readable(entries: Entries, *, community: bool) -> list[Norm]:
    return readable(_norms(entries, community=community))


@lru_cache(maxsize=256)
def _on(entries: Entries, day: date | None, *, community: bool) -> Norms:
    return Norms(_readable(entries, community=community), day)


def norms_of_cycle(cycle: Cycle | None) -> Norms:
    """What the cycle's edition says of villages today, or what stands by default: for papers of no election."""
    return Editions().on(cycle.rules_edition if cycle else None, timezone.localdate(), community=False)
