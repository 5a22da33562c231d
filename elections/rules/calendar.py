"""The days of one polling day: what the law sets, what is usual, what is late, and whether the day may move.

Days are calendar days: X−n lies n days before X and is itself in time, P+n is n days after P; holidays shift nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from electioncycle.wording import day_in_words
from elections.rules.norms import Norms

STEPS = Path(__file__).resolve().parent.parent / "data" / "steps.json"
POLLING, OTHER, HANDOVER, WITHDRAWAL = "polling", "other_election", "handover", "withdrawal"
TIE = "tie_vote"
"""Votes among tied people are no step and set no days, but for the handing over, which waits for the last of them."""
VOTER_LIST, OBJECTION, DECISION, SCHEME = "voter_list", "objection", "decision", "scheme"
WITHDRAWAL_FROM = "withdrawal_from"
VILLAGERS = "villagers"
"""The track of the committee, to which the county's parties and villagers look first."""


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
    many: bool = False
    """Whether it may happen several times, such as objections."""
    residents: str = ""
    """What it is called in a community, where that differs."""
    after: bool = False
    """Whether it follows from the result and cannot have been before the vote (换届后事项)."""
    hours: str = ""
    """Of what its notice tells the hours, where it does: 登记, 投票."""

    def named_for(self, *, community: bool) -> "Step":
        return replace(self, title=self.residents) if community and self.residents else self


@dataclass(frozen=True)
class Track:
    """Which bodies go by these steps, in which procedures; the tracks stand in the order of the work."""

    track: str
    title: str
    bodies: tuple[str, ...]
    procedures: tuple[str, ...]
    steps: dict[str, Step]


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
    number: int = 1
    """Which of several objections, or the answer to which."""

    @property
    def is_late(self) -> bool:
        """It happened, and after the last day of the law."""
        if not (self.done and self.law and self.step.key) or self.latest is None or self.planned is None:
            return False
        return self.planned > self.latest

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


Facts = Mapping[str, Sequence[date | None]]
"""What happened, by step; a step may have happened several times. None: one that must still come."""
Plans = Mapping[tuple[str, int], date]
"""What somebody means to do on another day than the last, by step and number."""


@dataclass(frozen=True)
class Given:
    """What the days follow from."""

    day: date
    norms: Norms
    facts: Facts
    plans: Plans
    steps: dict[str, Step]


@cache
def tracks() -> dict[str, Track]:
    """In the order of the data: where the party's election comes first, it stands first."""
    return {one["track"]: _track(**one) for one in json.loads(STEPS.read_text(encoding="utf-8"))["tracks"]}


def _track(track: str, title: str, bodies: list[str], procedures: list[str], steps: list[dict[str, Any]]) -> Track:
    each = (Step(**{**one, "custom": tuple(one["custom"]) if "custom" in one else None}) for one in steps)
    return Track(track, title, tuple(bodies), tuple(procedures), {one.step: one for one in each})


def track_of(body: str, procedure: str) -> Track:
    return next(one for one in tracks().values() if body in one.bodies and procedure in one.procedures)


def steps(track: str = VILLAGERS) -> dict[str, Step]:
    return tracks()[track].steps


def after_steps() -> list[Step]:
    """What follows from the election of a committee, in the order of the work."""
    return [one for one in steps().values() if one.after]


def calendar(
    day: date,
    norms: Norms,
    facts: Facts,
    *,
    plans: Plans | None = None,
    track: str = VILLAGERS,
    community: bool = False,
) -> list[Due]:
    """Every step in the order of the calendar; one that happened several times has a line for each."""
    named = {code: step.named_for(community=community) for code, step in steps(track).items()}
    given = Given(day, norms, facts, plans or {}, named)
    found: list[Due] = []
    for step in given.steps.values():
        found += _each(step, given, found)
    return [replace(one, unsure=True) for one in found] if community else found


def _each(step: Step, given: Given, before: list[Due]) -> list[Due]:
    anchor = _anchor(step, given.norms, given.facts)
    done: list[date | None] = list(given.facts.get(step.step, ())) or [None]
    if step.step == OTHER:  # each runs from the vote before it
        held = pairwise([given.day, *done])
        return [_due(step, anchor, at, given, fact, number) for number, (at, fact) in enumerate(held, 1)]
    if anchor == POLLING or anchor not in given.steps:
        anchors: list[date | None] = [given.day]
    else:
        anchors = [one.planned for one in before if one.step.step == anchor] or list(given.facts.get(anchor, ()))
    if step.step == HANDOVER and (tied := _tied_last(given.facts)):
        anchors = [tied]
    if step.step == DECISION:
        return _answers(step, anchor, anchors, given, done)
    return [_due(step, anchor, anchors[-1], given, fact, number) for number, fact in enumerate(done, 1)]


