"""The election committee by the rules: its size, and who of it must leave because he or his kin stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from electioncycle.wording import day_in_words
from elections.rules.checks import Finding
from elections.rules.norms import Norms
from villages.rules.avoidance import Kin

STEP = "election_committee"
LEAST, MOST = "election_committee_min", "election_committee_max"
EXIT_AT, EXIT_KIN, FORMAL = "committee_exit_at", "committee_exit_kin", "formal"
KIN_WORDS: Mapping[str, frozenset[str]] = {
    "spouse": frozenset({"配偶", "夫妻"}),
    "parent_child": frozenset({"父母子女"}),
    "sibling": frozenset({"兄弟姐妹"}),
    "grandparent": frozenset({"祖孙"}),
}
"""The vocabulary of the rule in the words in which a county keeps relations."""


@dataclass(frozen=True)
class Standing:
    """Somebody who is nominated: for what, since when, and whether formally a candidate by now.

    ``supplemented_on`` is the day of the later list that named him first; without it that was the first list.
    """

    person: int
    post: str
    since: date | None = None
    formal: bool = False
    supplemented_on: date | None = None


@dataclass(frozen=True)
class Sitting:
    """A member of the committee, or who was one; findings name the place in the list and the role, no name."""

    number: int
    person: int
    role: str = ""
    exit_planned_on: date | None = None
    left_on: date | None = None


def size(members: int, norms: Norms) -> Iterator[Finding]:
    least, most = norms.whole(LEAST), norms.whole(MOST)
    if least is not None and members < least:
        yield _size(members, f"不少于{least}人", norms.basis(LEAST))
    elif most is not None and members > most:
        yield _size(members, f"不多于{most}人", norms.basis(MOST))


def _size(members: int, bound: str, basis: str) -> Finding:
    return Finding("F.111", f"选举委员会成员{members}人，规定{bound}{basis}。", STEP)


@dataclass(frozen=True)
class Named:
    """One line of the form: somebody known, or a new name with sex; ``row`` is the line that is there already."""

    role: str
    person: int = 0
    name: str = ""
    sex: str = ""
    row: int = 0


def must_leave(
    sitting: Iterable[Sitting],
    standing: Sequence[Standing],
    kin: Collection[Kin],
    norms: Norms,
    today: date,
    listed: date | None = None,
) -> Iterator[Finding]:
    """Members who stand or whose kin by the rule stands, unless their exit is planned for a day still to come.

    Who left only after the list had been out stays found: leaving then puts nothing right. ``listed`` is its day.
    """
    counts = {one.person: one for one in standing if one.formal or norms.choice(EXIT_AT, "nominated") != FORMAL}
    for one in sitting:
        if one.exit_planned_on is not None and one.exit_planned_on >= (one.left_on or today):
            continue
        who, why = _why(one, counts, kin, norms)
        if who is None:
            continue
        if one.left_on is None:
            yield _sits(one, f"{why}，尚未登记退出")
        elif _too_late(one.left_on, who, listed):
            yield _sits(one, f"{why}，{day_in_words(one.left_on)}候选人公布之后才退出")


def _sits(one: Sitting, said: str) -> Finding:
    return Finding("F.112", f"选举委员会第{one.number}号{one.role}{said}。", STEP, one.number)


def _too_late(left_on: date, who: Standing, listed: date | None) -> bool:
    out = who.supplemented_on or listed
    return who.formal and out is not None and left_on > out


def _why(
    one: Sitting, standing: Mapping[int, Standing], kin: Collection[Kin], norms: Norms
) -> tuple[Standing | None, str]:
    """Because of whom, and the words for it."""
    if own := standing.get(one.person):
        return own, f"被提名为{own.post}{norms.basis(EXIT_AT)}"
    meant = frozenset().union(*(KIN_WORDS[word] for word in norms.value(EXIT_KIN) or ()))
    for pair in kin:
        other = pair.other if pair.one == one.person else pair.one if pair.other == one.person else None
        if other is not None and other in standing and pair.relation in meant:
            return standing[other], f"的{pair.relation}参选{norms.basis(EXIT_KIN)}"
    return None, ""
