"""Which relatives may not hold which posts together (近亲属回避): questions over pairs of person and role.

The rules are data of the cycle's rule set; what is found is stated, nobody is barred by it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from villages.rules.keys import KIN, kind_of
from villages.rules.sources import Source
from villages.rules.values import Unreadable

SELF = "本人"
"""Stands in a rule for the same person in both posts."""
STAFF_KIN, STAFF, CANDIDATE = "staff_kin", "选举工作人员", "正式候选人"
"""The rule that names relations alone, of those who run a vote and those who stand in it."""
_RULE = re.compile(r"(.+?)与(.+?)[：:](.+)")
_CLAUSE = re.compile(r"[，,；;。\n]")
_NOTHING = re.compile(r"(无|没有|否|不存在|[-—/\s])*(亲属|近亲属|回避)?(关系|情形|情况)?[。.]?")


@dataclass(frozen=True)
class Role:
    """Somebody (a key) and the name of a body or post he belongs to, as the rules name it."""

    person: int
    role: str


@dataclass(frozen=True)
class Kin:
    """Two persons and the name of their relation; which of them stands first says nothing."""

    one: int
    other: int
    relation: str


@dataclass(frozen=True)
class PairRule:
    """Nobody of ``one`` may be such a relative of somebody of ``other``; ``source`` is where it is written."""

    key: str
    label: str
    one: str
    other: str
    relations: tuple[str, ...]
    source: Source
    unsure: bool

    def __str__(self) -> str:
        return f"{self.one}与{self.other}：{'、'.join(self.relations)}"

    @property
    def basis(self) -> str:
        """As papers name it."""
        return self.source.cited(unsure=self.unsure)


@dataclass(frozen=True)
class Conflict:
    """One relation that stands against two posts: ``one`` is the role of its first person."""

    kin: Kin
    one: str
    other: str
    rule: PairRule


class KinRule(Protocol):
    """A rule of a set as it is stored."""

    key: Any
    label: Any
    value: Any
    unsure: Any

    @property
    def source(self) -> Source: ...


def read_rules(rows: Iterable[KinRule]) -> tuple[list[PairRule], list[str]]:
    """Rules of a set that speak of relatives; and the labels nobody can read."""
    found, unread = [], []
    for row in rows:
        if not str(row.value or "").strip() or not (row.key == STAFF_KIN or row.key.startswith(KIN)):
            continue
        said = _of_staff(row.value) if row.key == STAFF_KIN else _of_words(str(row.value).strip())
        if said is None:
            unread.append(row.label)
        else:
            found.append(PairRule(row.key, row.label, *said, row.source, row.unsure))
    return found, unread


def _of_words(value: str) -> tuple[str, str, tuple[str, ...]] | None:
    match = _RULE.fullmatch(value)
    relations = tuple(part.strip() for part in match[3].split("、") if part.strip()) if match else ()
    return (match[1].strip(), match[2].strip(), relations) if match and relations else None


def _of_staff(value: Any) -> tuple[str, str, tuple[str, ...]] | None:
    """Who stands runs no vote, nor do these relatives."""
    relations = relatives(value)
    return (STAFF, CANDIDATE, (SELF, *relations)) if relations else None


def relatives(value: Any) -> tuple[str, ...]:
    """Codes of relations in the words in which a county keeps them; empty where they cannot be read."""
    kind = kind_of(STAFF_KIN)
    try:
        return tuple(kind.shown([one]) for one in kind.read(value))
    except Unreadable:
        return ()


def conflicts(roles: Iterable[Role], kin: Iterable[Kin], rules: Sequence[PairRule]) -> list[Conflict]:
    """Every relation that a rule forbids between the roles its two persons hold; each relation once a rule."""
    held: dict[int, set[str]] = {}
    for one in roles:
        held.setdefault(one.person, set()).add(one.role)
    pairs = [*(Kin(person, person, SELF) for person in held), *(pair for pair in kin if pair.one != pair.other)]
    found = []
    for pair in pairs:
        left, right = held.get(pair.one, set()), held.get(pair.other, set())
        for rule in rules:
            if pair.relation not in rule.relations or (pair.relation == SELF and rule.one == rule.other):
                continue
            if rule.one in left and rule.other in right:
                found.append(Conflict(pair, rule.one, rule.other, rule))
            elif rule.other in left and rule.one in right:
                found.append(Conflict(pair, rule.other, rule.one, rule))
    return found


def says_nothing(text: str) -> bool:
    """Whether a township's text means that there are no relatives: 无, 没有亲属关系 and the like."""
    return _NOTHING.fullmatch(text.strip()) is not None


def named_in(text: str, names: Iterable[tuple[int, str]]) -> list[int]:
    """Persons whose name stands in a text; where one name holds another, the longer one is meant."""
    hits = [(key, name) for key, name in names if len(name) >= 2 and name in text]
    return [key for key, name in hits if not any(name != longer and name in longer for _, longer in hits)]


def relation_in(text: str, name: str, words: Mapping[str, Sequence[str]]) -> str:
    """The relation that the clause with this name speaks of; ``words`` are the townships' words by relation.

    Of several words the first counts, of those at one place the longest: 堂兄弟 is no 兄弟. Empty when none is known.
    """
    clauses = [clause for clause in _CLAUSE.split(text) if name in clause]
    for part in (*clauses, text):
        hits = [
            (part.find(word), -len(word), relation)
            for relation, own in words.items()
            for word in (relation, *own)
            if word and word in part
        ]
        if hits:
            return min(hits)[2]
    return ""
