"""Who is still to be talked to: what the ledgers name, set against the talks entered, by township and level."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from villages.choices import ListKind, TalkState
from villages.models import Area, Cycle, KindItem, Talk, Village
from villages.rules.talks import HELD, PLANNED, TalkFacts, TalksHeld, levels_owed
from villages.services.territory import participants
from villages.village_ledgers import TalkTarget, of_villages

ANY = ""
"""Stands for the level where a group is owed a talk at whatever level."""


@dataclass(frozen=True)
class Standing:
    """One person to be talked to and where that stands; ``owed`` are names of levels (``ANY``: whichever)."""

    target: TalkTarget
    village: Village
    group: KindItem
    owed: tuple[str, ...]
    latest: dict[str, TalkFacts]

    def is_done(self, level: str) -> bool:
        if level == ANY:
            return any(talk.state == HELD for talk in self.latest.values())
        return level in self.latest and self.latest[level].state == HELD

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(level for level in self.owed if not self.is_done(level))

    def said(self, level: str) -> str:
        """The cell of this level."""
        talk = self.latest.get(level)
        if talk is None:
            return "未谈" if level in self.owed else ""
        day = f" {talk.on}" if talk.on else ""
        return f"{TalkState(talk.state).label}{day}"

    def tone(self, level: str) -> str:
        talk = self.latest.get(level)
        if talk is None:
            return "bad" if level in self.owed else ""
        return {HELD: "ok", PLANNED: "warn"}.get(talk.state, "bad")

    def cells(self, levels: Sequence[str]) -> list[tuple[str, str]]:
        return [(self.said(level), self.tone(level)) for level in levels]


@dataclass
class TalkLine:
    """One township, or all of them (``township`` is None): persons, and per level how many are owed and done."""

    township: Area | None
    persons: int = 0
    unfinished: int = 0
    owed: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"

    @property
    def finished(self) -> int:
        return self.persons - self.unfinished

    def add(self, one: Standing) -> None:
        self.persons += 1
        self.unfinished += bool(one.open)
        for level in one.owed:
            self.owed[level] += 1
            self.done[level] += one.is_done(level)

    def pairs(self, levels: Sequence[str]) -> list[tuple[int, int]]:
        """(done, owed) by level, those of any level last."""
        return [(self.done[level], self.owed[level]) for level in (*levels, ANY)]


@dataclass
class Outstanding:
    """Everybody who is to be talked to in a territory, by township and by person in official order."""

    levels: list[str]
    groups: list[KindItem]
    persons: list[Standing]
    lines: list[TalkLine]
    total: TalkLine
    by_group: list[tuple[str, int, int]]


def targets_of(user: Actor, cycle: Cycle) -> list[TalkTarget]:
    """Whom the ledgers that this user may read name; nobody twice under one key."""
    readable = of_villages(ledgers.visible(user))
    return list({one.key: one for ledger in readable for one in ledger.talk_targets(user, cycle)}.values())


def outstanding(user: Actor, cycle: Cycle) -> Outstanding:
    """Queries do not grow with the county; persons of villages that do not take part are left out."""
    items = KindItem.objects.filter(cycle=cycle, kind__in=(ListKind.TALK_LEVEL, ListKind.TALK_GROUP))
    levels = [item.name for item in items if item.kind == ListKind.TALK_LEVEL]
    groups = {item.code: item for item in items if item.kind == ListKind.TALK_GROUP}
    villages = {village.pk: (place, village) for place, village in enumerate(participants(user, cycle))}
    held = _held(user, cycle)
    persons = []
    for target in targets_of(user, cycle):
        group = groups.get(target.group)
        if group is None or target.village not in villages:
            continue
        owed = levels_owed(group.group, levels) or (ANY,)
        latest = held.of(target.group, target.village, target.name, target.person)
        persons.append(Standing(target, villages[target.village][1], group, owed, latest))
    order = {code: place for place, code in enumerate(groups)}
    persons.sort(key=lambda one: (villages[one.target.village][0], order[one.target.group]))
    return Outstanding(levels, list(groups.values()), persons, *_counted(persons, groups.values()))


def _held(user: Actor, cycle: Cycle) -> TalksHeld:
    rows = Talk.objects.visible_to(user).filter(cycle=cycle).order_by("held_on", "id")
    names = ("group__code", "village_id", "name", "person_id", "level__name", "state", "held_on")
    return TalksHeld(TalkFacts(*values) for values in rows.values_list(*names))


def _counted(
    persons: Sequence[Standing], groups: Iterable[KindItem]
) -> tuple[list[TalkLine], TalkLine, list[tuple[str, int, int]]]:
    lines: dict[int, TalkLine] = {}
    total = TalkLine(None)
    wanted, done = Counter[int](), Counter[int]()
    for one in persons:
        township = one.village.township
        lines.setdefault(township.pk, TalkLine(township)).add(one)
        total.add(one)
        wanted[one.group.pk] += 1
        done[one.group.pk] += not one.open
    by_group = [(group.name, wanted[group.pk], done[group.pk]) for group in groups if wanted[group.pk]]
    return list(lines.values()), total, by_group


def urge(found: Outstanding, now: datetime) -> str:
    """催报: the text to copy into the work group."""
    total = found.total
    head = f"截至{now.month}月{now.day}日{now.hour}时，谈心谈话应谈{total.persons}人，已谈{total.finished}人"
    late = [f"{line.name}({line.unfinished}人)" for line in found.lines if line.unfinished]
    return f"{head}，未谈完：{'、'.join(late)}，请抓紧安排并及时登记。" if late else f"{head}，全部谈完。"
