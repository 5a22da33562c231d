"""Keeps what is dear to work out until something it was read from changes; kept in the database, for all processes.

A book holds the entries of one subject (a user's to-do, a figure by township). An entry knows the tables it was read
from, and is worked out anew when one of them was changed at its place, on another day, for other ``terms``, or by
another version of the program. The entries say what rows say, names included: a purge takes them along, backups do
without them, and what was made on an earlier day goes. A process has at hand what it read last, and asks the database
only for what no longer holds; where none of an entry's tables was changed anywhere since, it looks no further. What is
handed out nobody may change.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, models
from django.utils import timezone

from electioncycle.security import marks, nested

MOST = 512
"""So many books a process has at hand, the page of one place with some 100 kB among them."""
Places = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Held:
    """The entries of a book that held when this process was asked for them last, and the marks of the whole then."""

    entries: dict[str, Any]
    places: Places
    basis: str
    whole: marks.Marks


_at_hand: dict[str, _Held] = {}
_waiting: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("books_to_write", default=None)
_taking = Lock()


class Kept(models.Model):
    """Entries by name, each with the tables it was read from, their marks as a hash, and the value."""

    book = models.CharField(max_length=80, unique=True)
    entries = models.JSONField(default=dict)
    made_on = models.DateField()

    class Meta:
        app_label = "electioncycle"

    def __str__(self) -> str:
        return self.book


def kept(
    book: str,
    places: Places,
    work_out: Callable[[list[str]], Mapping[str, Any]],
    *,
    terms: Iterable[object] = (),
    together: bool = False,
    apart: bool = False,
) -> dict[str, Any]:
    """Name → value, for the names in ``places`` with the places each is read from.

    ``work_out`` is asked for those that are missing or no longer hold, and answers with what JSON can hold: for one
    after the other, or ``together`` where they are read from the same tables: then each has a book of its own, and
    who asks for the part of one township does not read the county's. Entries that are long have each a book of their
    own (``apart``), so that a change of one does not write the others again. What read a table that it had not read
    before is not trusted again: the mark of it from before the reading is not known.
    """
    books = {name: f"{book} {name}" if together or apart else book for name in places}
    basis = f"{timezone.localdate()} {program()} {json.dumps(list(terms), default=str)}"
    if (held := _untouched(places, books, basis)) is not None:
        return held
    asking = _Asking(places, books, basis)
    holding = asking.holding
    for name, (tables, _, _) in holding.items():
        marks.also_read(tables, places[name])
    if stale := [name for name in places if name not in holding]:
        with _written_at_once() as written:
            for names in [stale] if together else [[name] for name in stale]:
                with marks.reading({place for name in names for place in places[name]}) as read:
                    worked_out = work_out(names)
                holding |= {name: asking.entry(name, read, worked_out.get(name)) for name in names}
            if not marks.unsettled():
                made = asking.by_book(holding).items()
                written |= {book: entries for book, entries in made if entries.keys() & set(stale)}
    _take({book: asking.held(entries) for book, entries in asking.by_book(holding).items()})
    return {name: holding[name][2] for name in places}


@contextmanager
def _written_at_once() -> Iterator[dict[str, dict[str, Any]]]:
    """The books worked out within, and for what is worked out within, are written in one statement."""
    if (outer := _waiting.get()) is not None:
        yield outer
        return
    books: dict[str, dict[str, Any]] = {}
    token = _waiting.set(books)
    try:
        yield books
    finally:
        _waiting.reset(token)
    if books:
        _put(books)


def _untouched(places: Places, books: Mapping[str, str], basis: str) -> dict[str, Any] | None:
    """What this process has at hand, where nothing at all has been changed on the site since it was asked for last."""
    if (now := marks.of_request()) is None:
        return None
    found = {}
    for name, own in places.items():
        held = _at_hand.get(books[name])
        if held is None or held.whole is not now or held.basis != basis or held.places.get(name) != own:
            return None
        found[name] = held.entries[name]
    for name, (tables, _, _) in found.items():
        marks.also_read(tables, places[name])
    return {name: entry[2] for name, entry in found.items()}


class _Asking:
    """What is asked for at once: the entries that are there, and the marks by which they hold or do not."""

    def __init__(self, places: Places, books: Mapping[str, str], basis: str) -> None:
        self.places, self.books, self.basis = places, books, basis
        self.at_hand = {
            name: held for book in set(books.values()) if (held := _at_hand.get(book)) for name in held.entries
        }
        self.entries = {name: held.entries[name] for name, held in self.at_hand.items()}
        unknown = {books[name] for name in places if name not in self.entries}
        self.entries |= _entries(unknown)
        complete = self.entries.keys() >= places.keys()
        self.tables = _tables(self.entries[name][0] for name in places) if complete else None
        self.standing = marks.standing(self._everywhere(), self.tables)
        self.holding = {name: self.entries[name] for name in places if self._was_held(name) or self._holds(name)}
        if overtaken := {books[name] for name in places if name not in self.holding} - unknown:
            self.entries |= _entries(overtaken)  # another process may have been asked since
            rest = [name for name in places if name not in self.holding]
            self.holding |= {name: self.entries[name] for name in rest if self._holds(name)}

    def _everywhere(self) -> set[str]:
        """All places whose marks may be asked for: where entries are read, where what they hold was read before, and
        over the smallest places, as what is kept for all under one is read there."""
        own = {place for places in self.places.values() for place in places}
        over = {nested.above(place)[-1] for place in own if nested.is_shared(place)}
        named = {marks.where_read(table)[0] for tables, *_ in self.entries.values() for table in tables} - {""}
        return {marks.EVERYWHERE, *own, *over, *named}

    def _was_held(self, name: str) -> bool:
        """Whether it held when it was asked for last, and no table it was read from was changed anywhere since."""
        held, one = self.at_hand.get(name), self.entries.get(name)
        if held is None or held.entries[name] is not one:
            return False
        if held.basis != self.basis or held.places[name] != self.places[name]:
            return False
        then, now = held.whole, self.standing[marks.EVERYWHERE]
        return then is now or all(then.get(table) == now.get(table) for table in map(_bare, one[0]))

    def _holds(self, name: str) -> bool:
        one = self.entries.get(name)
        return bool(one and self._foreseen(one[0]) and one[1] == self._stamp(name, one[0]))

    def held(self, entries: dict[str, Any]) -> _Held:
        return _Held(entries, self.places, self.basis, self.standing[marks.EVERYWHERE])

    def entry(self, name: str, read: Iterable[str], value: Any) -> list[Any]:
        tables = sorted(marks.as_own(read, self.places[name]))
        return [tables, self._foreseen(tables) and self._stamp(name, tables), value]

    def by_book(self, holding: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for name, entry in holding.items():
            found.setdefault(self.books[name], {})[name] = entry
        return found

    def _foreseen(self, tables: Iterable[str]) -> bool:
        """Whether the marks of these tables from before the reading are known."""
        named = {marks.where_read(table)[0] for table in tables} - {""}
        return named <= self.standing.keys() and (self.tables is None or self.tables >= _tables([tables]))

    def _stamp(self, name: str, tables: Iterable[str]) -> str:
        seen = []
        for table in sorted(tables):
            place, bare = marks.where_read(table)
            places = (place,) if place else self.places[name]
            seen += [[one, table, self.standing[one].get(bare)] for one in places]
        return hashlib.blake2b(f"{self.basis} {json.dumps(seen)}".encode(), digest_size=12).hexdigest()


def _take(books: Mapping[str, _Held]) -> None:
    """What was not asked for the longest makes room; who asks for very much at once leaves it to the database."""
    if len(books) > MOST // 4:
        return
    with _taking:
        for book, held in books.items():
            _at_hand.pop(book, None)
            _at_hand[book] = held
        for book in list(_at_hand)[: max(len(_at_hand) - MOST, 0)]:
            del _at_hand[book]


def _entries(books: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not (asked := set(books)):
        return found
    for entries in Kept.objects.filter(book__in=asked).values_list("entries", flat=True):
        found |= entries
    return found


def _tables(read: Iterable[Iterable[str]]) -> set[str]:
    return {_bare(table) for tables in read for table in tables}


def _bare(table: str) -> str:
    """Its name, wherever a change of it counts."""
    return marks.where_read(table)[1]


@cache
def program() -> str:
    """One version of the code and the templates; another one words and draws things differently."""
    own = [path for one in apps.get_app_configs() if (path := Path(one.path)).parent == settings.BASE_DIR]
    seal = hashlib.blake2b(digest_size=8)
    for folder in (*own, settings.BASE_DIR / "templates"):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".html")):
            seal.update(path.read_bytes())
    return seal.hexdigest()


def forget_all() -> None:
    """Within a purge: nothing of what it empties is to stand here."""
    put_down()
    Kept.objects.all().delete()


def put_down() -> None:
    """What this process had at hand is asked of the database again."""
    _at_hand.clear()


def erase_old() -> int:
    """What was made on an earlier day holds no more. Returns how many books went."""
    return Kept.objects.filter(made_on__lt=timezone.localdate()).delete()[0]


def _put(books: Mapping[str, dict[str, Any]]) -> None:
    """A reader never waits for a writer: where the database is busy, the next reader works it out again."""
    made = [Kept(book=book, entries=entries, made_on=timezone.localdate()) for book, entries in sorted(books.items())]
    one = made[0]
    try:
        with _without_waiting():
            if not made[1:] and Kept.objects.filter(book=one.book).update(entries=one.entries, made_on=one.made_on):
                return
            Kept.objects.bulk_create(
                made,
                update_conflicts=True,
                unique_fields=["book"],
                update_fields=["entries", "made_on"],
            )
    except OperationalError:
        return


@contextmanager
def _without_waiting() -> Iterator[None]:
    """SQLite has one writer at a time; who is inside a transaction of his own has had his turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    patience = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {patience}")
