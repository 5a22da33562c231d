"""An actor without a name: what is asked for them holds for everybody with the same roles and places."""

from typing import Any, Self

from django.db.models import Q

from electioncycle.actors import Actor


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
