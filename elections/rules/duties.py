"""What the people who run an election do there (选举工作人员), as data: each duty and whether it watches the count."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHIEF = "chief_watcher"
"""Who answers for the watching of a whole vote (总监票人)."""
DATA = Path(__file__).resolve().parent.parent / "data" / "staff.json"


@dataclass(frozen=True)
class Duty:
    code: str
    title: str
    watches: bool = False


@cache
def duties() -> dict[str, Duty]:
    return {one["code"]: Duty(**one) for one in json.loads(DATA.read_text(encoding="utf-8"))}


def duty_choices() -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in duties().values()]


def watching() -> frozenset[str]:
    """Codes of those who watch a box (监票)."""
    return frozenset(one.code for one in duties().values() if one.watches)
