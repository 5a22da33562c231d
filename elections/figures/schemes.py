"""How far the villages are with their election rules, and what one edition decides, beside what stands against it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from electioncycle.actors import Actor
from elections.choices import SchemeState
from elections.models import Election, Scheme, SchemeTemplate
from elections.models.of_election import going_elections
from elections.rules import scheme as rules
from elections.rules.scheme import Finding, Item
from villages.models import BY_VILLAGE, Cycle, VillageProfile

AT_MOST_SHOWN = 50
NONE, DRAFT, ADOPTED = "none", "draft", "adopted"
WORDS = {NONE: "未起草", DRAFT: "草案", ADOPTED: "已通过"}
TONES = {NONE: "plain", DRAFT: "warn", ADOPTED: "ok"}


@dataclass(frozen=True)
class Standing:
    """One election with the edition its village goes by and the one in draft."""

    election: Election
    adopted: Scheme | None
    draft: Scheme | None
    differing: Sequence[str]
    moved_on: bool
    """The cycle goes by another edition of the rules than the one that the scheme was checked under."""

    @property
    def scheme(self) -> Scheme | None:
        return self.adopted or self.draft

    @property
    def code(self) -> str:
        return ADOPTED if self.adopted else DRAFT if self.draft else NONE

    @property
    def word(self) -> str:
        return "已通过，修改中" if self.adopted and self.draft else WORDS[self.code]

    @property
    def tone(self) -> str:
        return TONES[self.code]


@dataclass(frozen=True)
class Line:
    """One thing decided, with what stands against it."""

    label: str
    shown: str
    differs: bool
    against: Sequence[str]


def standings(cycle: Cycle, user: Actor) -> list[Standing]:
    rows = list(elections(cycle, user).order_by(*BY_VILLAGE))
    held: dict[int, dict[str, Scheme]] = {}
    live = Scheme.objects.filter(election__in=rows).exclude(state=SchemeState.SUPERSEDED)
    for one in live.select_related("template", "village"):
        held.setdefault(one.election_id, {})[one.state] = one
    return [_standing(election, held.get(election.pk, {}), cycle) for election in rows]


def _standing(election: Election, held: dict[str, Scheme], cycle: Cycle) -> Standing:
    adopted, draft = held.get(SchemeState.ADOPTED), held.get(SchemeState.DRAFT)
    shown = adopted or draft
    template = shown.template if shown else None
    differing = rules.differing(template.values, shown.values) if shown and template else []
    moved_on = shown is not None and shown.rule_set_id != cycle.rule_set_id
    return Standing(election, adopted, draft, differing, moved_on)


def counted(found: Sequence[Standing]) -> list[tuple[str, str, int]]:
    """Code, words and number of each state."""
    numbers = Counter(one.code for one in found)
    return [(code, word, numbers[code]) for code, word in WORDS.items()]


def parts(scheme: Scheme, findings: Sequence[Finding]) -> list[tuple[str, list[Line]]]:
    """What is decided, in the groups of the paper, with what stands against each."""
    differing = set(rules.differing(scheme.template.values, scheme.values)) if scheme.template else set()
    against: dict[str, list[str]] = {}
    for one in findings:
        against.setdefault(one.key, []).append(f"{one.code} {one.text}")
    return _grouped(scheme.values, differing, against)


def proposed(template: SchemeTemplate) -> list[tuple[str, list[Line]]]:
    return _grouped(template.values, set(), {})


def _grouped(
    values: Mapping[str, Any], differing: set[str], against: Mapping[str, list[str]]
) -> list[tuple[str, list[Line]]]:
    def line(item: Item) -> Line:
        return Line(item.label, item.shown(values.get(item.key)), item.label in differing, against.get(item.key, ()))

    grouped = groupby(rules.items().values(), key=lambda item: item.group)
    return [(group, [line(item) for item in each]) for group, each in grouped]


@dataclass
class Filling:
    """What filling a template in would do: new drafts, schemes that stay, those of them that differ."""

    fresh: list[Election] = field(default_factory=list)
    kept: list[Scheme] = field(default_factory=list)
    differing: list[tuple[Scheme, list[str]]] = field(default_factory=list)
    elsewhere: int = 0
    """Elections for which a template of their batch or kind is meant."""

    @property
    def shown(self) -> list[tuple[Scheme, list[str]]]:
        return self.differing[:AT_MOST_SHOWN]


def templates(cycle: Cycle) -> list[SchemeTemplate]:
    """The more special ones first."""
    return sorted(SchemeTemplate.objects.filter(cycle=cycle), key=lambda one: one.rank, reverse=True)


def elections(cycle: Cycle, user: Actor) -> QuerySet[Election]:
    """The elections of a cycle whose villages adopt election rules."""
    return going_elections().visible_to(user).filter(start__cycle=cycle).select_related("village__township")


def without_scheme(cycle: Cycle, user: Actor) -> QuerySet[Election]:
    """Those of them that have not adopted any yet."""
    adopted = Scheme.objects.filter(state=SchemeState.ADOPTED).values("election")
    return elections(cycle, user).exclude(pk__in=adopted)


def batches(cycle: Cycle) -> dict[int, int | None]:
    return dict(VillageProfile.objects.filter(cycle=cycle).order_by().values_list("village", "batch"))


def meant_for(
    election: Election, ranked: Iterable[SchemeTemplate], batch_of: Mapping[int, int | None]
) -> SchemeTemplate | None:
    """The most special of the templates that fit the village."""
    village = election.village
    return next((one for one in ranked if one.fits(village, batch_of.get(village.pk))), None)


def filling(template: SchemeTemplate, user: Actor) -> Filling:
    """What filling it in would do now; queries do not grow with the villages."""
    found, ranked, batch_of = Filling(), templates(template.cycle), batches(template.cycle)
    rows = list(elections(template.cycle, user))
    held = _latest(rows)
    for election in rows:
        if not template.fits(election.village, batch_of.get(election.village_id)):
            continue
        if meant_for(election, ranked, batch_of) != template:
            found.elsewhere += 1
        elif scheme := held.get(election.pk):
            found.kept.append(scheme)
        else:
            found.fresh.append(election)
    pairs = ((one, rules.differing(template.values, one.values)) for one in found.kept)
    found.differing = [(one, labels) for one, labels in pairs if labels]
    return found


def _latest(rows: Sequence[Election]) -> dict[int, Scheme]:
    schemes = Scheme.objects.filter(election__in=[one.pk for one in rows]).select_related("village__township")
    return {one.election_id: one for one in schemes.order_by("election_id", "edition")}
