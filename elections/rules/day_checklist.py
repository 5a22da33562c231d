"""What is looked at in the hall before a vote begins (投票日检查), as data: each item with where it is written."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "day_checklist.json"


@dataclass(frozen=True)
class Item:
    """``short`` heads the column of a table; ``source`` says where it is asked for, and whether that is confirmed."""

    code: str
    title: str
    short: str
    source: str


@cache
def items() -> dict[str, Item]:
    return {one["code"]: Item(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))}


def item_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in items().values()]
