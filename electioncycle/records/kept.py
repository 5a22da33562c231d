"""Keeps what is dear to work out until something it was read from changes; kept in the database, for all processes.

A book holds the entries of one subject (a user's to-do, a figure by township). An entry knows the tables it was read
from, and is worked out anew when one of them was changed at its place, on another day, or for other ``terms``.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, models
from django.utils import timezone

from electioncycle.security import marks


class Kept(models.Model):
    """Entries by name, each with the tables it was read from, their marks as a hash, and the value."""

    book = models.CharField(max_length=80, unique=True)
    entries = models.JSONField(default=dict)

    class Meta:
        app_label = "electioncycle"

    def __str__(self) -> str:
        return self.book


def kept(
    book: str,
    places: Mapping[str, tuple[str, ...]],
    work_out: Callable[[list[str]], Mapping[str, Any]],
    *,
    terms: Iterable[object] = (),
    together: bool = False,
) -> dict[str, Any]:
    """Name → value, for the names in ``places`` with the places each is read from.

    ``work_out`` is asked for those that are missing or no longer hold, and answers with what JSON can hold: for one
    after the other, or ``together`` where they are read from the same tables.
    """
    row = Kept.objects.filter(book=book).values_list("entries", flat=True).first() or {}
    standing = marks.standing({place for own in places.values() for place in own})
    basis = f"{timezone.localdate()} {json.dumps(list(terms), default=str)}"

    def stamp(name: str, tables: Iterable[str]) -> str:
        seen = [[place, table, standing[place].get(table)] for place in places[name] for table in sorted(tables)]
        return hashlib.blake2b(f"{basis} {json.dumps(seen)}".encode(), digest_size=12).hexdigest()

    holding = {name: row[name] for name in places if name in row and row[name][1] == stamp(name, row[name][0])}
    for tables, _, _ in holding.values():
        marks.also_read(tables)
    if stale := [name for name in places if name not in holding]:
        fresh: dict[str, Any] = {}
        for names in [stale] if together else [[name] for name in stale]:
            with marks.reading() as tables:
                worked_out = work_out(names)
            read = sorted(tables)
            fresh |= {name: [read, stamp(name, read), worked_out.get(name)] for name in names}
        _put(book, {**row, **fresh})
        holding |= fresh
    return {name: holding[name][2] for name in places}


def _put(book: str, entries: dict[str, Any]) -> None:
    """A reader never waits for a writer: where the database is busy, the next reader works it out again."""
    try:
        with _without_waiting():
            Kept.objects.bulk_create(
                [Kept(book=book, entries=entries)],
                update_conflicts=True,
                unique_fields=["book"],
                update_fields=["entries"],
            )
    except OperationalError:
        return


@contextmanager
def _without_waiting() -> Iterator[None]:
    """SQLite has one writer at a time; who is inside a transaction of his own has had his turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
