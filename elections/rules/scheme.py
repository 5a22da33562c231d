"""What a village's election rules (选举办法) decide, and what of it the rule set does not allow; the keys are data."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from elections.rules.norms import Norm, Norms
from elections.rules.sheet import Unreadable
from villages.rules import keys, values
from villages.rules.values import Choice, Kind, Part, Several, Share, Text, Whole, YesNo

DATA = Path(__file__).resolve().parent.parent / "data" / "scheme.json"
OUTSIDE, NO_QUORUM = "F.114", "F.113"
VILLAGE, COMMUNITY = "village", "community"
SEATS = {"director": "seats_director", "deputy": "seats_deputy", "member": "seats_member", "woman": "seats_woman"}
"""A post of a result sheet: the key that says how many are elected to it."""
_SAID = {
    "at_least": "少于规定的最少",
    "at_most": "多于规定的最多",
    "equal": "与规定的不一致，规定为",
    "among": "不在规定的范围内，可以是",
    "contain": "没有包括规定的",
}
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda value, limit: bool(value >= limit),
    "at_most": lambda value, limit: bool(value <= limit),
    "equal": lambda value, limit: bool(value == limit),
    "among": lambda value, limit: value in limit,
    "contain": lambda value, limit: set(limit) <= set(value),
}


@dataclass(frozen=True)
class Bound:
    """What a value must be: compared with a ``rule`` of the set, with another ``key`` of the scheme, or with ``than``.

    A set without the rule leaves ``than``, which rests on ``source`` or on the rule it ``cites``, or nothing to compare
    with. ``sum`` compares several keys together; ``when`` says for which values of other keys and rules the bound
    applies, ``unless`` for which of its own rule it does not.
    """

    must: str
    rule: str = ""
    key: str = ""
    than: Any = None
    source: str = ""
    cites: str = ""
    sum: tuple[str, ...] = ()
    when: Mapping[str, list[Any]] = field(default_factory=dict)
    unless: tuple[Any, ...] = ()
    positive: str = ""
    """The other key that must be more than nothing for the bound to say anything."""
    unsure: bool = False


@dataclass(frozen=True)
class Item:
    """One thing that a village decides."""

    key: str
    label: str
    group: str
    kind: Kind
    required: bool
    bounds: tuple[Bound, ...]
    meaning: str = ""
    """What is to be put there, where the label alone does not say it."""

    @property
    def asked(self) -> list[str]:
        """The rules of the set that it is compared with, by key."""
        return [key for one in self.bounds if (key := one.rule or one.cites)]

    def grounds(self, said: Mapping[str, str]) -> list[str]:
        """What its bounds rest on, a sentence each: the rules, as ``said`` by their set, or a source beside it."""
        found = []
        for one in self.bounds:
            source = f"依据：{one.source}{'(待确认)' if one.unsure else ''}。" if one.source else ""
            found.append(said.get(one.rule or one.cites) or source)
        return list(dict.fromkeys(filter(None, found)))

    def shown(self, value: Any) -> str:
        return "" if value is None else self.kind.shown(value)


@dataclass(frozen=True)
class Finding:
    """Why a value, or the way the scheme was adopted, is outside the law."""

    code: str
    key: str
    text: str


@dataclass(frozen=True)
class Unit:
    """Whom a scheme is for, as far as the law asks."""

    community: bool = False
    procedure: str = "regular"

    def facts(self) -> dict[str, Any]:
        return {"unit": COMMUNITY if self.community else VILLAGE, "procedure": self.procedure}


@dataclass(frozen=True)
class Adoption:
    """The vote on a scheme: by whom, how many there are, were present, were for it."""

    by: str
    entitled: int
    present: int
    in_favour: int


@dataclass(frozen=True)
class Meeting:
    """The meeting that adopted a scheme, as its minutes say; ``scan`` is the upload."""

    adoption: Adoption
    held_on: date
    document_number: str = ""
    scan: Any = None


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def items() -> dict[str, Item]:
    """Everything a scheme may decide, in the order of its paper."""
    return {one["key"]: _item(one) for one in _data()["keys"]}


def _item(one: Mapping[str, Any]) -> Item:
    bounds = tuple(
        Bound(**{**bound, "sum": tuple(bound.get("sum", ())), "unless": tuple(bound.get("unless", ()))})
        for bound in one["bounds"]
    )
    return Item(
        one["key"], one["label"], one["group"], _kind(one), one.get("required", False), bounds, one.get("meaning", "")
    )


def _kind(one: Mapping[str, Any]) -> Kind:
    if "choice" in one:
        return Choice(one["choice"])
    if "several" in one:
        return Several(one["several"])
    if "whole" in one:
        return Whole(*one["whole"])
    return Text(one["text"]) if "text" in one else YesNo()


def adopters() -> dict[str, str]:
    """Who may adopt a scheme: code and words."""
    return {code: one["label"] for code, one in _data()["adoption"].items()}


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; blanks are left out. Raises Unreadable for no key and for no value of its kind."""
    found = {}
    for key, value in given.items():
        if key not in items():
            raise Unreadable(key, "选举办法没有这一项")
        if value not in (None, "", []):
            found[key] = _read(items()[key], value)
    return found


def _read(item: Item, value: Any) -> Any:
    try:
        found = item.kind.read(value)
    except values.Unreadable as error:
        raise Unreadable(item.key, f"“{item.label}”填写为“{str(value)[:20]}”：{error}") from None
    if isinstance(item.kind, Several):
        return [code for code in item.kind.words if code in found]
    return found


