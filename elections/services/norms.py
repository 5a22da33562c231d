"""Editions of rules as the result engine, the schemes and the calendar ask them: each read once for many elections."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from elections.rules.norms import Norm, Norms, for_unit, readable
from elections.rules.shipped import completed
from villages.models import Cycle, Rule


class Editions:
    """What editions of rule sets say, for units of a kind, on any day.

    Those that are named at first are read by one query; None stands for a county without a set.
    """

    def __init__(self, editions: Iterable[int | None] = ()) -> None:
        self._own: dict[int, list[Norm]] = {}
        self._norms: dict[tuple[int | None, bool], list[Norm]] = {}
        self._on: dict[tuple[int | None, date | None, bool], Norms] = {}
        self._read({one for one in editions if one is not None})

    def _read(self, editions: Iterable[int]) -> None:
        self._own |= {one: [] for one in editions}
        for rule in Rule.objects.filter(rule_set__in=editions):
            found = Norm(rule.key, rule.value, str(rule.source), rule.unsure, rule.since, rule.source)
            self._own[rule.rule_set_id].append(found)

    def own(self, edition: int) -> list[Norm]:
        """Every entry as the set holds it, with the day from which it is in force."""
        if edition not in self._own:
            self._read({edition})
        return self._own[edition]

    def norms(self, edition: int | None, *, community: bool) -> list[Norm]:
        """For a unit of this kind, with what stands by default where the set says nothing."""
        known = edition, community
        if known not in self._norms:
            own = completed([] if edition is None else self.own(edition))
            self._norms[known] = for_unit(own, community=community)
        return self._norms[known]

    def on(self, edition: int | None, day: date | None, *, community: bool) -> Norms:
        """What is in force on a day; what nobody can read is left out, the page of the set marks it."""
        known = edition, day, community
        if known not in self._on:
            self._on[known] = Norms(readable(self.norms(edition, community=community)), day)
        return self._on[known]


def norms_of_cycle(cycle: Cycle | None) -> Norms:
    """What the cycle's edition says of villages today, or what stands by default: for papers of no election."""
    return Editions().on(cycle.rules_edition if cycle else None, timezone.localdate(), community=False)
