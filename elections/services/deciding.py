"""Under which rules an election is decided: the edition of its polling day and the scheme that its village adopted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone

from elections.choices import SchemeState
from elections.models import Election, Scheme, edition_for
from elections.rules import scheme as rules
from elections.rules.decide import decide
from elections.rules.norms import Norm, Norms, for_unit
from elections.rules.outcome import Outcome
from elections.rules.sheet import Sheet
from elections.rules.shipped import completed
from elections.services.norms import norms_of_set
from villages.models import RuleSet


@dataclass(frozen=True)
class Verdict:
    """An outcome with what it was decided under."""

    outcome: Outcome
    rule_set: RuleSet | None
    scheme: Scheme | None

    @property
    def under(self) -> str:
        """``依据……第2版规则集和本村选举办法(第1版)``: what a page and a paper say beside the outcome."""
        named = [f"规则集“{self.rule_set}”"] if self.rule_set else []
        named += [f"{self.scheme}"] if self.scheme else []
        return f"依据{'和'.join(named)}" if named else "本县没有已发布的规则集，按产品默认规则计算"


class Editions:
    """Sets of rules, each read once for units of a kind, however many elections go by it."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, bool], list[Norm]] = {}

    def norms(self, rule_set: RuleSet | None, *, community: bool) -> list[Norm]:
        key = rule_set.pk if rule_set else None, community
        if key not in self._known:
            own = completed(norms_of_set(rule_set) if rule_set else [])
            self._known[key] = for_unit(own, community=community)
        return self._known[key]


def adopted_by(day: date | None, schemes: Iterable[Scheme]) -> Scheme | None:
    """Of the editions of one election the latest that was adopted by the day; without a day the latest of all."""
    held = [one for one in schemes if one.adopted_on is not None and (day is None or one.adopted_on <= day)]
    return max(held, key=lambda one: one.edition, default=None)


def adopted() -> "models.QuerySet[Scheme]":
    """The schemes that villages adopted, amended ones too."""
    return Scheme.objects.exclude(state=SchemeState.DRAFT).select_related("rule_set")


def scheme_of(election: Election, day: date | None) -> Scheme | None:
    return adopted_by(day, adopted().filter(election=election))


def norms_for(election: Election, day: date | None, rule_set: RuleSet | None = None) -> Norms:
    """The edition in force on the day with the village's own values before it."""
    edition = rule_set or edition_for(election, day or timezone.localdate())
    known = Editions().norms(edition, community=election.community)
    return _norms(known, day, scheme_of(election, day))


def _norms(known: list[Norm], day: date | None, scheme: Scheme | None) -> Norms:
    return Norms(known, day, rules.for_engine(scheme.values) if scheme else None)


def decided(election: Election, sheet: Sheet, rule_set: RuleSet | None = None) -> Verdict:
    """The verdict on one sheet; ``rule_set`` is the edition that its round names. Raises Unreadable."""
    return all_decided([(election, sheet, rule_set)])[0]


def all_decided(sheets: Sequence[tuple[Election, Sheet, RuleSet | None]]) -> list[Verdict]:
    """The verdicts on many sheets, with queries that do not grow with them where the elections have cycles."""
    editions, held = Editions(), _by_election([election for election, _, _ in sheets])
    found = []
    for election, sheet, named in sheets:
        edition = named or edition_for(election, sheet.day or timezone.localdate())
        scheme = adopted_by(sheet.day, held.get(election.pk, ()))
        norms = _norms(editions.norms(edition, community=election.community), sheet.day, scheme)
        found.append(Verdict(decide(sheet, norms), edition, scheme))
    return found


def _by_election(elections: Sequence[Election]) -> dict[int, list[Scheme]]:
    found: dict[int, list[Scheme]] = {}
    for one in adopted().filter(election__in=elections).select_related("village"):
        found.setdefault(one.election_id, []).append(one)
    return found
