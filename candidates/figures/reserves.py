"""The pool and the placements counted: every person once, only villages that take part, nobody who has left."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from candidates.choices import PlacementGrade, PlacementOutcome, ReserveState, ReturnState
from candidates.models import FloatingCommittee, Placement, ReserveCandidate
from candidates.rules import tallies
from candidates.rules.tallies import Tally
from electioncycle.actors import Actor
from electioncycle.rounding import share
from electioncycle.security import marks
from villages.choices import Education, ListKind
from villages.models import Cycle, KindItem, Village
from villages.rules.teams import BANDS, COLLEGE_UP
from villages.services.rule_sets import rules_of
from villages.services.territory import participants

PERSON = ("person_id", "person__id_index", "person__sex", "person__birth", "person__education", "person__politics")


@dataclass(frozen=True)
class Pooled:
    """One person of the pool, as far as he is counted. ``who`` is the same for entries under one ID number."""

    who: Any
    village: int
    township: int
    sex: str
    birth: date | None
    education: str
    politics: str
    group: str
    channel: str
    return_state: str
    committee: int | None


@dataclass(frozen=True)
class Placed:
    """One person placed, with his latest placement."""

    who: Any
    village: int
    township: int
    post: str
    outcome: str
    grade: str


def pooled(user: Actor, cycle: Cycle, villages: Sequence[Village] | None = None) -> list[Pooled]:
    """Everybody in the pool, one entry a person; two queries."""
    home = _home(user, cycle, villages)
    more = ("group__name", "channel__name", "return_state", "committee_id")
    found: dict[Any, Pooled] = {}
    for village, person, index, *values in _in_pool(cycle, home).values_list("village_id", *PERSON, *more):
        who = index or person
        if who not in found:
            found[who] = Pooled(who, village, home[village], *values)
    return list(found.values())


def placed(user: Actor, cycle: Cycle, villages: Sequence[Village] | None = None) -> list[Placed]:
    """Everybody of the pool who took up a placement, one entry a person; two queries."""
    home = _home(user, cycle, villages)
    rows = Placement.objects.filter(cycle=cycle, village__in=home, candidate__withdrawn_at=None)
    rows = rows.exclude(outcome=PlacementOutcome.NOT_TAKEN_UP).exclude(candidate__state=ReserveState.LEFT)
    names = ("village_id", "candidate__person_id", "candidate__person__id_index", "post__name", "outcome", "grade")
    found = {}
    with marks.beyond():  # somebody of another township's pool
        lines = list(rows.order_by("starts_on", "pk").values_list(*names))
    for village, person, index, post, outcome, grade in lines:
        who = index or person
        found[who] = Placed(who, village, home[village], post, outcome, grade)
    return list(found.values())


def _home(user: Actor, cycle: Cycle, villages: Sequence[Village] | None) -> dict[int, int]:
    """Village key → township key."""
    if villages is None:
        return dict(participants(user, cycle).order_by().values_list("pk", "township_id"))
    return {village.pk: village.township_id for village in villages}


def least(cycle: Cycle | None) -> int:
    """How many people of the pool a village must have; 0 where the rules set no number."""
    return rules_of(cycle).whole("reserve_min") or 0


def short_villages(user: Actor, cycle: Cycle) -> list[tuple[Village, int]]:
    """Villages with fewer people in the pool than the rules ask for, with how many they have."""
    short = _short(user, cycle)
    return [(village, short[village.pk]) for village in participants(user, cycle) if village.pk in short]


def short_keys(user: Actor, cycle: Cycle) -> list[int]:
    return list(_short(user, cycle))


def number_short(user: Actor, cycle: Cycle) -> int:
    return len(_short(user, cycle))


def _short(user: Actor, cycle: Cycle) -> dict[int, int]:
    home, needed = _home(user, cycle, None), least(cycle)
    have = Counter(_villages_of_pooled(cycle, home))
    return {village: have[village] for village in home if have[village] < needed}


def number_by_township(user: Actor, cycle: Cycle) -> Counter[int]:
    """How many people of the pool each township has."""
    home = _home(user, cycle, None)
    return Counter(home[village] for village in _villages_of_pooled(cycle, home))


def _villages_of_pooled(cycle: Cycle, home: Collection[int]) -> list[int]:
    """The village of each person ``pooled`` counts, without what else is known of him."""
    first: dict[Any, int] = {}
    for village, person, index in _in_pool(cycle, home).values_list("village_id", "person_id", "person__id_index"):
        first.setdefault(index or person, village)
    return list(first.values())


def _in_pool(cycle: Cycle, villages: Collection[int]) -> QuerySet[ReserveCandidate]:
    rows = ReserveCandidate.objects.filter(cycle=cycle, village__in=villages)
    return rows.exclude(state=ReserveState.LEFT).order_by("pk")


def names_of(cycle: Cycle, kind: str) -> list[str]:
    return list(KindItem.objects.filter(cycle=cycle, kind=kind).values_list("name", flat=True))


def pool_tallies(people: Sequence[Pooled], cycle: Cycle) -> list[Tally]:
    """By group, channel, age, education, return; the base of each is everybody in the pool."""
    ages = [label for _, _, label in BANDS]
    return [
        tallies.tally("主要类别", [one.group for one in people], names_of(cycle, ListKind.RESERVE_GROUP)),
        tallies.tally("推荐渠道", [one.channel for one in people], names_of(cycle, ListKind.RESERVE_CHANNEL)),
        tallies.tally("年龄", [tallies.band(one.birth, cycle.reference_date) for one in people], ages),
        tallies.tally("学历", _labels(Education, (one.education for one in people)), _order(Education)),
        tallies.tally("返乡状态", _labels(ReturnState, (one.return_state for one in people)), _order(ReturnState)),
    ]


def placement_tallies(people: Sequence[Placed], cycle: Cycle) -> list[Tally]:
    """By post, by what became of them and by grade; the base of each is everybody placed."""
    posts = [one.post for one in people]
    taken_up = [label for label in _order(PlacementOutcome) if label != PlacementOutcome.NOT_TAKEN_UP.label]
    return [
        tallies.tally("顶岗岗位", posts, names_of(cycle, ListKind.PLACEMENT_POST)),
        tallies.tally("顶岗去向", _labels(PlacementOutcome, (one.outcome for one in people)), taken_up),
        tallies.tally("顶岗考核", _labels(PlacementGrade, (one.grade for one in people)), _order(PlacementGrade)),
    ]


def _labels(kinds: Any, values: Iterable[str]) -> list[str]:
    words = dict(kinds.choices)
    return [str(words.get(value, "")) for value in values]


def _order(kinds: Any) -> list[str]:
    return [str(label) for _, label in kinds.choices]


def committees(people: Sequence[Pooled], user: Actor, cycle: Cycle) -> list[tuple[FloatingCommittee, int]]:
    """The floating committees with how many of the pool they recommended."""
    found = Counter(one.committee for one in people)
    rows = FloatingCommittee.objects.visible_to(user).filter(cycle=cycle).select_related("area")
    return [(row, found[row.pk]) for row in rows]


def pool_sentence(people: Sequence[Pooled], found: Sequence[Tally], villages: int, place: str) -> str:
    """Ready to be pasted into a report; every share is of everybody in the pool."""
    if not people:
        return f"{place}{villages}个村(社区)尚未登记后备人选。"
    groups, channels, ages = found[:3]
    total = len(people)
    women = sum(one.sex == "female" for one in people)
    party = sum(one.politics in ("party_member", "probationary") for one in people)
    young = ages.counts[0].number
    college = sum(one.education in COLLEGE_UP for one in people)
    return (
        f"{place}{villages}个村(社区)共储备后备人选{total}人(以下占比均以此为基数，每人只计一个主要类别)。"
        f"其中，{tallies.in_words(groups)}。按推荐渠道分，{tallies.in_words(channels)}。"
        f"党员(含预备){_part(party, total)}，女性{_part(women, total)}，35岁及以下{_part(young, total)}，"
        f"大专及以上学历{_part(college, total)}。"
    )


def placement_sentence(people: Sequence[Placed], found: Sequence[Tally], pool: int, place: str) -> str:
    if not people:
        return f"{place}尚未安排后备人选顶岗。"
    posts, outcomes, _ = found
    return (
        f"{place}已动员{len(people)}名后备人选到村顶岗学习、挂职锻炼，占后备人选{pool}人的"
        f"{share(len(people), pool) if pool else 0}%。"
        f"按岗位分(以顶岗{len(people)}人为基数)，{tallies.in_words(posts)}。按去向分，{tallies.in_words(outcomes)}。"
    )


def _part(number: int, total: int) -> str:
    return f"{number}人、占{share(number, total)}%"
