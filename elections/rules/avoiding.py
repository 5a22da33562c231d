"""Whether somebody named stands for a village's committee or is such kin of one who does; told by names and pairs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from villages.rules.avoidance import Kin


@dataclass(frozen=True)
class Candidates:
    """Who stands in one election by key, the names of the village's people, and who of them is related to whom.

    Somebody is known by name alone: a namesake is found too, and whoever asked the village says that it is another.
    """

    standing: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    kin: Iterable[Kin] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.standing.values())

    def says_of(self, name: str, relations: Collection[str]) -> str:
        """Why somebody of this name may not work at the vote, in one sentence; empty where nothing is known."""
        if name in self.names:
            return f"{name}与候选人同名"
        own = {key for key, known in self.people.items() if known == name}
        for pair in self.kin:
            for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
                if one in own and other in self.standing and pair.relation in relations:
                    return f"{name}与候选人{self.standing[other]}系{pair.relation}"
        return ""
