"""The one reader of rule values: code asks a set of rules for days, shares, choices, never for raw values."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, Protocol, TypeVar

from villages.rules.keys import kind_of
from villages.rules.values import Choice, Clock, Kind, Part, Several, Share, Text, Unreadable, Whole, YesNo


class Entry(Protocol):
    """One value of a set; ``since`` is the day from which it is in force."""

    @property
    def key(self) -> str: ...

    @property
    def since(self) -> date | None: ...


E = TypeVar("E", bound=Entry)


def in_force(entries: Iterable[E], day: date | None) -> dict[str, E]:
    """Of several entries of one key the latest that is in force on the day; without a day the latest of all."""
    begun = (one for one in entries if day is None or one.since is None or one.since <= day)
    return {one.key: one for one in sorted(begun, key=lambda one: one.since or date.min)}


class Rules(dict[str, Any]):
    """The stored values of one rule set by key.

    None stands for a rule that is absent, left blank, or unreadable: the last cannot be entered any more, and the
    page of the set marks what stood there before.
    """

    def whole(self, key: str) -> int | None:
        found: int | None = self._read(key, Whole)
        return found

    def share(self, key: str) -> Share | None:
        found: Share | None = self._read(key, Part)
        return found

    def yes(self, key: str) -> bool | None:
        found: bool | None = self._read(key, YesNo)
        return found

    def choice(self, key: str) -> str | None:
        found: str | None = self._read(key, Choice)
        return found

    def several(self, key: str) -> tuple[str, ...]:
        return self._read(key, Several) or ()

    def clock(self, key: str) -> time | None:
        found: time | None = self._read(key, Clock)
        return found

    def text(self, key: str) -> str:
        return self._read(key, Text) or ""

    def _read(self, key: str, asked: type[Kind]) -> Any:
        value, kind = self.get(key), kind_of(key)
        if not isinstance(kind, asked):
            raise TypeError(f"the rule {key} is of another kind: {kind}")
        if value is None or value == "":
            return None
        try:
            return kind.read(value)
        except Unreadable:
            return None
