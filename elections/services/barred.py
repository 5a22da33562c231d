"""Who must keep apart from those who stand: formal candidates with their kin, and workers whom the product knows."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from elections.choices import LIVE, Avoids
from elections.figures.known_people import persons_named
from elections.models import Election, ElectionStaff
from elections.rules.avoiding import Candidates
from elections.rules.norms import Norms
from elections.services.standing import NOMINATED, standing
from villages.models import Cycle, Kinship, Person
from villages.rules.avoidance import STAFF, STAFF_KIN, Kin, relatives
from villages.services.avoidance import kin_in
from villages.village_ledgers import HeldRole

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
    named = norms.rules.several(STAFF_KIN)
    return frozenset(relatives(list(named))) if named else frozenset()


def roles_of_staff(villages: Any, cycle: Cycle) -> Iterator[HeldRole]:
    """Workers whom the product knows, as the rules of avoidance ask for them: one person of the village bears the name,
    and nobody said that another one is meant. Of all others the checks tell by the name alone (``rules.avoiding``)."""
    rows = ElectionStaff.objects.filter(village__in=villages, election__start__cycle=cycle, election__state__in=LIVE)
    staff = list(rows.exclude(avoids=Avoids.CLEAR).order_by("village_id", "id"))
    known = persons_named(villages, {row.name for row in staff})
    for row in staff:
        persons = known.get((row.village_id, row.name), set())
        if len(persons) == 1:
            [person] = persons
            yield HeldRole(row.village_id, person, row.name, STAFF, row.get_duty_display(), "election_staff")
