"""What a village's two committees would look like if the party's nominees were elected: a calculation over facts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from villages.rules.teams import MemberFacts

PARTY_POST = {"secretary": "secretary", "deputy_secretary": "deputy", "party_member": "member"}
"""Post a nominee is put forward for → the post as the sitting team's ledger names it."""


@dataclass(frozen=True)
class Held:
    """One sitting member or nominee: who (a key), what he holds, and for a nominee the post he is put forward for."""

    person: int
    facts: MemberFacts
    nominated_for: str = ""


def if_elected(sitting: Iterable[Held], nominees: Iterable[Held]) -> list[MemberFacts]:
    """Party posts as nominated, posts of the villagers' committee as they are now: nobody foretells a villagers' vote.

    Somebody with no post left falls out.
    """
    found = {one.person: replace(one.facts, party_post="none") for one in sitting}
    for one in nominees:
        before = found.get(one.person, replace(one.facts, committee_post="none"))
        found[one.person] = replace(before, party_post=PARTY_POST.get(one.nominated_for, "none"))
    return [facts for facts in found.values() if facts.party_post != "none" or facts.committee_post != "none"]
