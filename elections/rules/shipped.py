"""Norms of a set without a database: one that comes with the product, or one in the format the product exports."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from elections.rules.norms import Norm
from elections.rules.sheet import Fields, Unreadable
from villages.rules import shipped
from villages.rules.keys import COMMUNITY
from villages.rules.sources import Source

codes = shipped.codes


def norms_of(rule_set: Any, overrides: Mapping[str, Any] | None = None) -> list[Norm]:
    """A code, or a whole set as an object; ``overrides`` replace values. Raises Unreadable."""
    if isinstance(rule_set, Mapping):
        found = _whole(Fields(rule_set, "rule_set"))
    elif rule_set in codes():
        found = _shipped(rule_set)
    else:
        raise Unreadable("rule_set", f"只能是{'、'.join(codes())}，或者一个规则集对象")
    return _with(found, overrides or {})


@cache
def _shipped(code: str) -> list[Norm]:
    return [_norm(rule) for rule in shipped.rules_of_set(code)]


def _with(found: Iterable[Norm], overrides: Mapping[str, Any]) -> list[Norm]:
    kept = [norm for norm in found if norm.key.removeprefix(COMMUNITY) not in overrides]
    return kept + [Norm(key, value, "本次指定的规则") for key, value in overrides.items()]


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
    return [Norm(rule["key"], rule["value"]) for rule in shipped.defaults() if rule["key"] not in said] + own


def _norm(rule: Mapping[str, Any]) -> Norm:
    text = Source(*(rule.get(name, "") for name in ("law", "version", "article", "note")))
    return Norm(rule["key"], rule["value"], str(text), rule["unsure"], rule.get("since"), text)
