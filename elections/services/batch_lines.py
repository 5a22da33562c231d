"""Batches side by side, for the evaluation of the pilots before the roll-out (试点评估): how it went, who was elected.

Nothing is typed for it: lines of those elected, with what went wrong in the villages of each batch.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from electioncycle.actors import Actor
from elections.choices import DefectState
from elections.models import Defect, Dispute
from elections.services import elected_lines
from elections.services.elected_lines import TOTAL, Line
from elections.services.elected_team import VillageTeam
from villages.choices import ListKind
from villages.models import Cycle, KindItem, VillageProfile

NO_BATCH = "未定批次"


@dataclass(frozen=True)
class BatchLine:
    """``key`` is that of the batch, 0 for villages without one and for the total."""

    line: Line
    key: int
    defects: int
    disputes: int


def by_batch(teams: Sequence[VillageTeam], user: Actor, cycle: Cycle) -> list[BatchLine]:
    """A line for each batch with villages, in the order of the list, the total last; four queries."""
    keys = [one.village.pk for one in teams]
    batch_of = dict(VillageProfile.objects.filter(cycle=cycle, village__in=keys).values_list("village", "batch"))
    defects = Counter(
        Defect.objects.visible_to(user)
        .filter(state=DefectState.OPEN, election__village__in=keys)
        .order_by()
        .values_list("election__village", flat=True)
    )
    own = Dispute.objects.filter(user.scope_q("village__path"), election__start__cycle=cycle, village__in=keys)
    disputes = Counter(own.order_by().values_list("village", flat=True))

    def told(name: str, many: Sequence[VillageTeam], key: int = 0) -> BatchLine:
        within = [one.village.pk for one in many]
        return BatchLine(
            elected_lines.line(name, many, key=key),
            key,
            sum(defects[one] for one in within),
            sum(disputes[one] for one in within),
        )

    batches = KindItem.objects.filter(cycle=cycle, kind=ListKind.BATCH)
    groups = [(one.name, one.pk) for one in batches] + [(NO_BATCH, 0)]
    found = []
    for name, key in groups:
        many = [one for one in teams if (batch_of.get(one.village.pk) or 0) == key]
        if many:
            found.append(told(name, many, key))
    return [*found, told(TOTAL, teams)]
