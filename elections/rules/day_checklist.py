"""What is looked at in the hall on the day of a vote (投票日检查), as data: each item with where it is written."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "day_checklist.json"


@dataclass(frozen=True)
class Item:
    """``stage`` is when it is looked at; ``short`` heads a column of a table; ``source`` says where it is asked for."""

    code: str
    stage: str
    title: str
    short: str
    source: str


@cache
def items() -> dict[str, Item]:
    return {one["code"]: Item(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))}


def item_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in items().values()]


def lines() -> tuple[tuple[str, str], ...]:
    """The same list as the paper in the hall has it."""
    return tuple((one.stage, one.title) for one in items().values())
