"""Approvals that rest on rows of other ledgers are judged again when one of those rows is saved.

An app says in its ``services/lapses.py``, which is found at start-up, what its approvals rest on::

    @lapses.resting_on(TeamMember, Person, ahead=approved_here)
    def judge(rows: Sequence[Any], *, by: Actor) -> None: ...

``judge`` gets rows of one of these models just after they were saved, within the same transaction, and moves what no
longer holds to its state 已失效. ``ahead`` says in one sentence what saving such a row will undo, before it is saved by
form or workbook; with ``fields`` only where one of these may change.
What rests on many ledgers at once registers with ``after_saving`` instead.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction

from electioncycle.actors import Actor

Judge = Callable[..., None]
Ahead = Callable[[Sequence[Any]], Iterable[str]]
PlaceOf = Callable[[Any], Hashable]
Look = Callable[[set[Any]], None]
AT_A_TIME = 500
"""Rows a judge gets at once: a workbook saves tens of thousands, and a question to the database names each."""

_AFTER: list[tuple[PlaceOf, Look]] = []
_JUDGES: dict[type[models.Model], list[Judge]] = defaultdict(list)
_MIXED: set[Judge] = set()
_later: ContextVar[list[tuple[Judge, Any]] | None] = ContextVar("judged_later", default=None)
_AHEAD: dict[type[models.Model], list[tuple[Ahead, frozenset[str]]]] = defaultdict(list)


def resting_on(
    *rests_on: type[models.Model], ahead: Ahead | None = None, fields: Iterable[str] = (), mixed: bool = False
) -> Callable[[Judge], Judge]:
    """Decorator: register who judges approvals again when rows of these models are saved, ``ahead`` by these fields.

    Who takes them ``mixed`` is asked once for the rows of several models that one act saves ``together``.
    """

    def register(judge: Judge) -> Judge:
        if mixed:
            _MIXED.add(judge)
        for model in rests_on:
            _JUDGES[model].append(judge)
            if ahead is not None:
                _AHEAD[model].append((ahead, frozenset(fields)))
        return judge

    return register


def after_saving(place_of: PlaceOf) -> Callable[[Look], Look]:
    """Decorator: register who looks again at places in which rows were saved, once the transaction is through.

    ``place_of`` says in which place a row lies; None: in none that is looked at.
    """

    def register(look: Look) -> Look:
        _AFTER.append((place_of, look))
        return look

    return register


@contextmanager
def together(*, by: Actor) -> Iterator[None]:
    """What is saved within, a row and the person it is about, is judged when all of it is there, by each judge once."""
    asked: list[tuple[Judge, Any]] = []
    token = _later.set(asked)
    try:
        yield
    finally:
        _later.reset(token)
    groups: dict[tuple[Judge, Any], list[Any]] = defaultdict(list)
    for one, row in asked:
        groups[one, one in _MIXED or type(row)].append(row)
    for (one, _), rows in groups.items():
        _ask(one, rows, by=by)


def _ask(one: Judge, rows: Sequence[Any], *, by: Actor) -> None:
    for start in range(0, len(rows), AT_A_TIME):
        one(rows[start : start + AT_A_TIME], by=by)


def judge(rows: Sequence[Any], *, by: Actor) -> None:
    """Called by the one way rows are saved; ``rows`` are of one model."""
    judges, later = _JUDGES.get(type(rows[0]), ()) if rows else (), _later.get()
    for one in judges:
        if later is None:
            _ask(one, rows, by=by)
        else:
            later += [(one, row) for row in rows]
    for place_of, look in _AFTER:
        if places := {place_of(row) for row in rows} - {None}:
            _look_after_saving(look, places)


def ahead(*groups: Sequence[Any], changed: Mapping[int, Collection[str]] | None = None) -> list[str]:
    """What saving a change to these rows, each group of one model, would undo; each sentence once.

    ``changed`` says by the ``id()`` of a row which of its fields change; without it that may be any.
    """
    found: dict[str, None] = {}
    for rows in groups:
        for one, fields in _AHEAD.get(type(rows[0]), ()) if rows else ():
            meant = [row for row in rows if changed is None or not fields or fields & set(changed.get(id(row), ()))]
            found |= dict.fromkeys(one(meant) if meant else ())
    return list(found)


class _Look:
    """One look at the places of one transaction, however many of their rows were saved."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.places: set[Any] = set()

    def __call__(self) -> None:
        self.look(self.places)


def _look_after_saving(look: Look, places: set[Any]) -> None:
    acts = (act for _, act, *_ in connection.run_on_commit)
    waiting = next((act for act in acts if isinstance(act, _Look) and act.look is look), None)
    once = waiting or _Look(look)
    once.places |= places
    if waiting is None:
        transaction.on_commit(once, robust=True)
