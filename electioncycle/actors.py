"""What the shared layer asks of who acts and of the cycle they act in; apps hand both in, and it knows neither."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol, Self

from django.db.models import Q


class Actor(Protocol):
    """Somebody who is signed in: what they may do follows from their roles, where from their places."""

    pk: int
    is_service: bool
    is_active: bool

    @property
    def roles(self) -> frozenset[str]: ...

    @property
    def scope_paths(self) -> tuple[str, ...]: ...

    @property
    def departments(self) -> frozenset[str]: ...

    @property
    def place(self) -> str: ...

    def may(self, action: str, *, kept_by: str = "township") -> bool: ...

    def scope_q(self, lookup: str, *, upward: bool = False) -> Q: ...

    def covers(self, path: str) -> bool: ...

    def reading(self, *paths: str) -> Self: ...


class CycleLike(Protocol):
    """One cycle, as far as rows, workbooks and notices are about it."""

    pk: int
    version: int
    entry_deadline: date | None
    reference_date: date

    @property
    def is_closed(self) -> bool: ...

    def require_open_for_entry(self) -> None: ...

    def spellings(self) -> Mapping[str, Collection[str]]:
        """What a heading or an offered value is also called in this county's workbooks."""
        ...
