"""Who stands for which post of one election: who comes onto the list by the rules, and what speaks against a list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from elections.rules import strokes
from elections.rules.decide import decide
from elections.rules.norms import Norms
from elections.rules.outcome import Outcome
from elections.rules.selection import MEMBERS, SURPLUS, places
from elections.rules.sheet import Ballot, Person, Post, Sheet

CANDIDATES, SELF_NOMINATED, OPEN = "candidates", "self_nominated", "open"
WOMAN, WOMEN_ONLY = "woman", ("column", "post")
VOTES, STROKES = "votes", "strokes"


@dataclass(frozen=True)
class Stands:
    """One person nominated for one post, as far as rules ask."""

    key: int
    person: int
    name: str
    female: bool
    post: str
    votes: int | None = None
    preselected: int | None = None
    formal: bool = False

    @property
    def counted(self) -> int:
        """The votes that rank him: those of the preselection where there was one."""
        return (self.votes if self.preselected is None else self.preselected) or 0


@dataclass(frozen=True)
class Slate:
    """An election's seats by post and everybody who is nominated and has not left."""

    seats: Mapping[str, int]
    standing: Sequence[Stands]
    norms: Norms
    mode: str = CANDIDATES
    registered: int | None = None
    took_part: int | None = None
    community: bool = False

    def of(self, post: str, *, formal: bool = False) -> list[Stands]:
        return [one for one in self.standing if one.post == post and (one.formal or not formal)]

    @property
    def formal(self) -> list[Stands]:
        return [one for one in self.standing if one.formal]

    @property
    def posts(self) -> list[str]:
        """Those with seats, then those for which somebody is nominated all the same."""
        return list(dict.fromkeys([*self.seats, *(one.post for one in self.standing)]))


@dataclass(frozen=True)
class Proposal:
    """Who comes onto the list by the rules, post by post; ``tied``: who is to be voted on again, by post."""

    keys: frozenset[int]
    tied: Mapping[str, Sequence[int]] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    """Why nobody is proposed."""


def proposal(slate: Slate) -> Proposal:
    """By votes as many as seats and surplus; without candidates everybody who stood up; chooses among no equals."""
    if slate.mode == OPEN:
        return Proposal(frozenset(), reasons=("本村选举办法不设候选人，不公布候选人名单。",))
    if slate.mode == SELF_NOMINATED:
        return Proposal(frozenset(one.key for one in slate.standing))
    if not slate.seats:
        return Proposal(frozenset(), reasons=("还没有登记选举办法，不知道各职务应选名额，请先登记，或者逐人勾选。",))
    outcome = decide(_sheet(slate), slate.norms)
    if not outcome.valid:
        return Proposal(frozenset(), reasons=tuple(f"{said}，须重新提名。" for said in outcome.account.reasons))
    return _proposed(slate, outcome)


def _proposed(slate: Slate, outcome: Outcome) -> Proposal:
    keys = {(one.post, str(one.person)): one.key for one in slate.standing}
    chosen = frozenset(keys[one.post.post, person.name] for one in outcome.decided for person in one.seating.elected)
    tied = {
        one.post.post: [keys[one.post.post, name] for tie in one.seating.ties for name in tie.names]
        for one in outcome.decided
        if one.seating.ties
    }
    return Proposal(chosen, tied)


def _sheet(slate: Slate) -> Sheet:
    """The figures of the nomination as the engine reads them; persons go by their keys, for names may be alike."""
    posts = tuple(Post(post, seats, _people(slate, post)) for post, seats in slate.seats.items())
    came = slate.took_part or 0
    registered = None if slate.took_part is None else slate.registered
    return Sheet(
        body="committee",
        procedure="regular",
        round="nomination",
        mode="all",
        day=None,
        registered=registered,
        ballots=(Ballot("", came, came, came),),
        posts=posts,
        community=slate.community,
    )


def _people(slate: Slate, post: str) -> tuple[Person, ...]:
    """Where some of a post went through a preselection, only these go on."""
    own = slate.of(post)
    later = [one for one in own if one.preselected is not None]
    return tuple(Person(str(one.person), "f" if one.female else "m", one.counted) for one in later or own)


# --- what speaks against a list --------------------------------------------------------------------------------------

Words = Mapping[str, str]
"""What posts are called, by code."""


