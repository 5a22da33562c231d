"""How many people a township has in each ledger, distinct persons of villages that take part."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from candidates.figures import intentions, reserves
from electioncycle.actors import Actor
from villages.models import Area, Cycle, Village
from villages.services.territory import participants


@dataclass
class Line:
    """One township, or all of them (``township`` is None)."""

    township: Area | None
    villages: int = 0
    short: int = 0
    pooled: int = 0
    placed: int = 0
    intending: int = 0
    groups: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"


def overview(user: Actor, cycle: Cycle) -> list[Line]:
    """One line a township in official order, the total last."""
    groups: dict[Area, list[Village]] = defaultdict(list)
    for village in participants(user, cycle):
        groups[village.township].append(village)
    villages = [village for own in groups.values() for village in own]
    lines = {town.pk: Line(town, len(own)) for town, own in groups.items()}
    total = Line(None, len(villages))
    have: Counter[int] = Counter()
    for one in reserves.pooled(user, cycle, villages):
        have[one.village] += 1
        for line in (lines[one.township], total):
            line.pooled += 1
            line.groups[one.group] += 1
    for placed in reserves.placed(user, cycle, villages):
        lines[placed.township].placed += 1
        total.placed += 1
    needed = reserves.least(cycle)
    for village in villages:
        if have[village.pk] < needed:
            lines[village.township_id].short += 1
            total.short += 1
    declared = intentions.declared(user, cycle)
    for key, line in lines.items():
        line.intending = intentions.people([one for one in declared if one.township == key])
    total.intending = intentions.people(declared)
    return [*lines.values(), total]
