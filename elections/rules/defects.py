"""The codes of what was done outside the law (程序瑕疵), as data: what each is called and what is to be done."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from electioncycle.wording import day_in_words
from elections.rules.calendar import Due

DATA = Path(__file__).resolve().parent.parent / "data" / "defects.json"


@dataclass(frozen=True)
class Kind:
    code: str
    title: str
    advice: str


@cache
def kinds() -> dict[str, Kind]:
    return {one["code"]: Kind(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))}


def code_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in kinds().values()]


def words(one: Due) -> str:
    """What came late, in one sentence with both days."""
    if one.planned is None or one.latest is None:
        return ""
    days = (one.planned - one.latest).days
    return f"“{one.step.title}”在{day_in_words(one.planned)}，规定最迟{day_in_words(one.latest)}，晚{days}日。"
