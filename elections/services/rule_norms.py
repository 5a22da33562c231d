"""Editions of rules as the calendar asks them: loaded once for many elections."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from elections.rules.norms import Norm, Norms, for_unit
from elections.services.norms import norm_of
from villages.models import Rule
from villages.rules import keys


class NormsOf:
    """The norms of some editions on any day, for villages and for communities, with one query."""

    def __init__(self, editions: Iterable[int | None]) -> None:
        self._norms: dict[int | None, list[Norm]] = defaultdict(list)
        self._made: dict[tuple[int | None, date, bool], Norms] = {}
        for rule in Rule.objects.filter(rule_set__in={one for one in editions if one is not None}):
            if not keys.fault(rule.key, rule.value):  # what nobody can read, the page of the set marks
                self._norms[rule.rule_set_id].append(norm_of(rule))

    def on(self, edition: int | None, day: date, *, community: bool = False) -> Norms:
        known = edition, day, community
        if known not in self._made:
            self._made[known] = Norms(for_unit(self._norms[edition], community=community), day)
        return self._made[known]
