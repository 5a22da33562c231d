"""Which assessment of a village counts."""

from collections.abc import Sequence

from villages.models import Assessment, Cycle, Village


def latest(villages: Sequence[Village], cycle: Cycle | None) -> dict[int, Assessment]:
    """Village key → its latest assessment; one query."""
    rows = Assessment.objects.filter(cycle=cycle, village__in=villages).order_by("assessed_on", "id")
    return {row.village_id: row for row in rows}
