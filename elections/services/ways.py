"""In which ways a county's units elect, as its templates and their schemes say, and which rules that leaves unused."""

from collections.abc import Iterable, Mapping
from typing import Any

from elections.choices import SchemeState
from elections.models import Scheme, SchemeTemplate
from elections.models.of_election import going_elections
from elections.rules.asked import WAYS
from villages.models import Cycle, Village

DECIDED = tuple(dict.fromkeys(key for key, _, _ in WAYS))


def unused_rules(cycle: Cycle) -> frozenset[str]:
    """Rules of ways that nobody has chosen; none while units of some kind may still choose any."""
    chosen = list(_chosen(cycle))
    if not chosen or _undecided_kinds(cycle):
        return frozenset()
    used = {key: {values.get(key) for values in chosen} for key in DECIDED}
    return frozenset(rule for key, needed, rules in WAYS for rule in rules if not used[key] & {None, *needed})


def _chosen(cycle: Cycle) -> Iterable[Mapping[str, Any]]:
    """What templates and schemes decide, each combination once."""
    asked = [f"values__{key}" for key in DECIDED]
    templates = SchemeTemplate.objects.filter(cycle=cycle)
    schemes = Scheme.objects.filter(election__start__cycle=cycle).exclude(state=SchemeState.SUPERSEDED)
    for rows in (templates, schemes):
        for found in rows.order_by().values_list(*asked).distinct():
            yield dict(zip(DECIDED, found, strict=True))


def _undecided_kinds(cycle: Cycle) -> set[str]:
    """Kinds of units that have neither a template nor schemes for all of their elections."""
    inside = Village.objects.filter(path__startswith=cycle.county.path, valid_to=None).order_by()
    kinds = set(inside.values_list("kind", flat=True).distinct())
    fitting = set(SchemeTemplate.objects.filter(cycle=cycle).order_by().values_list("unit_kind", flat=True))
    if "" in fitting:
        return set()
    going = going_elections().filter(start__cycle=cycle).order_by()
    drafted = Scheme.objects.exclude(state=SchemeState.SUPERSEDED).values("election")
    decided = set(going.filter(pk__in=drafted).values_list("village__kind", flat=True).distinct())
    lacking = set(going.exclude(pk__in=drafted).values_list("village__kind", flat=True).distinct())
    return kinds - fitting - (decided - lacking)
