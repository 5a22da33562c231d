"""What follows from a round that did not elect everybody, by its cause as data; which cause its figures say. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from elections.choices import BREAKS, CAUSES_OF, Cause, PostCode, RoundKind, RoundState
from elections.rules.outcome import Outcome
from elections.rules.rounds import follows

DATA = Path(__file__).resolve().parent.parent / "data" / "causes.json"
OVER_ISSUED_CODES = frozenset({"F.304", "F.305"})


@dataclass(frozen=True)
class Sequel:
    """One cause: the next step, who decides on it, what stays valid and what is done again, its notices and papers."""

    cause: str
    then: str
    step: str
    decides: str
    stays: tuple[str, ...]
    checked: tuple[str, ...]
    again: tuple[str, ...]
    notices: tuple[str, ...]
    papers: tuple[str, ...]
    law: str
    article: str
    unsure: bool

    @property
    def source(self) -> str:
        return f"{self.law}：{self.article}{'(待确认)' if self.unsure else ''}"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@cache
def sequels() -> dict[tuple[str, str], Sequel]:
    """By cause and kind of the next round; without a cause what such a round always asks."""
    lists = ("stays", "checked", "again", "notices", "papers")
    each = (Sequel(**{**one, **{key: tuple(one[key]) for key in lists}}) for one in _data()["causes"])
    return {(one.cause, one.then): one for one in each}


def things(codes: Iterable[str]) -> list[str]:
    """What they are called on pages and papers."""
    return [_data()["things"][code] for code in codes]


def sequel(cause: str, then: str) -> Sequel:
    """Of a cause what its data says, be it another kind of round that was announced."""
    known = sequels()
    return known.get((cause, then)) or known["", then]


def failed(state: str, announced: str, kind: str = RoundKind.FIRST) -> bool:
    """Whether another round must follow."""
    return follows(state, announced, kind) is not None


def allowed(state: str, announced: str) -> tuple[str, ...]:
    """The causes such a round may have."""
    return BREAKS if state == RoundState.BROKEN_OFF else CAUSES_OF.get(announced, ())


def cause_by(outcome: Outcome, elected_before: int = 0) -> str:
    """The cause that the figures of a sheet show; empty where they show none, as with a tie."""
    if not outcome.valid:
        return Cause.OVER_ISSUED if OVER_ISSUED_CODES & set(outcome.account.codes) else Cause.TURNOUT
    if not outcome.open:
        return ""
    elected = sum(len(one.seating.elected) for one in outcome.decided) + elected_before
    if not elected:
        return Cause.NOBODY
    if outcome.open_of(PostCode.DIRECTOR):
        return Cause.NO_DIRECTOR
    return Cause.TOO_FEW if elected < _data()["least_elected"] else Cause.SHORT


def lacking(seats: Mapping[str, int]) -> str:
    """``主任1名、委员2名``; empty where nothing is known to be lacking."""
    return "、".join(f"{PostCode(post).label}{number}名" for post, number in seats.items() if number)
