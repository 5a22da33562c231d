"""The one reader of rule values: code asks a set of rules for days, shares, choices, never for raw values."""

from datetime import time
from typing import Any

from villages.rules.keys import kind_of
from villages.rules.values import Choice, Clock, Kind, Part, Share, Text, Unreadable, Whole, YesNo


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