def spoken_against(slate: Slate, titles: Words) -> Iterable[tuple[str, str]]:
    """Codes with what is so, in one sentence without names; judged of the formal list, before it of the nominees."""
    if said := _quorum(slate):
        yield "F.123", said
    if slate.mode == CANDIDATES:
        yield from _numbers(slate, titles)
    if twice := _twice(slate.formal):
        posts = "、".join(titles[one] for one in dict.fromkeys(post for own in twice for post in own))
        yield "F.126", f"正式候选人中有{len(twice)}人列入两个以上职务({posts})。"
    yield from _women(slate)


def _quorum(slate: Slate) -> str:
    needed = slate.norms.share("nomination_over")
    if needed is None or slate.registered is None or slate.took_part is None:
        return ""
    if needed.reached(slate.took_part, slate.registered):
        return ""
    unreached = needed.words("登记人数", reached=False)
    return (
        f"登记参加选举{slate.registered}人，参加提名{slate.took_part}人，"
        f"{unreached}{slate.norms.basis('nomination_over')}。"
    )


def _numbers(slate: Slate, titles: Words) -> Iterable[tuple[str, str]]:
    few, many, listed = [], [], bool(slate.formal)
    for post in slate.posts:
        seats, number = slate.seats.get(post, 0), len(slate.of(post, formal=listed))
        most = _most(slate, post, seats)
        if seats and number <= seats:
            few.append(f"{titles[post]}应选{seats}名，{'候选人' if listed else '被提名'}{number}人")
        elif listed and most is not None and number > most:
            many.append(f"{titles[post]}应选{seats}名，最多{most}名候选人，列入{number}人")
    if few and slate.standing:
        yield "F.121", f"{'；'.join(few)}{slate.norms.basis('surplus_least')}。"
    if many:
        yield "F.122", f"{'；'.join(many)}{slate.norms.basis('surplus_director', 'surplus_member_max')}。"


def _most(slate: Slate, post: str, seats: int) -> int | None:
    """The most candidates for a post; None where the rules set no limit."""
    if not slate.norms.has(SURPLUS.get(post, MEMBERS)[1]):
        return None
    return places(Post(post, seats, ()), _sheet(slate), slate.norms)[1]


def _twice(formal: Iterable[Stands]) -> list[list[str]]:
    posts: dict[int, list[str]] = {}
    for one in formal:
        posts.setdefault(one.person, []).append(one.post)
    return [own for own in posts.values() if len(own) > 1]


def _women(slate: Slate) -> Iterable[tuple[str, str]]:
    people = slate.formal or slate.standing
    if not people or slate.mode == OPEN:
        return
    what = "正式候选人" if slate.formal else "被提名人"
    if slate.seats.get(WOMAN) and not any(one.female and one.post == WOMAN for one in people):
        yield "W.127", f"妇女委员应选{slate.seats[WOMAN]}名，{what}中没有妇女。"
    elif not any(one.female for one in people):
        yield "W.127", f"{len(people)}名{what}中没有妇女。"


# --- order of the list -----------------------------------------------------------------------------------------------


def in_order(slate: Slate, keys: Collection[int], order: str, decided: strokes.Decided | None = None) -> list[Stands]:
    """The candidates post after post, by votes or by strokes; equal votes by strokes."""
    chosen = [one for one in slate.standing if one.key in keys]
    rank = {post: number for number, post in enumerate(slate.posts)}
    return sorted(
        chosen,
        key=lambda one: (
            rank[one.post],
            -one.counted if order == VOTES else 0,
            strokes.key(one.name, decided),
            one.key,
        ),
    )


def undecided_strokes(
    slate: Slate, keys: Collection[int], order: str, decided: strokes.Decided | None = None
) -> list[str]:
    """Characters whose strokes somebody must decide on before the list has an order."""
    groups: dict[tuple[str, int], list[str]] = {}
    for one in slate.standing:
        if one.key in keys:
            groups.setdefault((one.post, one.counted if order == VOTES else 0), []).append(one.name)
    return list(dict.fromkeys(char for names in groups.values() for char in strokes.unknown(names, decided)))


def next_one(slate: Slate, post: str) -> Stands | None:
    """Who follows when a formal candidate for the post leaves: the most votes of those not on the list, if one has."""
    waiting = [one for one in slate.of(post) if not one.formal]
    most = max((one.counted for one in waiting), default=0)
    first = [one for one in waiting if one.counted == most]
    return first[0] if most and len(first) == 1 else None
