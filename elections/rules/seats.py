"""Who takes the seats of one post: by votes, with relatives and the woman's seat as the rules have it.

Nothing is ever chosen here: equal votes at the last seat are voted on again, and what no rule settles is undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from elections.rules.sheet import Person

KIN, NAMESAKE = "kin", "namesake"


@dataclass(frozen=True)
class Tie:
    """So many seats, on which is voted again among these."""

    names: tuple[str, ...]
    seats: int


@dataclass(frozen=True)
class Question:
    """Seats that a person must decide on: what is asked, and who is concerned."""

    code: str
    names: tuple[str, ...]
    seats: int = 0
    others: tuple[str, ...] = ()
    """Whose seat hangs on the answer."""


@dataclass(frozen=True)
class Seating:
    elected: tuple[Person, ...] = ()
    ties: tuple[Tie, ...] = ()
    open: int = 0
    questions: tuple[Question, ...] = ()
    gave_way: tuple[tuple[str, str], ...] = ()
    """Name, and the relative for whom."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(person.name for person in self.elected)

    @property
    def awaited(self) -> frozenset[str]:
        """Who may still come to sit by another vote or a decision."""
        tied = [name for tie in self.ties for name in tie.names]
        asked = [name for question in self.questions for name in (*question.names, *question.others)]
        return frozenset([*tied, *asked])


class Kinship:
    """Pairs who may not sit together; ``in_order``: the rules say who stays."""

    def __init__(self, pairs: Iterable[tuple[str, str]], *, in_order: bool, before_tie: bool) -> None:
        self.pairs = frozenset(frozenset(pair) for pair in pairs)
        self.in_order, self.before_tie = in_order, before_tie

    def of(self, name: str, others: Iterable[str]) -> list[str]:
        return [other for other in others if frozenset((name, other)) in self.pairs]


def by_votes(people: Iterable[Person]) -> list[Person]:
    """Most votes first; equal ones as they stand on the sheet."""
    return sorted(people, key=lambda person: -person.votes)


def fill(people: Sequence[Person], seats: int, kinship: Kinship, seated: Iterable[str] = ()) -> Seating:
    """Seat those who reached what is needed. ``seated`` sit already in the same body and stay, whatever comes."""
    seating, sitting = Seating(open=seats), list(seated)
    for _, equal in groupby(by_votes(people), key=lambda person: person.votes):
        if not seating.open:
            break
        seating = _next(seating, list(equal), kinship if kinship.in_order else _NOBODYS, sitting)
        sitting = [*seated, *(person.name for person in seating.elected)]
    return seating


_NOBODYS = Kinship((), in_order=True, before_tie=True)


def _next(seating: Seating, equal: list[Person], kinship: Kinship, sitting: list[str]) -> Seating:
    """The group with the next fewer votes."""
    straddles = len(equal) > seating.open
    ways = {person.name: kinship.of(person.name, sitting) for person in equal}
    if straddles and not kinship.before_tie:
        return _tied(seating, [person.name for person in equal], seating.open)
    gone = tuple((name, relatives[0]) for name, relatives in ways.items() if relatives)
    seating = replace(seating, gave_way=(*seating.gave_way, *gone))
    rest = [person for person in equal if not ways[person.name]]
    doubtful = [person for person in rest if kinship.of(person.name, seating.awaited)]
    seating = _asked(seating, doubtful, kinship)
    return _seat(seating, [person for person in rest if person not in doubtful], kinship)


def _asked(seating: Seating, doubtful: list[Person], kinship: Kinship) -> Seating:
    """Relatives of somebody who is still voted on: whether they sit hangs on that vote."""
    for person in doubtful:
        if seating.open:
            names = (person.name, *kinship.of(person.name, seating.awaited))
            asked = Question(KIN, names, 1)
            seating = replace(seating, open=seating.open - 1, questions=(*seating.questions, asked))
    return seating


def _seat(seating: Seating, equal: list[Person], kinship: Kinship) -> Seating:
    """Relatives among equals share one seat, on which they vote again."""
    families = _families([person.name for person in equal], kinship)
    if len(families) > seating.open:
        return _tied(seating, [person.name for person in equal], seating.open) if seating.open else seating
    single = {family[0] for family in families if len(family) == 1}
    elected = tuple(person for person in equal if person.name in single)
    seating = replace(seating, elected=(*seating.elected, *elected), open=seating.open - len(elected))
    for family in families:
        if len(family) > 1 and _all_related(family, kinship):
            seating = _tied(seating, family, 1)
        elif len(family) > 1:
            places = min(len(family) - 1, seating.open)
            asked = Question(KIN, tuple(family), places)
            seating = replace(seating, open=seating.open - places, questions=(*seating.questions, asked))
    return seating


def _tied(seating: Seating, names: Sequence[str], seats: int) -> Seating:
    return replace(seating, open=seating.open - seats, ties=(*seating.ties, Tie(tuple(names), seats)))


def _families(names: list[str], kinship: Kinship) -> list[list[str]]:
    """Names joined by kin with one another, in the order of the sheet."""
    families: list[list[str]] = []
    for name in names:
        joined = [family for family in families if kinship.of(name, family)]
        families = [family for family in families if family not in joined]
        families.append([*(one for family in joined for one in family), name])
    return [sorted(family, key=names.index) for family in families]


def _all_related(family: list[str], kinship: Kinship) -> bool:
    return all(len(kinship.of(name, family)) == len(family) - 1 for name in family)


def fill_with_women(
    people: Sequence[Person], seats: int, kinship: Kinship, seated: Iterable[str], *, women: int
) -> Seating:
    """As ``fill``, so many of the last seats kept for women where fewer come in by votes alone."""
    seated = list(seated)
    for kept in range(min(women, seats) + 1):
        first = fill(people, seats - kept, kinship, seated)
        if sum(person.sex == "f" for person in first.elected) + kept >= women:
            break
    if not kept:
        return first
    rest = [person for person in people if person.sex == "f" and person.name not in first.names | first.awaited]
    last = fill(rest, kept, kinship, [*seated, *first.names])
    return Seating(
        (*first.elected, *last.elected),
        (*first.ties, *last.ties),
        first.open + last.open,
        (*first.questions, *last.questions),
        tuple(dict.fromkeys((*first.gave_way, *last.gave_way))),
    )


def in_every(readings: Sequence[Seating], seats: int, code: str, names: tuple[str, ...]) -> Seating:
    """What no reading changes; the seats on which they differ are asked about."""
    first = readings[0]
    if all(one == first for one in readings):
        return first
    sure = frozenset.intersection(*(one.names for one in readings))
    elected = tuple(person for person in first.elected if person.name in sure)
    somewhere = frozenset.union(*(one.names | one.awaited for one in readings))
    others = tuple(sorted(somewhere - sure - set(names)))
    return Seating(elected, questions=(Question(code, names, max(seats - len(elected), 0), others),))
