"""Who stands in the vote on the seats left over: of those not elected those with the most votes, more than seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elections.choices import PostCode

SURPLUS: dict[str, str] = {
    PostCode.DIRECTOR: "surplus_director",
    PostCode.DEPUTY: "surplus_deputy",
    PostCode.MEMBER: "surplus_member_max",
}
"""What the village's rules say of how many stand beyond the seats; of other posts the law's least."""
LEAST_SURPLUS = 1


@dataclass(frozen=True)
class Standing:
    """Somebody not elected in the last vote on a post: the candidacy, and the votes of that vote."""

    candidacy: int
    name: str
    votes: int


def surplus_of(post: str, decided: Mapping[str, Any]) -> int:
    return max(LEAST_SURPLUS, int(decided.get(SURPLUS.get(post, "")) or 0))


def named(people: Sequence[Standing], seats: int, surplus: int) -> tuple[Standing, ...]:
    """By votes, as many as seats and surplus; those with equal votes at the last place all, nobody is chosen."""
    ranked = sorted(people, key=lambda one: -one.votes)
    places = seats + surplus
    if len(ranked) <= places:
        return tuple(ranked)
    return tuple(one for one in ranked if one.votes >= ranked[places - 1].votes)
