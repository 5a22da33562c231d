"""How a row that was entered without its number gets one, alone or among others of the same save."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

RANDOM_DIGITS = 6


@dataclass(frozen=True)
class Numbered:
    """``field`` is numbered among the rows that share what the foreign keys ``within`` point at.

    ``prefix`` stands before the number, ``width`` is its least count of digits (0: a whole number without prefix).
    ``telling`` numbers run on and say how many there are; the others are drawn.
    """

    field: str
    within: tuple[str, ...]
    prefix: str | Callable[[Any], str] = ""
    width: int = 3
    telling: bool = True

    def head(self, row: Any) -> str:
        return self.prefix if isinstance(self.prefix, str) else self.prefix(row)

    def place(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, f"{name}_id") for name in self.within)

    def is_open(self, row: Any) -> bool:
        return not str(getattr(row, self.field) or "").strip()

    def next(self, taken: set[Any], head: str) -> Any:
        """A number that none of these has. Withdrawn rows keep theirs, so ``taken`` counts them too."""
        if not self.telling:
            drawn = f"{head}{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
            return self.next(taken, head) if drawn in taken else drawn
        number = following(taken, head)
        return f"{head}{number:0{self.width}d}" if self.width else number


def following(taken: Iterable[Any], head: str = "") -> int:
    """The number after the highest of those that are ``head`` and digits."""
    tails = (str(one).removeprefix(head) for one in taken if str(one).startswith(head))
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0) + 1


def fill(rows: Sequence[Any]) -> None:
    """Number those of one model's rows that have none; the caller holds the transaction in which they are saved.

    The row that the first of ``within`` points at is locked, so that two saves never draw the same number.
    """
    rule: Numbered | None = getattr(type(rows[0]), "numbered", None)
    if rule is None:
        return
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[rule.place(row)].append(row)
    for group in groups.values():
        if unnumbered := [row for row in group if rule.is_open(row)]:
            _number(unnumbered, rule, {getattr(row, rule.field) for row in group})


def _number(rows: Sequence[Any], rule: Numbered, taken: set[Any]) -> None:
    first = rows[0]
    owner: models.Model = getattr(first, rule.within[0])
    # Not FOR UPDATE: whoever adds a row that points at the owner need not wait.
    type(owner)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
    said = {name: getattr(first, f"{name}_id") for name in rule.within}
    taken |= set(type(first).all_rows.filter(**said).values_list(rule.field, flat=True))
    for row in rows:
        number = rule.next(taken, rule.head(row))
        setattr(row, rule.field, number)
        taken.add(number)
