"""An actor without a name: what is asked for them holds, and is kept, for everybody with the same roles and places."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Self

from django.db.models import Q

from electioncycle.actors import Actor, CycleLike
from electioncycle.records.kept import kept

_personal: set[tuple[str, str, frozenset[str]]] = set()
"""What turned out to depend on who asks: this process asks for each of those with these roles by himself at once."""


class Named(Exception):
    """Somebody asked who the actor is: the answer holds for this one alone."""


class Unnamed:
    """The roles and places of a user, and nothing by which he could be told from another who has the same.

    Only what is written here can be asked; everything else, the key first, raises ``Named``.
    """

    def __init__(self, user: Actor) -> None:
        self._user = user
        self.roles, self.departments = user.roles, user.departments
        self.scope_paths, self.place = user.scope_paths, user.place

    def __getattr__(self, name: str) -> Any:
        raise Named(name)

    def __eq__(self, other: object) -> bool:
        raise Named("==")

    def __hash__(self) -> int:
        raise Named("hash")

    def may(self, action: str, *, kept_by: str = "township") -> bool:
        return self._user.may(action, kept_by=kept_by)

    def scope_q(self, lookup: str, *, upward: bool = False) -> Q:
        return self._user.scope_q(lookup, upward=upward)

    def covers(self, path: str) -> bool:
        return self._user.covers(path)

    def reading(self, *paths: str) -> Self:
        return type(self)(self._user.reading(*paths))


def terms_of(user: Actor, cycle: CycleLike | None) -> list[object]:
    """What else a figure depends on than the tables it was read from: who asks, and the cycle that was read before."""
    return [
        sorted(user.roles),
        sorted(user.departments),
        user.scope_paths,
        cycle and [cycle.pk, vars(cycle).get("version")],
    ]


def kept_for_all(
    subject: str,
    places: Mapping[str, tuple[str, ...]],
    ask: Callable[[Any, str], Any],
    *,
    user: Actor,
    cycle: CycleLike | None,
    terms: Iterable[object] = (),
) -> dict[str, Any]:
    """Name → what ``ask`` says of it to somebody with this user's work, worked out once for all who have the same.

    Where the answer depends on who asks it is worked out, and kept, for this user alone.
    """
    work = [*terms_of(user, cycle), user.place, *terms]
    those = hashlib.blake2b(json.dumps(work, default=str).encode(), digest_size=12).hexdigest()

    def answers(actor: Any, names: Iterable[str]) -> dict[str, Any]:
        return {name: _answer(ask, actor, name) for name in names}

    shared = {name: path for name, path in places.items() if (subject, name, user.roles) not in _personal}
    found = kept(f"{subject} of all {those}", shared, partial(answers, Unnamed(user)), terms=work)
    _personal.update((subject, name, user.roles) for name, said in found.items() if said is None)
    if own := {name: path for name, path in places.items() if found.get(name) is None}:
        book = f"{subject} {user.pk} {cycle.pk if cycle is not None else 0}"
        found |= kept(book, own, partial(answers, user), terms=work)
    return {name: found[name][0] for name in places}


def _answer(ask: Callable[[Any, str], Any], actor: Any, name: str) -> list[Any] | None:
    """None where it depends on who asks, and the actor has no name."""
    try:
        return [ask(actor, name)]
    except Named:
        return None
