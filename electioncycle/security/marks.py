"""Marks of what was changed where: one a table and place, moved in the transaction of the act that changed it.

Whoever keeps a result notes which tables it was read from and what their marks were; the same marks later mean the
same result. Both sides are watched where SQL passes, so that no service has to think of it.
"""

import re
import secrets
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date
from itertools import product
from typing import Any, TypeVar, cast

from django.core.signals import request_finished, request_started
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.signals import connection_created
from django.db.utils import DEFAULT_DB_ALIAS
from django.utils import timezone

from electioncycle.security import aside, queues
from electioncycle.security.nested import WHOLE, above, gathered, is_shared, shared

T = TypeVar("T")
EVERYWHERE = WHOLE
NOWHERE = ""
"""The place of what no place holds yet: only who reads ``beyond`` the own places may have seen that it was missing."""
UNREAD = ("electioncycle_mark", "electioncycle_kept", "electioncycle_ratecount", "django_session")
"""Tables that no kept result is read from: they have no marks."""
WRITTEN = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
FEW = 32
"""So many places (the townships of a county) have the marks of all tables read at once; of more those asked for."""
MOST = 1024
"""So many answers a process remembers; then it begins anew."""
FOLLOWED = 256
"""Of so many places a process knows the marks it read last; those read first make room."""
Marks = dict[str, list[int]]
"""Table → its marks at a place and over it."""


