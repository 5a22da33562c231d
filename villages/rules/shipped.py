"""The rule sets as they come with the product: one file, from which drafts are made and commands answer."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
NATIONAL = "national"


@cache
def shipped() -> dict[str, Any]:
    """``sets`` with a list of rules under each one's code, and the ``version`` of the data."""
    found: dict[str, Any] = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    return found


def codes() -> list[str]:
    return [one["code"] for one in shipped()["sets"]]


def rules_of_set(code: str) -> list[dict[str, Any]]:
    """National rules, each as the province has it where it differs, by the fields of a rule."""
    own = [] if code == NATIONAL else shipped()[code]
    replaced = {rule["key"] for rule in own}
    return [_dated(rule) for rule in [*(one for one in shipped()[NATIONAL] if one["key"] not in replaced), *own]]


def defaults() -> list[dict[str, Any]]:
    """What the nation says of the rules without which no figures can be judged."""
    asked = shipped()["defaults"]
    return [rule for rule in rules_of_set(NATIONAL) if rule["key"] in asked]


def _dated(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "since": date.fromisoformat(rule["since"])} if "since" in rule else rule
