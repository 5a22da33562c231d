"""The parameters of the result engine as they come with the product, and a set in the format the product exports."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from elections.rules.norms import Norm
from elections.rules.sheet import Fields, Unreadable

DATA = Path(__file__).resolve().parent.parent / "data" / "parameters.json"
NATIONAL = "national"


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def codes() -> list[str]:
    return list(_shipped()["sets"])


def norms_of(rule_set: Any, overrides: Mapping[str, Any] | None = None) -> list[Norm]:
    """A code, or a whole set as an object; ``overrides`` replace values. Raises Unreadable."""
    if isinstance(rule_set, Mapping):
        found = _whole(Fields(rule_set, "rule_set"))
    elif rule_set in codes():
        found = [_norm(rule) for rule in _shipped()["sets"][NATIONAL]]
        found += [] if rule_set == NATIONAL else _replacing(found, _shipped()["sets"][rule_set])
    else:
        raise Unreadable("rule_set", f"只能是{'、'.join(codes())}，或者一个规则集对象")
    overrides = overrides or {}
    return [norm for norm in found if norm.key not in overrides] + [
        Norm(key, value, "本次指定的规则") for key, value in overrides.items()
    ]


def _replacing(found: list[Norm], rules: Iterable[Mapping[str, Any]]) -> list[Norm]:
    """A province's values; those of the nation they replace are taken out."""
    own = [_norm(rule) for rule in rules]
    replaced = {norm.key for norm in own}
    found[:] = [norm for norm in found if norm.key not in replaced]
    return own


def _whole(one: Fields) -> list[Norm]:
    own = []
    for rule in one.each("rules"):
        since = rule.day("from")
        source = str(rule.data.get("source") or "")
        own.append(Norm(rule.text("key"), rule.data.get("value"), source, rule.yes("unsure"), since))
    return completed(own)


def completed(own: list[Norm]) -> list[Norm]:
    """Where a set says nothing, what every set holds by default stands, without a source."""
    said = {norm.key for norm in own if norm.since is None}
    return [Norm(key, value) for key, value in _shipped()["defaults"].items() if key not in said] + own


def _norm(rule: Mapping[str, Any]) -> Norm:
    since = date.fromisoformat(rule["from"]) if "from" in rule else None
    return Norm(rule["key"], rule["value"], rule["source"], rule["unsure"], since)
