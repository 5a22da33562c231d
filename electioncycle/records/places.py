"""Where rows lie in the tree of areas, before and after a save that may move them; or where their holders lie."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import models

from electioncycle.records.rows import LedgerModel
from electioncycle.security.marks import EVERYWHERE, NOWHERE

AT_A_TIME = 500


def places_of(rows: Sequence[LedgerModel]) -> set[str]:
    """Paths of the places these rows lay at and lie at now; the whole tree for rows that lie at no place."""
    model: Any = type(rows[0])
    if model.lies_with_holders:
        return {place for some in _keys(rows) for place in _held_at(model, some)} or {NOWHERE}
    if not model.scope_lookup:
        return {EVERYWHERE}
    found: set[str | None] = set()
    for some in _keys(rows):
        stored = model.all_rows.filter(pk__in=some).order_by()
        found.update(stored.values_list(model.scope_lookup, flat=True).distinct())
    found |= _now(model, rows)
    return {path or EVERYWHERE for path in found} or {EVERYWHERE}


def _keys(rows: Sequence[LedgerModel]) -> Iterator[list[int]]:
    keys = [row.pk for row in rows if row.pk]
    return (keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME))


def _held_at(model: Any, keys: list[int]) -> set[str]:
    """The places of all rows that point at these, withdrawn ones too, in one query."""
    held, *more = (
        holder.all_rows.filter(**{f"{key}__in": keys}).order_by().values_list(holder.scope_lookup, flat=True)
        for holder, key in _holders(model)
    )
    return set(held.union(*more))


@cache
def _holders(model: Any) -> list[tuple[Any, str]]:
    found = ((one.related_model, one.field.name) for one in model._meta.related_objects)
    return [(holder, key) for holder, key in found if getattr(holder, "scope_lookup", "")]


def _now(model: Any, rows: Sequence[LedgerModel]) -> set[str | None]:
    first, _, rest = model.scope_lookup.partition("__")
    field: models.Field[Any, Any] = model._meta.get_field(first)
    if not rest:
        return {getattr(row, first) for row in rows}
    if all(field.is_cached(row) for row in rows):  # type: ignore[attr-defined]
        near = {getattr(row, first) for row in rows}
        if "__" not in rest:
            return {getattr(one, rest, None) for one in near}
    keys = {getattr(row, field.attname) for row in rows}
    above: Any = field.related_model
    return {*above._base_manager.filter(pk__in=keys).order_by().values_list(rest, flat=True).distinct()}
