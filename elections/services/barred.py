"""Who stands in elections, as whoever must keep apart from them asks: one narrow question for many elections.

Any ledger that knows a formal candidate of the villagers' vote says so by ``held_roles`` with ``CANDIDATE``.
"""

from collections import defaultdict
from collections.abc import Iterable

from elections.models import Election
from elections.rules.norms import Norms
from elections.rules.standing import Standing
from villages.models import Kinship
from villages.rules import keys
from villages.rules.avoidance import Kin
from villages.services.avoidance import people_in, roles_in

CANDIDATE = "正式候选人"
"""The role by which the rules of avoidance, too, name who stands."""


def standing_in(elections: Iterable[Election]) -> dict[int, Standing]:
    """By election key; a constant number of queries a cycle. An election outside a cycle has nobody known."""
    by_cycle = defaultdict(list)
    for one in elections:
        if one.cycle is not None:
            by_cycle[one.cycle].append(one)
    found: dict[int, Standing] = {}
    for cycle, own in by_cycle.items():
        villages = {one.village_id for one in own}
        held, kin = roles_in(villages, cycle), defaultdict(list)
        pairs = Kinship.objects.filter(cycle=cycle, village__in=villages).order_by("pk")
        for village, one, other, relation in pairs.values_list("village", "person", "other", "relation__name"):
            kin[village].append(Kin(one, other, relation))
        for election in own:
            roles = held.get(election.village_id, [])
            candidates = people_in(role for role in roles if role.role == CANDIDATE)
            found[election.pk] = Standing(candidates, people_in(roles), kin[election.village_id])
    return found


def barred_relations(norms: Norms) -> frozenset[str]:
    """Which kin of a candidate may not work at the vote, in the words of the county's list of relations."""
    named = norms.rules.several("staff_kin")
    return frozenset(keys.kind_of("staff_kin").shown(list(named)).split("、")) if named else frozenset()
