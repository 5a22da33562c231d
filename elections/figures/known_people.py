"""Whom the ledgers of a village name, so that nobody who stands or prepares the vote is typed as somebody new.

Everybody is offered only whom the ledgers they may read show. Who is a party nominee is not asked: the party's
lists feed the party's own elections only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from candidates.models import ReserveCandidate, ReviewSubject
from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from elections.choices import LIVE
from elections.models import Candidacy, CommitteeMember, MidTermChange, RosterMember
from villages.models import Person, TeamMember, VillageStaff

SOURCES: tuple[tuple[Any, str, dict[str, Any]], ...] = (
    (TeamMember, "现任班子", {"cycle__purged_at": None}),
    (ReserveCandidate, "后备人选库", {"cycle__purged_at": None}),
    (ReviewSubject, "联审", {"cycle__purged_at": None}),
    (VillageStaff, "村务人员", {"cycle__purged_at": None}),
    (RosterMember, "推选名册", {"cycle__purged_at": None}),
    (MidTermChange, "届中调整", {"person__isnull": False}),
    (Candidacy, "已提名", {"election__state__in": LIVE}),
    (CommitteeMember, "选举委员会", {"committee__election__state__in": LIVE, "committee__withdrawn_at": None}),
)
"""Model, what it is called beside a name, and which of its rows count."""


@dataclass(frozen=True)
class Known:
    """One person of a village, and where he is held."""

    person: int
    name: str
    sex: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}({'、'.join(self.where)})"


def known_in(villages: Any, user: Actor) -> dict[int, list[Known]]:
    """Village key → whom the user may know there, by name; one query a ledger that they may read."""
    readable = {ledger.model for ledger in ledgers.visible(user)}
    where: dict[tuple[int, int], list[str]] = defaultdict(list)
    who: dict[int, tuple[str, str]] = {}
    for model, word, counts in SOURCES:
        if model not in readable:
            continue
        rows = model.objects.visible_to(user).filter(village__in=villages, **counts).order_by()
        for village, person, name, sex in rows.values_list("village_id", "person", "person__name", "person__sex"):
            who[person] = name, sex
            if word not in where[village, person]:
                where[village, person].append(word)
    found: dict[int, list[Known]] = defaultdict(list)
    for (village, person), words in where.items():
        found[village].append(Known(person, *who[person], tuple(words)))
    return {village: sorted(own, key=lambda one: (one.name, one.person)) for village, own in found.items()}


def persons_named(villages: Any, names: Collection[str]) -> dict[tuple[int, str], set[int]]:
    """Village key and name → the persons so called whom the ledgers hold there: for rules, which no reader narrows."""
    if not names:
        return {}
    first, *others = (
        model.objects.filter(village__in=villages, person__name__in=names, **counts)
        .order_by()
        .values_list("village_id", "person__name", "person")
        for model, _, counts in SOURCES
    )
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for village, name, person in first.union(*others):
        found[village, name].add(person)
    return found


def namesakes(name: str, known: Iterable[Known]) -> list[Known]:
    return [one for one in known if one.name == name]


def question(name: str, same: Iterable[Known], how: str) -> str:
    """What is asked of who enters a name that somebody in the village bears already; nobody is taken silently."""
    held = "、".join(str(one) for one in same)
    return f"本村登记有同名的{held}。{how}"


def held_elsewhere(person: Person) -> bool:
    """Whether another ledger than that of nominations holds this person: its entry is corrected there."""
    return any(model.objects.filter(person=person).exists() for model, *_ in SOURCES if model is not Candidacy)
