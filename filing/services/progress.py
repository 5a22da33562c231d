"""What the progress form counts by township that no other page does: kinds of places, whole results, smaller bodies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import F, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.figures import Figure
from elections.choices import Body
from elections.models import BodyResult
from elections.services.elected_lines import DIRECTOR
from elections.services.elected_team import VillageTeam
from filing import definitions as d
from readiness.choices import OUT_OF_FUNNEL
from readiness.models import SpecialDecision
from villages.choices import VillageKind
from villages.models import Cycle
from villages.services.territory import villages_of


@dataclass
class Counts:
    """Of one township, or of all; villages each."""

    villages_only: int = 0
    communities: int = 0
    put_off: int = 0
    at_once: int = 0
    after_others: int = 0
    no_director: int = 0
    representatives: int = 0
    group_leaders: int = 0

    def add(self, other: "Counts") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


NAMES: Mapping[str, Figure] = {
    "villages_only": d.VILLAGES_ONLY,
    "communities": d.COMMUNITIES,
    "put_off": d.PUT_OFF,
    "at_once": d.AT_ONCE,
    "after_others": d.AFTER_OTHERS,
    "no_director": d.NO_DIRECTOR,
    "representatives": d.REPRESENTATIVES,
    "group_leaders": d.GROUP_LEADERS,
}


def by_township(user: Actor, cycle: Cycle, teams: Sequence[VillageTeam]) -> dict[int, Counts]:
    """By key of the township, 0 for all together; a township in which nobody takes part counts in the total alone."""
    found: dict[int, Counts] = {one.village.township_id: Counts() for one in teams}
    for township, kind in _roster(user, cycle):
        line = found.setdefault(township, Counts())
        line.communities += kind == VillageKind.COMMUNITY
        line.villages_only += kind != VillageKind.COMMUNITY
    put_off, whole = _put_off(cycle), _whole(cycle)
    for one in teams:
        line, key = found[one.village.township_id], one.village.pk
        line.put_off += key in put_off
        line.representatives += (Body.REPRESENTATIVES, key) in whole
        line.group_leaders += (Body.GROUP_LEADERS, key) in whole
        if one.seats:  # a verified result
            line.at_once += not one.open and not one.others
            line.after_others += not one.open and one.others > 0
            line.no_director += one.holder(*DIRECTOR) is None
    total = Counts()
    for line in found.values():
        total.add(line)
    return {**found, 0: total}


def put_off_in_words(cycle: Cycle) -> dict[int, str]:
    """By township the numbers of the documents by which villages were put off, each once; 0 for all."""
    rows = _decisions(cycle).order_by("decided_on", "pk")
    found: dict[int, Counter[str]] = {0: Counter()}
    for township, number in rows.values_list("village__township", "document_number"):
        found.setdefault(township, Counter())[number] += 1
        found[0][number] += 1
    return {key: "、".join(numbers) for key, numbers in found.items()}


def _roster(user: Actor, cycle: Cycle) -> Sequence[tuple[int, str]]:
    return list(villages_of(user, cycle).order_by().values_list("township", "kind"))


def _decisions(cycle: Cycle) -> QuerySet[SpecialDecision]:
    return SpecialDecision.objects.filter(cycle=cycle, kind__in=OUT_OF_FUNNEL, until__gte=timezone.localdate())


def _put_off(cycle: Cycle) -> set[int]:
    return set(_decisions(cycle).order_by().values_list("village", flat=True))


def _whole(cycle: Cycle) -> set[tuple[str, int]]:
    bodies = (Body.REPRESENTATIVES, Body.GROUP_LEADERS)
    done = BodyResult.objects.filter(election__term__elected_in=cycle, body__in=bodies, elected__gte=F("due"))
    return set(done.exclude(held_on=None).order_by().values_list("body", "village"))
