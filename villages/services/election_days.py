"""The planned election day of a village: its own, else that of its batch; ages and look-backs count to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from villages.models import Cycle, Village, VillageProfile


def election_days(cycle: Cycle, villages: Iterable[Village | int] | None = None) -> dict[Any, date]:
    """Village key → planned election day, in one query; villages whose day is still open are missing."""
    rows = VillageProfile.objects.filter(cycle=cycle).order_by()
    if villages is not None:
        rows = rows.filter(village__in=villages)
    listed = rows.values_list("village_id", "election_day", "batch__planned_on")
    return {village: day for village, own, of_batch in listed if (day := own or of_batch)}


def election_day_of(village: Village, cycle: Cycle) -> date | None:
    """The village's planned election day; None while neither it nor its batch has one."""
    return election_days(cycle, [village]).get(village.pk)
