"""Under which rules an election is decided: the edition of its polling day and the scheme that its village adopted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from elections.choices import SchemeState
from elections.models import Election, ElectionPost, Round, Scheme, edition_for
from elections.rules import scheme as rules
from elections.rules.against_scheme import differences
from elections.rules.decide import decide
from elections.rules.norms import Norms
from elections.rules.outcome import Outcome
from elections.rules.sheet import Sheet
from elections.services.norms import Editions
from villages.models import RuleSet


@dataclass(frozen=True)
class Verdict:
    """An outcome with what it was decided under."""

    outcome: Outcome
    rule_set: RuleSet | None
    scheme: Scheme | None
    differs: Sequence[str] = ()
    """What the sheet says otherwise than the scheme, or than the posts for which the election was called."""

    @property
    def under(self) -> str:
        """``依据……第2版规则集和本村选举办法(第1版)``: what a page and a paper say beside the outcome."""
        named = [f"规则集“{self.rule_set}”"] if self.rule_set else []
        named += [f"{self.scheme}"] if self.scheme else []
        return f"依据{'和'.join(named)}" if named else "本县没有已发布的规则集，按产品默认规则计算"


def adopted_by(day: date | None, schemes: Iterable[Scheme]) -> Scheme | None:
    """Of the editions of one election the latest that was adopted by the day; without a day the latest of all."""
    held = [one for one in schemes if one.adopted_on is not None and (day is None or one.adopted_on <= day)]
    return max(held, key=lambda one: one.edition, default=None)


def adopted() -> "models.QuerySet[Scheme]":
    """The schemes that villages adopted, amended ones too."""
    return Scheme.objects.exclude(state=SchemeState.DRAFT).select_related("rule_set")


def scheme_of(election: Election, day: date | None) -> Scheme | None:
    return adopted_by(day, adopted().filter(election=election))


def _norms(
    editions: Editions, election: Election, edition: RuleSet | None, day: date | None, scheme: Scheme | None
) -> Norms:
    known = editions.norms(edition.pk if edition else None, community=election.community)
    return Norms(known, day, rules.for_engine(scheme.values) if scheme else None)


def under(rounds: Sequence[Round]) -> dict[int, tuple[Norms, Mapping[str, Any]]]:
    """Round key → the rules of its polling day, and what the village decided for itself by then."""
    editions, held = Editions(), adopted_in([one.election for one in rounds])
    found: dict[int, tuple[Norms, Mapping[str, Any]]] = {}
    for one in rounds:
        day, election = one.polling_day, one.election
        scheme = adopted_by(day, held.get(election.pk, ()))
        edition = one.rule_set or edition_for(election, day)
        found[one.pk] = _norms(editions, election, edition, day, scheme), scheme.values if scheme else {}
    return found


def decided(election: Election, sheet: Sheet, rule_set: RuleSet | None = None) -> Verdict:
    """The verdict on one sheet; ``rule_set`` is the edition that its round names. Raises Unreadable."""
    return all_decided([(election, sheet, rule_set)])[0]


def all_decided(sheets: Sequence[tuple[Election, Sheet, RuleSet | None]]) -> list[Verdict]:
    """The verdicts on many sheets, with queries that do not grow with them where the elections have cycles."""
    elections = [election for election, _, _ in sheets]
    editions, held, posts = Editions(), adopted_in(elections), posts_called(elections)
    found = []
    for election, sheet, named in sheets:
        edition = named or edition_for(election, sheet.day or timezone.localdate())
        scheme = adopted_by(sheet.day, held.get(election.pk, ()))
        norms = _norms(editions, election, edition, sheet.day, scheme)
        values = scheme.values if scheme else {}
        differs = differences(sheet, posts.get(election.pk) or rules.seats(values), values)
        found.append(Verdict(decide(sheet, norms), edition, scheme, differs))
    return found


def posts_called(elections: Sequence[Election]) -> dict[int, dict[str, int]]:
    """The posts with their seats for which by-elections and recalls were called."""
    found: dict[int, dict[str, int]] = {}
    for one in ElectionPost.objects.filter(election__in=elections):
        found.setdefault(one.election_id, {})[one.post] = one.seats
    return found


def adopted_in(elections: Sequence[Election]) -> dict[int, list[Scheme]]:
    """All editions that the village of each election adopted."""
    found: dict[int, list[Scheme]] = {}
    for one in adopted().filter(election__in=elections).select_related("village"):
        found.setdefault(one.election_id, []).append(one)
    return found
