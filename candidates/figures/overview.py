"""How many people a township has in each ledger, distinct persons of villages that take part."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from candidates.choices import IntentionState
from candidates.models import Intention
from villages.models import Area, Cycle, Village
from villages.services.territory import participants


@dataclass
class Line:
    """One township, or all of them (``township`` is None)."""

    township: Area | None
    villages: int = 0
    intending: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"


def overview(user: Any, cycle: Cycle) -> list[Line]:
    """One line a township in official order, the total last."""
    groups: dict[Area, list[Village]] = defaultdict(list)
    for village in participants(user, cycle):
        groups[village.township].append(village)
    home = {village.pk: town.pk for town, own in groups.items() for village in own}
    lines = {town.pk: Line(town, len(own)) for town, own in groups.items()}
    standing = Intention.objects.filter(cycle=cycle, state=IntentionState.STANDING).order_by()
    for village, person in standing.values_list("village_id", "person_id"):
        if village in home:
            lines[home[village]].intending.add(person)
    total = Line(None, len(home), {person for line in lines.values() for person in line.intending})
    return [*lines.values(), total]
