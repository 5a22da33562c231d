"""What the names of proxies and roving-box voters come to: figures alone, which stay when the names are erased."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from elections.choices import Fit

OVER, STANDS, UNFIT, TWICE = "over", "stands", "unfit", "twice"
WORDS: Mapping[str, tuple[str, str]] = {
    OVER: ("F.204", "{}名受托人接受委托超过规定人数。"),
    STANDS: ("F.205", "{}名受托人是候选人(或与候选人同名)。"),
    UNFIT: ("F.206", "{}名受托人没有在本村(社区)登记参加选举，或者不是规定的亲属。"),
    TWICE: ("F.208", "{}名登记参加选举的人同时用两种方式投票，或者自己委托他人又接受委托。"),
}
"""What was counted: its code and the sentence; no sentence holds a name."""


@dataclass(frozen=True)
class Named:
    """One line of a list: a voter, and whoever holds their proxy."""

    name: str
    group: str = ""
    holder: str = ""
    fit: str = Fit.UNKNOWN

    @property
    def voter(self) -> tuple[str, str]:
        return self.name, self.group


def faults(
    proxies: Sequence[Named], roving: Collection[tuple[str, str]], *, most: int | None, standing: Collection[str]
) -> dict[int, list[str]]:
    """What is wrong with each line, by its place in the list: the kinds of ``WORDS``."""
    held, givers = Counter(one.holder for one in proxies), {one.name for one in proxies}
    found: dict[int, list[str]] = {}
    for place, one in enumerate(proxies):
        said = [
            *([OVER] if most is not None and held[one.holder] > most else []),
            *([STANDS] if one.holder in standing else []),
            *([UNFIT] if one.fit == Fit.UNFIT else []),
            *([TWICE] if one.voter in roving or one.holder in givers else []),
        ]
        if said:
            found[place] = said
    return found


def counted(proxies: Sequence[Named], found: Mapping[int, Iterable[str]]) -> dict[str, int]:
    """How many persons each kind concerns: voters where they vote twice, else holders."""
    people: dict[str, set[object]] = {}
    for place, kinds in found.items():
        one = proxies[place]
        for kind in kinds:
            people.setdefault(kind, set()).add(one.voter if kind == TWICE else one.holder)
    return {kind: len(own) for kind, own in people.items()}


def together(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """What two lists of one election came to, the same persons counted once."""
    return {kind: max(one.get(kind, 0), other.get(kind, 0)) for kind in WORDS if kind in one or kind in other}
