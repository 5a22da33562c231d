"""What the rule set in force on the polling day and the village's scheme say, with the source of each value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from elections.rules.sheet import Unreadable
from villages.rules import keys, sources
from villages.rules.reader import Rules, in_force
from villages.rules.sources import Source
from villages.rules.values import Share

PARTY = "party_"
"""Rules of the party's own elections: they are the same in villages and communities."""
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
    """One value as a set holds it; ``since`` is the day from which it is in force.

    ``source`` is where it is written in one line, ``text`` the same told apart where that is known.
    """

    key: str
    value: Any
    source: str = ""
    unsure: bool = False
    since: date | None = None
    text: Source | None = None

    @property
    def law(self) -> str:
        """The law that the value rests on; empty where it is a custom or nothing was found."""
        text = self.text or sources.read(self.source)
        return text.law if text.is_law else ""

    @property
    def basis(self) -> str:
        """Source as a paper may name it."""
        return (self.text or sources.read(self.source)).cited(unsure=self.unsure)


def for_unit(norms: Iterable[Norm], *, community: bool) -> list[Norm]:
    """The norms of a unit of this kind (类别): residents have their own where the set has them, else the villagers'.

    What is taken over from the villagers' law is to be confirmed, and papers say so.
    """
    norms = list(norms)
    own = [one for one in norms if one.key.startswith(keys.COMMUNITY) and one.value not in (None, "")]
    villagers = [one for one in norms if not one.key.startswith(keys.COMMUNITY)]
    if not community:
        return villagers
    theirs = [replace(one, key=one.key.removeprefix(keys.COMMUNITY)) for one in own]
    named = {one.key for one in theirs}
    return [_taken_over(one) for one in villagers if one.key not in named] + theirs


def _taken_over(norm: Norm) -> Norm:
    if norm.key.startswith(PARTY) or not norm.source:
        return norm
    text = norm.text or sources.read(norm.source)
    if not text.is_law:
        return norm
    return replace(norm, unsure=True, text=replace(text, law=f"参照{text.law}"))


def readable(norms: Iterable[Norm]) -> list[Norm]:
    """Without values that nobody can read; the page of the set marks those."""
    return [one for one in norms if not keys.fault(one.key, one.value)]


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
