"""Who stands in an election, as the ledgers of nomination say it; who prepares the vote asks here.

Whoever knows nominees declares it::

    @standing.declare
    def nominees(elections): return {election.pk: [Standing(person, "主任", since, formal=True)]}
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from elections.models import Candidacy, CandidateList, Election
from elections.rules.committees import Standing

NOMINATED = (Candidacy, CandidateList)
"""The ledgers that say it; checks that ask here rest on them."""
Says = Callable[[Sequence[Election]], Mapping[int, Sequence[Standing]]]
DECLARED: list[Says] = []


def declare(says: Says) -> Says:
    """Decorator: what this says of elections, by key; constant queries for many."""
    DECLARED.append(says)
    return says


def standing(elections: Sequence[Election]) -> dict[int, list[Standing]]:
    """Who stands now."""
    return {key: [one for one in some if one.until is None] for key, some in stood(elections).items()}


def stood(elections: Sequence[Election]) -> dict[int, list[Standing]]:
    """Who stands, and who was on a list that was made known and ceased to stand (``until``)."""
    found: dict[int, list[Standing]] = defaultdict(list)
    for says in DECLARED:
        for key, some in says(elections).items():
            found[key] += some
    return found