def rule_keys() -> list[str]:
    """Every rule of a set that a scheme is checked against."""
    bounds = (bound for item in items().values() for bound in item.bounds)
    named = (key for bound in bounds for key in (bound.rule, bound.cites))
    votes = (rule["rule"] for one in _data()["adoption"].values() for rule in (one["present"], one["favour"]))
    return list(dict.fromkeys(filter(None, (*named, *votes))))


def missing(given: Mapping[str, Any]) -> list[str]:
    """Labels of what a scheme cannot be adopted without."""
    return [item.label for item in items().values() if item.required and given.get(item.key) is None]


def check(given: Mapping[str, Any], norms: Norms, unit: Unit) -> list[Finding]:
    """What the set does not allow, key by key, each with the source. Raises Unreadable."""
    known = read(given)
    found = []
    for item in items().values():
        texts = [_against(item, bound, known, norms, unit) for bound in item.bounds]
        found += [Finding(OUTSIDE, item.key, text) for text in dict.fromkeys(filter(None, texts))]
    return found


def _against(item: Item, bound: Bound, known: Mapping[str, Any], norms: Norms, unit: Unit) -> str:
    facts = {**unit.facts(), **known}
    value = _value(item, bound, known)
    if value is None or (bound.positive and not known.get(bound.positive)):
        return ""
    if not all(_fact(name, facts, norms) in wanted for name, wanted in bound.when.items()):
        return ""
    limit, basis = _limit(bound, known, norms)
    if limit is None or limit in bound.unless or _HOLDS[bound.must](value, limit):
        return ""
    what = f"全部职数合计{value}名" if bound.sum else f"“{item.label}”为“{item.shown(value)}”"
    return f"{what}，{_SAID[bound.must]}{_told(item, bound, limit)}{basis}。"


def _value(item: Item, bound: Bound, known: Mapping[str, Any]) -> Any:
    if not bound.sum:
        return known.get(item.key)
    return sum(known.get(key, 0) for key in bound.sum) if item.key in known else None


def _fact(name: str, facts: Mapping[str, Any], norms: Norms) -> Any:
    return facts[name] if name in facts else norms.value(name)


def _limit(bound: Bound, known: Mapping[str, Any], norms: Norms) -> tuple[Any, str]:
    """What the value is compared with, and the source of it."""
    if bound.rule and norms.has(bound.rule):
        return norms.value(bound.rule), norms.basis(bound.rule)
    limit = known.get(bound.key) if bound.key else bound.than
    if bound.cites:
        return limit, norms.basis(bound.cites)
    named = Norm(bound.key, limit, bound.source, bound.unsure).basis if bound.source else ""
    return limit, f"(依据：{named})" if named else ""


def _told(item: Item, bound: Bound, limit: Any) -> str:
    if bound.must in ("among", "contain"):
        words = [Choice(item.kind.words).shown(one) for one in limit]  # type: ignore[attr-defined]
        return f"“{'、'.join(words)}”"
    return f"{limit}{item.kind.unit}" if isinstance(item.kind, Whole) else f"“{item.shown(limit)}”"


def quorum(adoption: Adoption, norms: Norms) -> list[Finding]:
    """Whether enough came and enough were for it. Raises Unreadable for figures that cannot be."""
    if adoption.by not in _data()["adoption"]:
        raise Unreadable("by", "请选择由村(居)民会议还是村(居)民代表会议通过")
    if not adoption.in_favour <= adoption.present <= adoption.entitled or not adoption.entitled:
        raise Unreadable("present", "应到会、到会、赞成人数须依次不增，且应到会人数不为0")
    rules = _data()["adoption"][adoption.by]
    pairs = (
        ("present", "应到会", adoption.entitled, "到会", adoption.present),
        ("favour", "到会", adoption.present, "赞成", adoption.in_favour),
    )
    found = []
    for name, whole, of, part, figure in pairs:
        share, basis = _needed(rules[name], norms)
        if not share.reached(figure, of):
            text = f"{whole}{of}人，{part}{figure}人，{share.words(f'{whole}人数', reached=False)}{basis}。"
            found.append(Finding(NO_QUORUM, name, text))
    return found


def _needed(rule: Mapping[str, str], norms: Norms) -> tuple[Share, str]:
    key = rule["rule"]
    if share := norms.value(key) if norms.has(key) else None:
        return share, norms.basis(key)
    return Part(values.OVER).read(rule["than"]), f"(依据：{Norm(key, None, rule['source'], unsure=True).basis})"


def reviewer(values: Mapping[str, Any], committee: str, government: str) -> str:
    """Who reviews the candidates by these rules, in words; the village's committee where they do not say."""
    said = {"joint": f"{committee}会同{government}", "township": government}
    return said.get(str(values.get("reviewer") or ""), committee)


def for_engine(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that stand in for those of the rule set when a result is decided."""
    known = read(given)
    return {key: value for key, value in known.items() if key in keys.KINDS}


def seats(given: Mapping[str, Any]) -> dict[str, int]:
    """How many are elected to each post."""
    return {post: given[key] for post, key in SEATS.items() if given.get(key)}


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Labels of what two schemes decide differently."""
    return [item.label for item in items().values() if one.get(item.key) != other.get(item.key)]
