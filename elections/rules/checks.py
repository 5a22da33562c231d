"""Coded checks as data: what each code is called, which step it marks, what is to be done; and one finding of a check.

An F code is a fact or a plan outside the law (程序瑕疵 once it has happened), a W code asks for one explanation.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from electioncycle.wording import day_in_words
from elections.rules.calendar import Due
from villages.rules.values import AT_LEAST, Part, Share

DATA = Path(__file__).resolve().parent.parent / "data" / "checks.json"
MOST_WORDS = 300
EXPLAINED = "W."
"""How the codes begin that ask for an explanation."""
CORRECTION, DISPOSITION = "correction", "disposition"
"""What lifts the mark of a fact: a correction of what was typed; or a paper alone, where what follows heals nothing."""


@dataclass(frozen=True)
class Check:
    """One code. ``marks`` is the step for which what it says must be in order; without one it stands at once.

    ``spoken`` is how it is said on the telephone, ``limits`` what it is measured by, ``lifted`` what lifts its mark.
    """

    code: str
    title: str
    spoken: str
    advice: str
    marks: str = ""
    lifted: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)

    def whole(self, name: str) -> int:
        return int(self.limits[name])

    def share(self, name: str = "share") -> Share:
        return Part(AT_LEAST).read(self.limits[name])


@dataclass(frozen=True)
class Finding:
    """What a check found of one election: its code, in one sentence what is so, and where.

    ``happened_on`` is the day of a fact that stands by itself; without it an F code is still to be put right until the
    step that it marks has happened. ``number`` tells several of one code and step apart; ``marks`` names a later step
    than the code's, where there is time until then.
    """

    code: str
    words: str
    step: str = ""
    number: int = 1
    happened_on: date | None = None
    marks: str = ""

    @property
    def holds_up(self) -> str:
        """The step before which it must be in order."""
        return self.marks or self.check.marks

    @property
    def check(self) -> Check:
        return checks()[self.code]

    @property
    def asks_explanation(self) -> bool:
        return self.code.startswith(EXPLAINED)

    @property
    def said(self) -> str:
        """The sentence as it is kept."""
        return self.words[:MOST_WORDS]

    @property
    def place(self) -> tuple[str, str, int]:
        """What it is told apart by within its election."""
        return self.code, self.step, self.number


@cache
def checks() -> dict[str, Check]:
    return {one["code"]: Check(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))}


def code_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in checks().values()]


def words(one: Due) -> str:
    """What came late, in one sentence with both days."""
    if one.planned is None or one.latest is None:
        return ""
    if not one.done:
        return f"“{one.step.title}”规定最迟{day_in_words(one.latest)}，尚未登记。"
    days = (one.planned - one.latest).days
    return f"“{one.step.title}”在{day_in_words(one.planned)}，规定最迟{day_in_words(one.latest)}，晚{days}日。"
