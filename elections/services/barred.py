"""Who must keep apart from those who stand: the formal candidates of elections with their kin, for many at once."""

from collections.abc import Iterable
from itertools import chain

from elections.models import Election
from elections.rules.avoiding import Candidates
from elections.rules.norms import Norms
from elections.services.standing import NOMINATED, standing
from villages.models import Kinship, Person
from villages.rules import keys
from villages.rules.avoidance import Kin
from villages.services.avoidance import kin_in

READ = (*NOMINATED, Kinship)
"""The ledgers that say it; checks that ask here rest on them."""


def standing_in(elections: Iterable[Election]) -> dict[int, Candidates]:
    """By election key; a constant number of queries."""
    every = list(elections)
    formal = {key: {one.person for one in own if one.formal} for key, own in standing(every).items()}
    persons: set[int] = set().union(*formal.values())
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name")) if persons else {}
    kin = kin_in({one.village_id for one in every if formal.get(one.pk)})
    related = dict(Person.all_rows.filter(pk__in=_people(chain.from_iterable(kin.values()))).values_list("pk", "name"))
    found = {}
    for one in every:
        own = {person: names[person] for person in formal.get(one.pk, ()) if person in names}
        pairs = kin.get(one.village_id, ())
        found[one.pk] = Candidates(own, {person: related[person] for person in _people(pairs)}, pairs)
    return found


def _people(pairs: Iterable[Kin]) -> set[int]:
    return {person for pair in pairs for person in (pair.one, pair.other)}


def barred_relations(norms: Norms) -> frozenset[str]:
    """Which kin of a candidate may not work at the vote, in the words of the county's list of relations."""
    named = norms.rules.several("staff_kin")
    return frozenset(keys.kind_of("staff_kin").shown(list(named)).split("、")) if named else frozenset()
