"""What a village's election asks a township to type (填报清单), step by step, as data, and how much each share may be.

Typed is what somebody must key in: not what is picked, confirmed as it is proposed, chosen, answered by yes or no, or
optional. A new value that must be typed needs an old one to go.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from elections.rules.calendar import step_choices

DATA = Path(__file__).resolve().parent.parent / "data" / "burden.json"


@dataclass(frozen=True)
class Ask:
    """Some values of a village: who types them where, who asks for them and why.

    ``page`` is the route that takes them, with its move; ``fields`` are patterns of their names there. ``when`` says
    which villages type them only; without it every ordinary one does.
    """

    what: str
    values: int
    step: str
    who: str
    where: str
    page: str
    fields: tuple[str, ...]
    asked_by: str
    why: str
    when: str = ""

    def takes(self, page: str, field: str) -> bool:
        return page == self.page and any(fnmatchcase(field, one) for one in self.fields)

    @property
    def step_title(self) -> str:
        """What the calendar calls the step; empty where it is at no certain one."""
        return dict(step_choices())[self.step] if self.step else ""


@dataclass(frozen=True)
class Share:
    """A part of the work of an ordinary village: at most so many values are typed for it."""

    share: str
    title: str
    most: int
    asks: tuple[Ask, ...]

    @property
    def values(self) -> int:
        return sum(one.values for one in self.asks)


@dataclass(frozen=True)
class Burden:
    """``beside`` is the party's election: it has a start record of its own, and the shares of the 60 none for it."""

    shares: tuple[Share, ...]
    beside: tuple[Share, ...]
    only_where: tuple[Ask, ...]

    @property
    def listed(self) -> tuple[Share, ...]:
        return self.shares + self.beside

    @property
    def most(self) -> int:
        return sum(one.most for one in self.shares)

    @property
    def values(self) -> int:
        return sum(one.values for one in self.shares)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """All of them; what only some villages type first, as it is named more narrowly."""
        return self.only_where + tuple(one for share in self.listed for one in share.asks)

    def ask_of(self, page: str, field: str) -> Ask | None:
        """What a typed field answers; None where nobody declared it."""
        return next((one for one in self.asks if one.takes(page, field)), None)


@cache
def burden() -> Burden:
    said = json.loads(DATA.read_text(encoding="utf-8"))
    return Burden(_shares(said["shares"]), _shares(said["beside"]), _asks(said["only_where"]))


def _shares(said: Sequence[Mapping[str, Any]]) -> tuple[Share, ...]:
    return tuple(Share(**{**one, "asks": _asks(one["asks"])}) for one in said)


def _asks(said: Sequence[Mapping[str, Any]]) -> tuple[Ask, ...]:
    return tuple(Ask(**{**one, "fields": tuple(one["fields"])}) for one in said)
