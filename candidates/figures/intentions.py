"""Intentions counted: what people themselves declared, every person once a kind of post; facts, no forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from candidates.choices import DeclaredHow, IntentionState, PostKind
from candidates.models import Intention
from candidates.rules import tallies
from candidates.rules.tallies import Tally
from electioncycle.actors import Actor
from villages.models import Cycle
from villages.services.territory import participants


@dataclass(frozen=True)
class Declared:
    """One declaration that stands."""

    who: Any
    village: int
    township: int
    post: str
    how: str
    politics: str


def declared(user: Actor, cycle: Cycle) -> list[Declared]:
    """Declarations that stand, one a person and kind of post; two queries."""
    home = {village.pk: village.township_id for village in participants(user, cycle)}
    rows = Intention.objects.filter(cycle=cycle, village__in=home, state=IntentionState.STANDING).order_by("pk")
    names = ("village_id", "person_id", "person__id_index", "post", "declared_how", "person__politics")
    found: dict[Any, Declared] = {}
    for village, person, index, post, how, politics in rows.values_list(*names):
        who = index or person
        found.setdefault((who, post), Declared(who, village, home[village], post, how, politics))
    return list(found.values())


def people(found: Sequence[Declared]) -> int:
    return len({one.who for one in found})


def intention_tallies(found: Sequence[Declared]) -> list[Tally]:
    """By post and by how it was declared; the base is the declarations, as somebody may declare for two posts."""
    posts, ways = dict(PostKind.choices), dict(DeclaredHow.choices)
    return [
        tallies.tally("拟参选职位", [posts[one.post] for one in found], [str(label) for label in posts.values()]),
        tallies.tally("表示方式", [ways[one.how] for one in found], [str(label) for label in ways.values()]),
    ]


def sentence(found: Sequence[Declared], counted: Sequence[Tally], villages: int, place: str) -> str:
    if not found:
        return f"{place}{villages}个村(社区)尚未登记参选意向。"
    return (
        f"{place}{villages}个村(社区)摸底登记本人表示有参选意向的{people(found)}人、{len(found)}人次"
        f"(同一人表示愿意参选不同职位的分别计人次，占比以人次为基数)，{tallies.in_words(counted[0], '人次')}。"
    )
