"""Counting people by one attribute, each person once, with the base of every share."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from electioncycle.rounding import share
from villages.rules.teams import BANDS, age_on

UNKNOWN = "未填写"


@dataclass(frozen=True)
class Count:
    label: str
    number: int
    share: Decimal | None


@dataclass(frozen=True)
class Tally:
    """How many people fall under each label of one attribute."""

    title: str
    counts: tuple[Count, ...]
    base: int

    def number(self, label: str) -> int:
        return next((one.number for one in self.counts if one.label == label), 0)


def band(birth: date | None, on: date) -> str:
    """The age band on a day; 未填写 without a birth date."""
    if birth is None:
        return UNKNOWN
    age = age_on(birth, on)
    return next(label for low, high, label in BANDS if low <= age <= high)


def tally(title: str, labels: Iterable[str], order: Sequence[str], *, keep_empty: bool = True) -> Tally:
    """Counted in the given order; what is not in it comes last."""
    found = Counter(label or UNKNOWN for label in labels)
    base = found.total()
    named = [*order, *sorted(set(found) - set(order))]
    counts = tuple(
        Count(label, found[label], share(found[label], base)) for label in named if found[label] or keep_empty
    )
    return Tally(title, counts, base)


def in_words(found: Tally, unit: str = "人") -> str:
    """优秀农民工201人、占40.2%， … for a ready sentence; only what occurs."""
    return "，".join(f"{one.label}{one.number}{unit}、占{one.share}%" for one in found.counts if one.number)
