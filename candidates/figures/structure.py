"""The structure preview summed over villages: by indicator for all of them, and by township."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from candidates.figures.preview import NOT_FORETOLD, Preview
from electioncycle.rounding import share
from villages.models import Area, Cycle
from villages.rules import teams as rules
from villages.rules.comparison import INDICATORS, MEASURED, LastTerm

SHARES = frozenset({"under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts"})
MET = frozenset({"达标", "满额"})
TOWNSHIP = ("members", "mean_age", "under_36", "women", "college_up", "one_shoulder")
LABELS = {name: f"{label}({unit})" if unit else MEASURED[name].name for name, label, unit in INDICATORS}


@dataclass(frozen=True)
class Indicator:
    """One indicator over several villages: last term, now, and if the nominees were elected."""

    label: str
    last: Any
    now: Any
    then: Any
    shares: tuple[Decimal | None, Decimal | None, Decimal | None] | None
    target: str
    met_now: int | None
    met_then: int | None

    @property
    def cells(self) -> list[Any]:
        """Last, now, then with their shares, the target and how many villages meet it."""
        numbers = (self.last, self.now, self.then)
        shares = self.shares or (None, None, None)
        said = [
            "—" if number is None else f"{number}({part}%)" if part is not None else number
            for number, part in zip(numbers, shares, strict=True)
        ]
        met = ["—" if number is None else number for number in (self.met_now, self.met_then)]
        return [self.label, *said, self.target, *met]


@dataclass(frozen=True)
class Total:
    """The villages with nominees of one township, or all of them (``township`` is None)."""

    township: Area | None
    villages: int
    nominees: int
    indicators: list[Indicator]

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"

    @property
    def figures(self) -> list[Any]:
        """What the table by township shows: last, now and then of each of its indicators."""
        shown = {one.label: one for one in self.indicators}
        found = [shown[LABELS[name]] for name in TOWNSHIP]
        return ["—" if value is None else value for one in found for value in (one.last, one.now, one.then)]


def totals(found: Sequence[Preview], cycle: Cycle) -> list[Total]:
    """One entry a township in official order, the total last."""
    towns = dict.fromkeys(one.village.township for one in found)
    groups = [(town, [one for one in found if one.village.township == town]) for town in towns]
    return [_total(town, own, cycle) for town, own in [*groups, (None, list(found))]]


def _total(township: Area | None, found: Sequence[Preview], cycle: Cycle) -> Total:
    now = rules.structure(chain.from_iterable(one.sitting for one in found), cycle.reference_date)
    then = rules.structure(chain.from_iterable(one.elected for one in found), cycle.reference_date)
    last = LastTerm()
    for one in found:
        if one.last is not None:
            last.add(one.last)
    indicators = []
    for place, (name, _, _) in enumerate(INDICATORS):
        lines = [one.lines[place] for one in found]
        asked = {line.target for line in lines}
        has_target = asked != {"—"}
        indicators.append(
            Indicator(
                label=LABELS[name],
                **_values(name, last, now, then, [line.now for line in lines]),
                target="各村职数" if name == "members" and len(asked) > 1 else "、".join(sorted(asked)),
                met_now=sum(line.gap_now in MET for line in lines) if has_target else None,
                met_then=sum(line.gap in MET for line in lines) if has_target and name not in NOT_FORETOLD else None,
            )
        )
    return Total(township, len(found), sum(one.nominees for one in found), indicators)


def _values(
    name: str, last: LastTerm, now: rules.Structure, then: rules.Structure, seen: Sequence[str]
) -> dict[str, Any]:
    if name == "one_shoulder":
        before_villages = last.counts[name] if last.villages else None
        return {"last": before_villages, "now": sum(one == "是" for one in seen), "then": None, "shares": None}
    before = last.mean_age if name == "mean_age" else last.counts[name] if last.villages else None
    values = {"last": before, "now": getattr(now, name), "then": None if name in NOT_FORETOLD else getattr(then, name)}
    if name not in SHARES:
        return {**values, "shares": None}
    of_now, of_then = (share(getattr(one, name), one.members) for one in (now, then))
    shares = (last.share(name), of_now, None if name in NOT_FORETOLD else of_then)
    return {**values, "shares": shares}
