"""Who is held where: the rows of every ledger that point at a person, across apps, through the models' own keys."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models

from electioncycle.actors import Actor
from electioncycle.records.rows import LedgerModel
from electioncycle.security.privacy import blind_indexes
from villages.models import Cycle, Person, Village


def holders() -> Iterator[tuple[type[Any], str]]:
    """Models of a village's rows that point at a person, with the name of the key."""
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, LedgerModel) and model is not Person and model.scope_lookup == "village__path":
            yield model, relation.field.name


def in_cycle(model: type[Any], cycle: Cycle) -> dict[str, Any]:
    """What narrows such rows to those of a cycle, by whatever way they belong to it; rows of none stand in each."""
    return {model.cycle_lookup: cycle} if model.cycle_lookup else {}


def person_held_in(village: Village, id_number: str, *, user: Actor) -> Person | None:
    """The person with this number whom a row of the village's township that is the user's points at; else None.

    Never one of another township: who enters a number held elsewhere learns nothing.
    """
    if not id_number:
        return None
    known = Person.objects.filter(id_index__in=blind_indexes(id_number), merged_into=None).order_by("pk")
    for person in known:
        for model, key in holders():
            if (
                model.objects.visible_to(user)
                .filter(**{key: person, "village__township": village.township_id})
                .exists()
            ):
                return person
    return None


def persons_by_number(user: Actor) -> dict[tuple[int, str], int]:
    """(township, blind index) → key of the person held there, for all of the user's territory."""
    found: dict[tuple[int, str], int] = {}
    for model, key in holders():
        named = model.objects.visible_to(user).exclude(**{key: None})
        rows: models.QuerySet[Any] = named.exclude(**{f"{key}__id_index": ""}).order_by(key)
        for township, index, person in rows.values_list("village__township_id", f"{key}__id_index", key):
            known = found.get((township, index))
            found[township, index] = person if known is None else min(known, person)
    return found


def rows_of(persons: list[Person]) -> dict[int, list[Any]]:
    """Person key → the live rows that point at him, of all ledgers."""
    found: dict[int, list[Any]] = defaultdict(list)
    for model, key in holders():
        rows = model.objects.filter(**{f"{key}__in": persons}).select_related("village__township", key)
        for row in rows:
            found[getattr(row, f"{key}_id")].append(row)
    return found