def _tied_last(facts: Facts) -> date | None:
    """The day of a vote among tied people that completed the committee; None where another election came after it."""
    others = facts.get(OTHER, ())
    tied = max((day for day in facts.get(TIE, ()) if day), default=None)
    if tied is None or None in others:
        return None
    return tied if tied >= max((day for day in others if day), default=tied) else None


def _answers(step: Step, anchor: str, anchors: list[date | None], given: Given, done: list[date | None]) -> list[Due]:
    """Each objection has its own last day; answers pair with objections in order."""
    pairs = zip(anchors, [*done, *[None] * len(anchors)], strict=False)
    return [_due(step, anchor, received, given, fact, number) for number, (received, fact) in enumerate(pairs, 1)]


def _anchor(step: Step, norms: Norms, facts: Facts) -> str:
    if step.step == WITHDRAWAL:
        return norms.choice(WITHDRAWAL_FROM, POLLING)
    if step.step == HANDOVER and facts.get(OTHER):
        return OTHER
    if step.step == POLLING and not (facts.get(step.anchor) and norms.has(step.key)):
        return POLLING
    return step.anchor


def _due(step: Step, anchor: str, at: date | None, given: Given, fact: date | None, number: int) -> Due:
    norms = given.norms
    days = norms.whole(step.key) if step.key else None
    law = anchor == step.step or days is not None
    earliest = latest = None
    if at is not None and anchor == step.step:
        earliest = latest = at
    elif at is not None and days is not None:
        after = step.side == "after" or anchor != step.anchor
        earliest, latest = (at, at + timedelta(days)) if after else (None, at - timedelta(days))
    elif at is not None and step.custom:
        earliest, latest = (at + timedelta(shift) for shift in step.custom)
    norm = norms.known.get(step.key) if days is not None else None
    basis, unsure = (norm.basis, norm.unsure) if norm else ("", not law)
    reckoned = given.day if step.step == POLLING else latest
    planned = fact or given.plans.get((step.step, number)) or reckoned
    return Due(step, anchor, earliest, latest, planned, law, basis, unsure, fact is not None, number)


def defects(dues: Iterable[Due], facts: Facts, today: date) -> list[str]:
    """Codes of what came late, or has not come although its last day is over (程序瑕疵). Nothing is refused."""
    late = (one for one in dues if one.step.late and (one.is_late or overdue(one, facts, today)))
    return list(dict.fromkeys(one.step.late for one in late))


def overdue(one: Due, facts: Facts, today: date) -> bool:
    """It has not come although the law's last day is over."""
    return not one.done and one.law and one.latest is not None and today > one.latest and expected(one, facts)


def expected(one: Due, facts: Facts) -> bool:
    """Whether the step must come at all: nobody need object, and an other election only where one was announced."""
    if one.step.step == DECISION:
        return bool(facts.get(OBJECTION))
    if one.step.step == OTHER:
        return None in facts.get(OTHER, ())
    return one.step.step not in (OBJECTION, "proxy", "proxy_list")


def refusal(old: date, new: date, norms: Norms, facts: Facts, today: date, *, track: str = VILLAGERS) -> str:
    """Why the polling day may not move to another; empty when it may. What happened stays as it is."""
    if held := [day for day in facts.get(POLLING, ()) if day]:
        return f"投票已于{day_in_words(held[-1])}举行，选举日不能再改。"
    if new < today:
        return f"{day_in_words(new)}已经过去，请另选一天。"
    for one in calendar(new, norms, facts, track=track):
        if one.step.step == POLLING and one.latest and new > one.latest:
            return (
                f"按登记的日期，“{one.step.title}”最迟须在{day_in_words(one.latest)}进行"
                f"{norms.basis(one.step.key)}，不能改到{day_in_words(new)}。"
            )
        if one.anchor == POLLING and one.is_late and one.planned:
            days = (new - one.planned).days
            earliest = day_in_words(_first(one, norms))
            return (
                f"“{one.step.title}”已在{day_in_words(one.planned)}完成，距{day_in_words(new)}只有{days}日，"
                f"少于规定的{norms.whole(one.step.key)}日，不能改到这一天；可改到{earliest}或以后。"
            )
    return ""


def _first(one: Due, norms: Norms) -> date:
    return (one.planned or date.min) + timedelta(norms.whole(one.step.key) or 0)


def step_choices() -> list[tuple[str, str]]:
    """Every step once with its title; what the villagers' track calls it goes before other tracks."""
    titles = {code: step.title for track in tracks().values() for code, step in track.steps.items()}
    return list((titles | {code: step.title for code, step in steps().items()}).items())
