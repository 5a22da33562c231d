"""Which row a line of a workbook means: the keys of its ledger, of which a weaker one never overrules a stronger."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

Get = Callable[[str], Any]
"""Field name → value, of a row or of a line."""


@dataclass(frozen=True)
class Match:
    """The ``row`` that is meant; or ``like``, one that only looks like it and ``differs`` in a field; or too ``many``.

    A line that means no row has none of them.
    """

    row: Any = None
    like: Any = None
    differs: str = ""
    many: int = 0


def plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


class Keys:
    """The alternative keys of a ledger, the strongest first; ``blanks`` are the fields in which nothing is a value."""

    def __init__(self, keys: tuple[tuple[str, ...], ...], blanks: frozenset[str] = frozenset()) -> None:
        self.keys, self.blanks = keys, blanks

    def of(self, names: tuple[str, ...], get: Get) -> tuple | None:
        """The key, None where a part of it is not known."""
        values = [plain(get(name)) for name in names]
        unknown = (value in (None, "") and name not in self.blanks for name, value in zip(names, values, strict=True))
        return None if any(unknown) else (names, *(None if value == "" else value for value in values))

    def difference(self, names: tuple[str, ...], one: Get, other: Get) -> str:
        """What a stronger key says against these two being the same: a field that both know, and differ in."""
        for stronger in self.keys[: self.keys.index(names)]:
            for name in stronger:
                if name not in names and self._differ(plain(one(name)), plain(other(name))):
                    return name
        return ""

    @staticmethod
    def _differ(one: Any, other: Any) -> bool:
        return one not in (None, "") and other not in (None, "") and one != other


class Finder:
    """Finds among these rows; ``bears`` says whether a row may be found by a key at all."""

    def __init__(
        self, keys: Keys, rows: Iterable[Any], value: Callable[[Any, str], Any], bears: Callable[..., bool]
    ) -> None:
        self.keys, self.value = keys, value
        self.rows: dict[tuple, list[Any]] = defaultdict(list)
        for row in rows:
            get = self._getter(row)
            for names in keys.keys:
                if bears(names, get) and (key := keys.of(names, get)):
                    self.rows[key].append(row)

    def _getter(self, row: Any) -> Get:
        return lambda name: self.value(row, name)

    def find(self, get: Get) -> Match:
        """By the strongest key that finds anything."""
        doubtful = Match()
        for names in self.keys.keys:
            found = self.rows.get(self.keys.of(names, get) or (), [])
            against = [self.keys.difference(names, get, self._getter(row)) for row in found]
            same = [row for row, differs in zip(found, against, strict=True) if not differs]
            if same:
                return Match(row=same[0]) if len(same) == 1 else Match(many=len(same))
            if found and doubtful.like is None:
                doubtful = Match(like=found[0], differs=against[0])
        return doubtful
