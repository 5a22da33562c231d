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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from electioncycle.actors import Actor

Judge = Callable[..., None]
Ahead = Callable[[Sequence[Any]], Iterable[str]]
Place = tuple[int, int]
"""The keys of a cycle and of a village."""
AT_A_TIME = 500
"""Rows a judge gets at once: a workbook saves tens of thousands, and a question to the database names each."""

_AFTER: list[Callable[[set[Place]], None]] = []
_JUDGES: dict[type[models.Model], list[Judge]] = defaultdict(list)
_AHEAD: dict[type[models.Model], list[tuple[Ahead, frozenset[str]]]] = defaultdict(list)


def resting_on(
    *rests_on: type[models.Model], ahead: Ahead | None = None, fields: Iterable[str] = ()
) -> Callable[[Judge], Judge]:
    """Decorator: register who judges approvals again when rows of these models are saved, ``ahead`` by these fields."""

    def register(judge: Judge) -> Judge:
        for model in rests_on:
            _JUDGES[model].append(judge)
            if ahead is not None:
                _AHEAD[model].append((ahead, frozenset(fields)))
        return judge

    return register


def after_saving(look: Callable[[set[Place]], None]) -> Callable[[set[Place]], None]:
    """Decorator: register who looks again at villages in which rows were saved, once the transaction is through."""
    _AFTER.append(look)
    return look


def judge(rows: Sequence[Any], *, by: Actor) -> None:
    """Called by the one way rows are saved; ``rows`` are of one model."""
    for start in range(0, len(rows), AT_A_TIME):
        for one in _JUDGES.get(type(rows[0]), ()):
            one(rows[start : start + AT_A_TIME], by=by)
    if hasattr(rows[0], "village_id") and hasattr(rows[0], "cycle_id"):
        _look_after_saving({(row.cycle_id, row.village_id) for row in rows})


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
    """One look at the villages of one transaction, however many of their rows were saved."""

    def __init__(self) -> None:
        self.places: set[Place] = set()

    def __call__(self) -> None:
        for one in _AFTER:
            one(self.places)


def _look_after_saving(places: set[Place]) -> None:
    waiting = next((act for _, act, *_ in connection.run_on_commit if isinstance(act, _Look)), None)
    look = waiting or _Look()
    look.places |= places
    if waiting is None:
        transaction.on_commit(look, robust=True)
