"""Which cycles and villages a user reaches."""

from copy import copy
from typing import Any

from django.db.models import Q, QuerySet

from electioncycle.actors import Actor
from electioncycle.records.rows import ScopedQuerySet
from electioncycle.security import marks, nested
from villages.models import Area, Cycle, Village, VillageProfile


def cycles_of(user: Actor) -> list[Cycle]:
    """Cycles of the counties that hold one of the user's places, newest first; each request has its own copies."""
    paths = tuple(user.scope_paths)
    return list(map(_copied, marks.remembered(("cycles", paths), lambda: _reached(paths), places=paths)))


def _reached(paths: tuple[str, ...]) -> list[Cycle]:
    reach = Q(pk__in=[])
    for path in paths:
        reach |= Q(county__path__startswith=path) | Q(county__path__in=nested.above(path)[1:])
    joined = ("county", "rule_set")
    return list(Cycle.objects.filter(reach).select_related(*joined).for_reading(*joined))


def _copied(cycle: Cycle) -> Cycle:
    own = copy(cycle)
    own.county, own.rule_set = copy(cycle.county), copy(cycle.rule_set)
    return own


def villages_of(user: Actor, cycle: Cycle) -> ScopedQuerySet[Village]:
    """Villages of this cycle's county that the user may see, in official order."""
    return (
        Village.objects.visible_to(user)
        .filter(path__startswith=cycle.county.path, valid_to=None)
        .select_related("township")
    )


def townships_of(villages: QuerySet[Village]) -> list[Area]:
    """Those in which the villages lie, in official order."""
    return list(Area.all_rows.filter(pk__in=villages.order_by().values("township")))


def in_county(cycle: Cycle) -> int:
    """How many villages of the county take part in the cycle, whoever asks."""
    resting = VillageProfile.objects.filter(cycle=cycle, takes_part=False).values("village")
    return Village.objects.filter(path__startswith=cycle.county.path, valid_to=None).exclude(pk__in=resting).count()


def participants(user: Actor, cycle: Cycle) -> ScopedQuerySet[Village]:
    """Those of them that take part in the cycle; without a profile a village does."""
    resting = VillageProfile.objects.filter(cycle=cycle, takes_part=False).values("village")
    return villages_of(user, cycle).exclude(pk__in=resting)


def villages_without(model: Any, user: Actor, cycle: Cycle) -> ScopedQuerySet[Village]:
    """Participating villages that have no row of this ledger yet."""
    return participants(user, cycle).exclude(pk__in=model.objects.filter(cycle=cycle).values("village"))
