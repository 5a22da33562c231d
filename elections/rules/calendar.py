"""The days of one polling day: what the law sets, what is usual, what is late, and whether the day may move.

Days are calendar days: X−n lies n days before X and is itself in time, P+n is n days after P; holidays shift nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from elections.rules.norms import Norms

STEPS = Path(__file__).resolve().parent.parent / "data" / "steps.json"
POLLING, OTHER, HANDOVER, WITHDRAWAL = "polling", "other_election", "handover", "withdrawal"


@dataclass(frozen=True)
class Step:
    """A step as data: its anchor, the rule that sets its last day and on which side of the anchor, the usual days."""

    step: str
    title: str
    anchor: str
    key: str = ""
    side: str = "before"
    custom: tuple[int, int] | None = None
    late: str = ""
    """The code of a step that came late."""


@dataclass(frozen=True)
class Due:
    """When a step may be, is planned, or was."""

    step: Step
    anchor: str
    earliest: date | None
    latest: date | None
    planned: date | None
    law: bool
    basis: str
    unsure: bool
    done: bool = False

    def as_data(self) -> dict[str, Any]:
        days = {name: getattr(self, name) for name in ("earliest", "latest", "planned")}
        return {
            "step": self.step.step,
            "anchor": self.anchor,
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "law": self.law,
            "source": self.basis,
            "unsure": self.unsure,
        }


Facts = Mapping[str, Sequence[date]]
"""What happened, by step; a step may have happened several times."""


@cache
def steps() -> dict[str, Step]:
    found = json.loads(STEPS.read_text(encoding="utf-8"))
    each = (Step(**{**one, "custom": tuple(one["custom"]) if "custom" in one else None}) for one in found)
    return {one.step: one for one in each}


def calendar(day: date, norms: Norms, facts: Facts, *, community: bool = False) -> list[Due]:
    """Every step in the order of the calendar; one that happened several times has a line for each."""
    found: list[Due] = []
    for step in steps().values():
        found += _each(step, day, norms, facts, found)
    return [replace(one, unsure=True) for one in found] if community else found


def _each(step: Step, day: date, norms: Norms, facts: Facts, before: list[Due]) -> list[Due]:
    anchor = _anchor(step, norms, facts)
    done: list[date | None] = list(facts.get(step.step, ()))
    if anchor == POLLING or anchor not in steps():
        anchors: list[date | None] = [day]
    else:
        anchors = [one.planned for one in before if one.step.step == anchor] or list(facts.get(anchor, ()))
    if step.step == "decision":
        return _answers(step, anchor, anchors, norms, done)
    return [_due(step, anchor, anchors[-1], norms, fact) for fact in done or [None]]


def _answers(step: Step, anchor: str, anchors: list[date | None], norms: Norms, done: list[date | None]) -> list[Due]:
    """Each objection has its own last day; answers pair with objections in order."""
    pairs = zip(anchors, [*done, *[None] * len(anchors)], strict=False)
    return [_due(step, anchor, received, norms, fact) for received, fact in pairs]


def _anchor(step: Step, norms: Norms, facts: Facts) -> str:
    if step.step == WITHDRAWAL:
        return norms.choice("withdrawal_from", POLLING)
    if step.step == HANDOVER and facts.get(OTHER):
        return OTHER
    return step.anchor


def _due(step: Step, anchor: str, at: date | None, norms: Norms, fact: date | None) -> Due:
    days = norms.whole(step.key) if step.key else None
    law = step.step == POLLING or days is not None
    earliest = latest = None
    if at is not None and step.step == POLLING:
        earliest = latest = at
    elif at is not None and days is not None:
        after = step.side == "after" or anchor != step.anchor
        earliest, latest = (at, at + timedelta(days)) if after else (None, at - timedelta(days))
    elif at is not None and step.custom:
        earliest, latest = (at + timedelta(shift) for shift in step.custom)
    norm = norms.known.get(step.key) if days is not None else None
    basis, unsure = (norm.basis, norm.unsure) if norm else ("", not law)
    return Due(step, anchor, earliest, latest, fact or latest, law, basis, unsure, fact is not None)


def defects(dues: Iterable[Due], facts: Facts, today: date) -> list[str]:
    """Codes of what came late, or has not come although its last day is over (程序瑕疵). Nothing is refused."""
    found = []
    for one in dues:
        code, latest = one.step.late, one.latest
        if not code or not one.law or latest is None:
            continue
        if one.done:
            late = one.planned is not None and one.planned > latest
        else:
            late = today > latest and _expected(one, facts)
        if late and code not in found:
            found.append(code)
    return found


def _expected(one: Due, facts: Facts) -> bool:
    """Whether the step must come at all: nobody need object, and an other election is not always needed."""
    if one.step.step == "decision":
        return bool(facts.get("objection"))
    return one.step.step not in ("objection", "proxy", "proxy_list", OTHER)


def refusal(old: date, new: date, norms: Norms, facts: Facts, today: date) -> str:
    """Why the polling day may not move to another; empty when it may. What happened stays as it is."""
    if facts.get(POLLING):
        return f"投票已于{_told(facts[POLLING][-1])}举行，选举日不能再改。"
    if new < today:
        return f"{_told(new)}已经过去，请另选一天。"
    for one in calendar(new, norms, facts):
        if one.done and one.law and one.latest and one.planned and one.anchor == POLLING and one.planned > one.latest:
            days = (new - one.planned).days
            return (
                f"“{one.step.title}”已在{_told(one.planned)}完成，距{_told(new)}只有{days}日，"
                f"少于规定的{norms.whole(one.step.key)}日，不能改到这一天；可改到{_told(_first(one, norms))}或以后。"
            )
    return ""


def _first(one: Due, norms: Norms) -> date:
    return (one.planned or date.min) + timedelta(norms.whole(one.step.key) or 0)


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
