"""Persons across ledgers: who is found by a name, and what the ledgers one sees hold of one person.

Only ledgers that say so (``of_person``) are asked: posts, elections, the pool, talks, results of reviews. Key persons,
complaints, what is sealed and what is written about relatives never are: this is no profile of anybody.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.models import Cycle, Person
from villages.village_ledgers import LedgerOfVillages, Panel, of_villages

LEAST_PURPOSE = 4


def holding(user: Actor) -> list[LedgerOfVillages[Any]]:
    """The ledgers this user sees that hold persons, in the order of the menu."""
    return [one for one in of_villages(ledgers.visible(user)) if one.of_person]


def seen_by(user: Actor, cycle: Cycle | None) -> QuerySet[Person]:
    """Persons at whom a row points that this user sees in one of these ledgers."""
    held = Q(pk__in=())
    for ledger in holding(user):
        held |= Q(Exists(ledger.rows(user, cycle).order_by().filter(**{ledger.of_person: OuterRef("pk")})))
    return Person.objects.filter(held, merged_into=None)


def found_by(user: Actor, cycle: Cycle | None, text: str) -> QuerySet[Person]:
    """Those of them with every word in their name, its pinyin or its initials."""
    rows = seen_by(user, cycle)
    for word in text.lower().split()[:5]:
        rows = rows.filter(search_text__found=word)
    return rows.order_by("name", "pk")


def held_in(persons: Sequence[Person], user: Actor, cycle: Cycle | None) -> dict[int, list[tuple[str, str]]]:
    """Person key → the ledgers that hold him and where, one query a ledger."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for ledger in holding(user):
        rows = ledger.rows(user, cycle).order_by().filter(**{f"{ledger.of_person}__in": persons})
        names = (ledger.of_person, f"{ledger.place}__township__name", f"{ledger.place}__name")
        for person, township, village in rows.values_list(*names).distinct():
            found[person].append((ledger.title, f"{township}{village}"))
    return found


def open_page(person: Person, *, by: Actor, cycle: Cycle | None, purpose: str) -> list[Panel]:
    """What the ledgers hold of this person, for a purpose, with one audit event."""
    if len(purpose.strip()) < LEAST_PURPOSE:
        raise Refused(f"查阅人员情况须写明用途(不少于{LEAST_PURPOSE}个字)，请填写后再查阅。")
    shown = (ledger.person_panel(person, user=by, cycle=cycle) for ledger in holding(by))
    panels = [panel for panel in shown if panel.rows]
    audit.record(audit.Event.READ, by=by, row=person, how="person", length=len(purpose.strip()))
    return panels
