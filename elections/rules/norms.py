"""What the rule set in force on the polling day and the village's scheme say, with the source of each value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from elections.rules.sheet import Unreadable
from villages.rules import keys
from villages.rules.reader import Rules
from villages.rules.values import Share

UNCONFIRMED = "(待确认)"
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条.*")
_VERSION = re.compile(r"[(（].*[)）]$")
KIN_WORDS = {
    "spouse": "配偶",
    "parent": "父母子女",
    "child": "父母子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖孙",
    "grandchild": "祖孙",
}
"""A relation of the sheet in the words of the rules about kin."""


@dataclass(frozen=True)
class Norm:
    """One value as a set holds it; ``since`` is the day from which it is in force."""

    key: str
    value: Any
    source: str = ""
    unsure: bool = False
    since: date | None = None

    @property
    def law(self) -> str:
        """The text that the value rests on, without version and article."""
        return _VERSION.sub("", _ARTICLE.sub("", self.source.split("；")[0].strip()))

    @property
    def basis(self) -> str:
        """Source as a paper may name it: an article's number only of a confirmed value."""
        named = self.source.split("；")[0].strip()
        return f"{_ARTICLE.sub('', named)}{UNCONFIRMED}" if self.unsure else named


def in_force(norms: Iterable[Norm], day: date | None) -> dict[str, Norm]:
    """Of several entries of one key the latest that is in force on the day; without a day the latest of all."""
    found: dict[str, Norm] = {}
    for norm in sorted(norms, key=lambda one: one.since or date.min):
        if day is None or norm.since is None or norm.since <= day:
            found[norm.key] = norm
    return found


class Norms:
    """Typed questions to a set; the scheme's values go before those of the set."""

    def __init__(self, norms: Iterable[Norm], day: date | None, scheme: Mapping[str, Any] | None = None) -> None:
        self.known = in_force(norms, day)
        self.known |= {key: Norm(key, value, "本村选举办法") for key, value in (scheme or {}).items()}
        for norm in self.known.values():
            if said := keys.fault(norm.key, norm.value):
                raise Unreadable(f"rules.{norm.key}", said)
        self.rules = Rules({key: norm.value for key, norm in self.known.items()})

    def has(self, key: str) -> bool:
        norm = self.known.get(key)
        return norm is not None and norm.value not in (None, "")

    def left_open(self, key: str) -> bool:
        """The set names the rule and gives it no value: a reading is asked for."""
        return key in self.known and not self.has(key)

    def value(self, key: str) -> Any:
        """What the rule says, read as its kind; None where it is absent or left open."""
        return keys.kind_of(key).read(self.known[key].value) if self.has(key) else None

    def share(self, key: str) -> Share | None:
        return self.rules.share(key)

    def whole(self, key: str) -> int | None:
        return self.rules.whole(key)

    def yes(self, key: str) -> bool:
        return bool(self.rules.yes(key))

    def choice(self, key: str, default: str = "") -> str:
        return self.rules.choice(key) or default

    def basis(self, *names: str) -> str:
        """``（依据：…）`` for the end of a sentence; empty where no source is known."""
        told = [self.known[name].basis for name in names if name in self.known and self.known[name].source]
        return f"(依据：{'、'.join(dict.fromkeys(told))})" if told else ""

    def kin_words(self) -> frozenset[str]:
        """The relations that may not sit together in one committee."""
        _, _, relations = self.rules.text("kin_pair_committee").rpartition("：")
        return frozenset(part.strip() for part in relations.split("、") if part.strip())
