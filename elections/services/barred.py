"""Who must keep apart from those who stand: the formal candidates of elections with their kin, for many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from elections.models import Election
from elections.rules.avoiding import Candidates
from elections.rules.norms import Norms
from elections.services.standing import standing
from villages.models import Kinship, Person
from villages.rules import keys
from villages.rules.avoidance import Kin


@dataclass
class _Related:
    """The pairs kept of one village, in whatever cycle, and the names of their people."""

    people: dict[int, str] = field(default_factory=dict)
    pairs: list[Kin] = field(default_factory=list)


def standing_in(elections: Iterable[Election]) -> dict[int, Candidates]:
    """By election key; a constant number of queries."""
    every = list(elections)
    formal = {key: {one.person for one in own if one.formal} for key, own in standing(every).items()}
    persons: set[int] = set().union(*formal.values())
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name")) if persons else {}
    related = _related({one.village_id for one in every if formal.get(one.pk)})
    found = {}
    for one in every:
        own = {person: names[person] for person in formal.get(one.pk, ()) if person in names}
        known = related.get(one.village_id, _Related())
        found[one.pk] = Candidates(own, known.people, known.pairs)
    return found


def _related(villages: Collection[int]) -> dict[int, _Related]:
    found: dict[int, _Related] = defaultdict(_Related)
    if not villages:
        return found
    rows = Kinship.objects.filter(village__in=villages).order_by("pk")
    named = ("village", "person", "other", "relation__name", "person__name", "other__name")
    for village, person, other, relation, name, other_name in rows.values_list(*named):
        found[village].pairs.append(Kin(person, other, relation))
        found[village].people |= {person: name, other: other_name}
    return found


def barred_relations(norms: Norms) -> frozenset[str]:
    """Which kin of a candidate may not work at the vote, in the words of the county's list of relations."""
    named = norms.rules.several("staff_kin")
    return frozenset(keys.kind_of("staff_kin").shown(list(named)).split("、")) if named else frozenset()
