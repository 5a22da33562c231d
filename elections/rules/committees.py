"""The election committee by the rules: its size, and who of it must leave because he or his kin stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from electioncycle.wording import day_in_words
from elections.rules.calendar import POLLING
from elections.rules.checks import Finding
from elections.rules.norms import Norms
from villages.rules.avoidance import Kin

STEP = "election_committee"
LEAST, MOST = "election_committee_min", "election_committee_max"
EXIT_AT, EXIT_KIN, FORMAL = "committee_exit_at", "committee_exit_kin", "formal"
NAMESAKE = "是同一人的，请在“本村已登记人员”中选择；另有其人的，请勾选“另有其人”。"
"""What who types the name of somebody known does."""
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
    ``until`` is the day on which a formal candidate ceased to stand.
    """

    person: int
    post: str
    since: date | None = None
    formal: bool = False
    supplemented_on: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Sitting:
    """A member of the committee, or who was one; findings name the place in the list and the role, no name."""

    number: int
    person: int
    role: str = ""
    exit_planned_on: date | None = None
    left_on: date | None = None
    joined_on: date | None = None

    def sat(self, day: date) -> bool:
        """Whether he sat when the day was over."""
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or self.left_on > day)


def size(members: Sequence[Sitting], norms: Norms, posted: date | None, today: date) -> Iterator[Finding]:
    """How many sat when the committee was made known, before that how many sit, and how many after each exit.

    Who is chosen the same day follows in time; who is chosen later puts nothing right.
    """
    if posted is None:
        now = sum(one.left_on is None for one in members)
        yield from _found(_wrong(now, norms), now)
        return
    then = sum(one.sat(posted) or one.left_on == posted for one in members)
    yield from _found(_wrong(then, norms), then, happened_on=posted)
    exits: dict[date, int] = {}
    for one in members:
        if one.left_on is not None and one.left_on >= posted:
            exits.setdefault(one.left_on, one.number)
    for day, number in exits.items():
        yield from _after_exit(number, day, members, norms, today)


def _after_exit(number: int, day: date, members: Sequence[Sitting], norms: Norms, today: date) -> Iterator[Finding]:
    """Too few when the day of the exit was over, as fewer came than left; until then there is time."""
    sat = sum(one.sat(day) for one in members)
    left, came = sum(one.left_on == day for one in members), sum(one.joined_on == day for one in members)
    if came < left:
        when: dict[str, Any] = {"happened_on": day} if day < today else {"marks": POLLING}
        yield from _found(_too_few(sat, norms), sat, number=number + 1, **when)


def _wrong(members: int, norms: Norms) -> str:
    most = norms.whole(MOST)
    too_many = most is not None and members > most
    return f"不多于{most}人{norms.basis(MOST)}" if too_many else _too_few(members, norms)


def _too_few(members: int, norms: Norms) -> str:
    least = norms.whole(LEAST)
    return f"不少于{least}人{norms.basis(LEAST)}" if least is not None and members < least else ""


def _found(bound: str, members: int, **more: Any) -> Iterator[Finding]:
    if bound:
        yield Finding("F.111", f"选举委员会成员{members}人，规定{bound}。", STEP, **more)


@dataclass(frozen=True)
class Named:
    """One line of the form: somebody known, or a new name with sex; ``row`` is the line that is there already.

    ``another`` says that who is typed is not the namesake whom the village's ledgers hold.
    """

    role: str
    person: int = 0
    name: str = ""
    sex: str = ""
    row: int = 0
    another: bool = False


def must_leave(
    sitting: Iterable[Sitting],
    standing: Sequence[Standing],
    kin: Collection[Kin],
    norms: Norms,
    today: date,
    listed: date | None = None,
) -> Iterator[Finding]:
    """Members who stand or whose kin by the rule stands, unless their exit is planned for a day still to come.

    Who left only after the list had been out stays found, and so does who sat while somebody was on it who stands no
    more: neither puts anything right. ``listed`` is its day.
    """
    counts = {one.person: one for one in _counting(standing, listed, norms)}
    for one in sitting:
        if one.exit_planned_on is not None and one.exit_planned_on >= (one.left_on or today):
            continue
        who, why = _why(one, counts, kin, norms)
        if who is None:
            continue
        if one.left_on is None:
            yield _sits(one, f"{why}，{'候选人公布时没有退出' if who.until else '尚未登记退出'}")
        elif _too_late(one.left_on, who, listed):
            yield _sits(one, f"{why}，{day_in_words(one.left_on)}候选人公布之后才退出")


def _counting(standing: Sequence[Standing], listed: date | None, norms: Norms) -> Iterator[Standing]:
    """Because of whom members leave; who stands and stood counts once, by what stands."""
    formal_only = norms.choice(EXIT_AT, "nominated") == FORMAL
    for one in sorted(standing, key=lambda one: one.until is None):
        out = one.supplemented_on or listed
        if (one.formal or not formal_only) and (one.until is None or (out is not None and one.until > out)):
            yield one


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