class Mark(models.Model):
    """A number that is another one after each change of ``table`` at ``path``, or with ``below`` anywhere in it."""

    table = models.CharField(max_length=63)
    path = models.CharField(max_length=60)
    below = models.BooleanField()
    number = models.BigIntegerField()

    class Meta:
        app_label = "electioncycle"
        constraints = [models.UniqueConstraint(fields=["path", "below", "table"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.path}"


class _Unmarked(threading.local):
    """Tables this connection has written and not yet marked, with their places and the savepoints written under."""

    def __init__(self) -> None:
        self.writes: dict[tuple[str, str], tuple[Any, ...]] = {}
        self.last = 0  # another number after each write


class _Request(threading.local):
    """What was read ``once`` for the request at hand, with its tables, and which marks; None outside of requests."""

    known: dict[Any, tuple[Any, set[str]]] | None = None
    marks: dict[str, Marks] | None = None


_request = _Request()
_unmarked = _Unmarked()
_places: ContextVar[frozenset[str]] = ContextVar("places", default=frozenset({EVERYWHERE}))
_remembered: dict[Hashable, tuple[date, dict[str, Any], Any]] = {}
_followed: dict[str, tuple[Marks, Marks]] = {}
"""Place → the marks of the whole when those of the place were read, and these."""
_whole: dict[str, Marks] = {}
_read: ContextVar[set[str] | None] = ContextVar("tables_read", default=None)
_beyond: ContextVar[bool] = ContextVar("beyond", default=False)


@contextmanager
def at(places: Iterable[str]) -> Iterator[None]:
    """What is written within lies at these places (paths of the tree of areas), not anywhere."""
    token = _places.set(gathered(map(shared, places)) or frozenset({EVERYWHERE}))
    try:
        yield
    finally:
        _places.reset(token)


@contextmanager
def unread() -> Iterator[None]:
    """What is written within no kept result reads: it is not marked."""
    token = _places.set(frozenset())
    try:
        yield
    finally:
        _places.reset(token)


@contextmanager
def beyond() -> Iterator[None]:
    """What is read within may lie outside the reader's places: a change of its tables counts wherever it was made."""
    token = _beyond.set(True)
    try:
        yield
    finally:
        _beyond.reset(token)


@contextmanager
def reading(places: Iterable[str] = ()) -> Iterator[set[str]]:
    """Collects the names of the tables that are read within, as somebody reads them whose ``places`` these are.

    A table that was read at another place than the reader's own has it in front: ``/99/9901/talk``; one that was read
    ``beyond`` all places ``EVERYWHERE``.
    """
    tables: set[str] = set()
    token = _read.set(tables)
    try:
        yield tables
    finally:
        _read.reset(token)
        also_read(tables, places)


def also_read(tables: Iterable[str], places: Iterable[str] = ()) -> None:
    """What was kept before stands for the tables it came from, read at these places; without any at the reader's."""
    if (outer := _read.get()) is None:
        return
    own = tuple(places)
    outer.update(
        placed
        for table in tables
        for placed in ((table,) if "/" in table or not own else (f"{at}{table}" for at in own))
    )


def replayed(read: Callable[[], T]) -> Callable[[], T]:
    """What ``read`` says, asked once; whoever asks again has read the same tables."""
    said: list[tuple[T, set[str]]] = []

    def again() -> T:
        if not said:
            with reading() as tables:
                said.append((read(), tables))
        else:
            also_read(said[0][1])
        return said[0][0]

    return again


def where_read(table: str) -> tuple[str, str]:
    """The place in front of a table's name, empty where it was read at the reader's own, and the bare name."""
    place, slash, bare = table.rpartition("/")
    return place + slash, bare


def as_own(tables: Iterable[str], places: Iterable[str]) -> set[str]:
    """The same as a reader at these places names them: what lies in his places needs no place in front."""
    own, found = tuple(places), set()
    for table in tables:
        place, bare = where_read(table)
        found.add(bare if place.startswith(own) else table)
    return found


def once(name: Any, read: Callable[[], T]) -> T:
    """What ``read`` says; within one request asked once, till something is written.

    Within a transaction it is asked each time: what was written there may be undone.
    """
    known = _request.known
    if known is None or connection.in_atomic_block:
        return read()
    if name not in known:
        with reading() as tables:
            said = read()
        known[name] = said, tables
    said, tables = known[name]
    also_read(tables)
    return said


def remembered(name: Hashable, read: Callable[[], T], *, places: Iterable[str] = ()) -> T:
    """What ``read`` says; this process asks again once a table it was read from changed at these places (without any:
    anywhere), and every day. For what each page reads and few acts change. All get the same object: nobody changes it.
    """
    where, today = frozenset(places), timezone.localdate()
    day, marked, said = _remembered.get((name, where), (None, {}, None))
    now = standing({EVERYWHERE, *where, *(place for place, _ in map(where_read, marked) if place)})
    if day != today or marked != _seen(now, where, marked):
        with reading(where) as tables, nullcontext() if where else beyond():
            said = read()
        marked = _seen(now, where, as_own(tables, where))
        if len(_remembered) >= MOST:
            _remembered.clear()
        _remembered[name, where] = today, marked, said
    else:
        also_read(marked, where)
    return cast("T", said)


def _seen(now: dict[str, Marks], where: Iterable[str], tables: Iterable[str]) -> dict[str, Any]:
    """Table → its marks at the places it was read at; what they were at a place that nobody foresaw nothing equals."""
    found: dict[str, Any] = {}
    for table in tables:
        place, bare = where_read(table)
        found[table] = [now[at].get(bare) if at in now else object() for at in ((place,) if place else sorted(where))]
    return found


def _watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _unmarked.writes and not connection.in_atomic_block:
        flush()  # what was written outside of any transaction just before
    if (tables := _read.get()) is not None:
        beyond_all = EVERYWHERE if _beyond.get() else ""
        tables.update(f"{beyond_all}{name}" for name in aside.tables_read(sql) if name not in UNREAD)
    answer = execute(sql, params, many, context)
    if (written := WRITTEN.match(sql)) and written[1] not in UNREAD and (many or not _found_none(sql, context)):
        _note(written[1])
    return answer


def _found_none(sql: str, context: dict[str, Any]) -> bool:
    """Of an INSERT, and of what answers with rows, nobody has counted them yet."""
    counted = sql.startswith(("UPDATE", "DELETE")) and "RETURNING" not in sql
    return counted and context["cursor"].rowcount == 0


def _note(table: str) -> None:
    under = tuple(connection.savepoint_ids)
    _unmarked.last = secrets.randbits(62)
    if _request.known is not None:
        _ask_anew()
    for key in product(aside.as_written(table), _places.get()):
        _unmarked.writes[key] = min(_unmarked.writes.get(key, under), under, key=len)
    if connection.in_atomic_block:
        transaction.on_commit(flush)


def flush(**signal: Any) -> None:
    """Move the marks of what was written. ``audit.record`` asks for it, so that act and marks stand or fall together.

    A mark that is set under a savepoint may be undone without what it stands for: such a write is kept for the commit.
    Inside a transaction nobody else asks, after the trail's queue, so that all who move marks wait in one order.
    """
    writes, now = _unmarked.writes, tuple(connection.savepoint_ids)
    if not writes:
        return
    number = secrets.randbits(62)
    rows = [Mark(table=table, path=path, below=below, number=number) for table, path, below in sorted(_moved(writes))]
    _unmarked.writes = {key: under for key, under in writes.items() if under[: len(now)] != now}
    try:
        with transaction.atomic(savepoint=False):
            queues.wait_for(queues.MARKS)
            Mark.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["path", "below", "table"], update_fields=["number"]
            )
    except DatabaseError:
        _unmarked.writes = writes
        raise


def _moved(writes: Iterable[tuple[str, str]]) -> set[tuple[str, str, bool]]:
    """Table, path and ``below`` of the marks that stand for these writes."""
    found = {(table, path, False) for table, path in writes if path != NOWHERE and not is_shared(path)}
    return found | {(table, place, True) for table, path in writes for place in (*above(path), path or EVERYWHERE)}


def unsettled() -> bool:
    """Whether this transaction has written what no mark tells yet: what is read now only it may keep."""
    return _within_act() and bool(_unmarked.writes)


def _within_act() -> bool:
    return bool(connection.in_atomic_block)


def forget() -> None:
    """What was written has been undone; for tests, which undo everything."""
    _unmarked.writes = {}
    _remembered.clear()
    _followed.clear()
    _whole.clear()


def standing(places: Iterable[str], tables: Iterable[str] | None = None) -> dict[str, Marks]:
    """Place → table → the marks of all that lies at, in or over the place, in one query; of these tables if named.

    Of few places all are read, and stand till something is written or the request ends. What the transaction at hand
    has written so far shows as marks of its own: it holds no lock on others' while it works.
    """
    if not _within_act():
        flush()
    wanted, known = set(places), _request.marks
    if known is None or len(wanted) > FEW or unsettled():
        return _standing(wanted, tables)
    if missing := wanted - known.keys():
        known |= _follow(missing, known[EVERYWHERE]) if EVERYWHERE in known else _first(missing)
    return known


def of_request() -> Marks | None:
    """Those of the whole, which this request has read; None outside of requests, and while an act is under way."""
    return None if _request.marks is None or unsettled() else standing({EVERYWHERE})[EVERYWHERE]


def _first(places: set[str]) -> dict[str, Marks]:
    """Where nothing at all has been changed since, the marks of the whole are the same object as before."""
    found = _standing(places)
    if (now := found.get(EVERYWHERE)) is not None:
        if _whole.get(EVERYWHERE) != now:
            _whole[EVERYWHERE] = now
        found[EVERYWHERE] = _whole[EVERYWHERE]
    return found


def _follow(places: set[str], whole: Marks) -> dict[str, Marks]:
    """Of places that this process has read before only the tables that were changed anywhere since: whatever moves a
    mark moves that of the whole, which is read first. After an act in one township these are a handful of rows."""
    held = {place: _followed[place] for place in places & _followed.keys()}
    moved = {
        table
        for then in {id(then): then for then, _ in held.values() if then is not whole}.values()
        for table in then.keys() | whole.keys()
        if then.get(table) != whole.get(table)
    }
    again = _standing(held, moved) if moved else {}
    found = _standing(places - held.keys())
    for place, (_, own) in held.items():
        found[place] = {name: number for name, number in own.items() if name not in moved} | again.get(place, {})
    for place, own in found.items():
        _followed.pop(place, None)
        _followed[place] = whole, own
    for place in list(_followed)[: max(len(_followed) - FOLLOWED, 0)]:
        _followed.pop(place, None)
    return found


def _standing(places: Iterable[str], tables: Iterable[str] | None = None) -> dict[str, Marks]:
    wanted = {place: sorted({(shared(place), True), *((path, False) for path in above(place))}) for place in places}
    if not wanted:
        return {}
    asked = Mark.objects.filter(path__in={path for keys in wanted.values() for path, _ in keys})
    rows = asked if tables is None else asked.filter(table__in=tables)
    found: dict[tuple[str, bool], dict[str, int]] = {}
    for path, below, table, number in rows.values_list("path", "below", "table", "number"):
        found.setdefault((path, below), {})[table] = number
    if unsettled():
        own = hash((_unmarked.last, tuple(connection.savepoint_ids)))
        for table, path, below in _moved(_unmarked.writes):
            found.setdefault((path, below), {})[table] = own
    answer: dict[str, Marks] = {place: {} for place in wanted}
    for place, keys in wanted.items():
        for key in keys:
            for table, number in found.get(key, {}).items():
                answer[place].setdefault(table, []).append(number)
    return answer


def _begin_to_watch(connection: Any, **kwargs: Any) -> None:
    if connection.alias == DEFAULT_DB_ALIAS and _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def _begin_request(**signal: Any) -> None:
    flush()
    _ask_anew()


def _ask_anew() -> None:
    _request.known, _request.marks = {}, {}


def _end_request(**signal: Any) -> None:
    _request.known = _request.marks = None
    flush()


connection_created.connect(_begin_to_watch, dispatch_uid="marks")
request_started.connect(_begin_request, dispatch_uid="marks")
request_finished.connect(_end_request, dispatch_uid="marks")
