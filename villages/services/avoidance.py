"""What the rules of avoidance find in villages: the posts all ledgers know, the relations kept, the cycle's rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import OFFICIALS
from electioncycle.security import marks
from villages.choices import ListKind
from villages.models import Cycle, KindItem, Kinship, Rule
from villages.rules.avoidance import SELF, Conflict, Kin, PairRule, Role, conflicts, read_rules
from villages.rules.reader import in_force
from villages.village_ledgers import HeldRole, of_villages


@dataclass(frozen=True)
class Party:
    """One of the two persons of a finding, with the posts that the rule names."""

    person: int
    name: str
    said: str

    def __str__(self) -> str:
        return f"{self.name}({self.said})"


@dataclass(frozen=True)
class Found:
    """A relation that stands against two posts in one village.

    ``now``: as the posts are held; ``planned``: if those put forward were elected. One of them at least.
    """

    village: int
    one: Party
    other: Party
    relation: str
    rule: PairRule
    now: bool
    planned: bool

    @property
    def persons(self) -> set[int]:
        return {self.one.person, self.other.person}

    @property
    def when(self) -> str:
        return "现任" if self.now else "若预备人选当选"

    @property
    def sentence(self) -> str:
        if self.relation == SELF:
            return f"{self.one.name}一人兼{self.one.said}和{self.other.said}"
        return f"{self.one}与{self.other}系{self.relation}"

    def beside(self, person: int) -> str:
        """The finding as it reads beside one of the two."""
        if self.relation == SELF:
            return f"兼{self.one.said}和{self.other.said}"
        return f"与{self.other if person == self.one.person else self.one}系{self.relation}"


def rules_in(cycle: Cycle) -> tuple[list[PairRule], list[str]]:
    """The cycle's rules about relatives, and the labels of those whose wording cannot be read."""
    rules = Rule.objects.filter(rule_set=cycle.rule_set_id)
    asked = ("avoidance", cycle.rule_set_id)
    return marks.remembered(asked, lambda: read_rules(in_force(rules, timezone.localdate()).values()))


def roles_in(villages: Any, cycle: Cycle) -> dict[int, list[HeldRole]]:
    """Who holds or is put forward for what, by village, as all ledgers say it."""
    found: dict[int, list[HeldRole]] = defaultdict(list)
    for ledger in of_villages(ledgers.REGISTRY.values()):
        for role in ledger.held_roles(villages, cycle):
            found[role.village].append(role)
    return found


def people_in(held: Iterable[HeldRole]) -> dict[int, str]:
    """The persons behind the roles by key, in the ledgers' order."""
    return {role.person: role.name for role in held}


def posts_in(held: Iterable[HeldRole]) -> dict[int, str]:
    """What each of them holds or is put forward for, in words."""
    said: dict[int, dict[str, None]] = defaultdict(dict)
    for role in held:
        said[role.person][role.said] = None
    return {person: "、".join(own) for person, own in said.items()}


def kin_in(villages: Any, cycles: Collection[Any] | None = None) -> dict[int, list[Kin]]:
    """The relations kept of villages, by village; of these cycles only, where some are named."""
    rows = Kinship.objects.filter(village__in=villages).order_by("pk")
    if cycles is not None:
        rows = rows.filter(cycle__in=cycles)
    found: dict[int, list[Kin]] = defaultdict(list)
    for village, one, other, relation in rows.values_list("village", "person", "other", "relation__name"):
        found[village].append(Kin(one, other, relation))
    return found


def findings(villages: Any, cycle: Cycle | None) -> dict[int, list[Found]]:
    """By village, those of the posts as they are held first; a constant number of queries."""
    if cycle is None or not rules_in(cycle)[0]:
        return {}
    return findings_among(roles_in(villages, cycle), kin_in(villages, [cycle]), cycle)


def findings_among(
    held: Mapping[int, list[HeldRole]], kin: Mapping[int, list[Kin]], cycle: Cycle
) -> dict[int, list[Found]]:
    """The same where roles and relations have been read already."""
    rules, _ = rules_in(cycle)
    found = {village: _found_in(village, roles, kin.get(village, []), rules) for village, roles in held.items()}
    return {village: own for village, own in found.items() if own}


def shown_to(user: Actor, village: int, cycle: Cycle | None, *, person: int | None = None) -> list[Found]:
    """The findings of one village (and person) for a page beside other things; below the township nobody reads them."""
    if not user.roles & OFFICIALS:
        return []
    own = findings([village], cycle).get(village, [])
    return [one for one in own if person is None or person in one.persons]


def of_persons(found: Mapping[int, list[Found]]) -> dict[int, list[Found]]:
    """The findings by person."""
    result: dict[int, list[Found]] = defaultdict(list)
    for own in found.values():
        for one in own:
            for person in one.persons:
                result[person].append(one)
    return result


def relations_of(cycle: Cycle) -> list[KindItem]:
    return list(KindItem.objects.filter(cycle=cycle, kind=ListKind.KINSHIP))


def _found_in(village: int, roles: list[HeldRole], kin: list[Kin], rules: list[PairRule]) -> list[Found]:
    sitting = [role for role in roles if not role.planned]
    renewed = {role.body for role in roles if role.planned}
    elected = [role for role in roles if role.planned or role.body not in renewed]
    now = conflicts(_plain(sitting), kin, rules)
    then = conflicts(_plain(elected), kin, rules) if renewed else []
    found = [_found(village, one, sitting, now=True, planned=one in then) for one in now]
    return found + [_found(village, one, elected, now=False, planned=True) for one in then if one not in now]


def _plain(roles: Iterable[HeldRole]) -> list[Role]:
    return [Role(role.person, role.role) for role in roles]


def _found(village: int, conflict: Conflict, roles: list[HeldRole], *, now: bool, planned: bool) -> Found:
    def party(person: int, role: str) -> Party:
        own = [one for one in roles if one.person == person and one.role == role]
        return Party(person, own[0].name, "、".join(dict.fromkeys(one.said for one in own)))

    kin = conflict.kin
    parties = party(kin.one, conflict.one), party(kin.other, conflict.other)
    return Found(village, *parties, kin.relation, conflict.rule, now, planned)
