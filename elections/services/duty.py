"""Who has duty at the county on a day (值班表); whoever has may do for that day what the duty is for."""

from datetime import date

from django.db.models import QuerySet

from electioncycle.actors import Actor
from electioncycle.roles import COUNTY_ROLES
from elections.models import DutyDay


def on_duty(user: Actor, day: date) -> bool:
    """Whether this account has duty on the day: it is on the roster, and is still one of the county's."""
    if not user.is_active or not user.roles & COUNTY_ROLES:
        return False
    return any(user.covers(row.cycle.county.path) for row in _rows(day).filter(official=user.pk))


def roster(day: date, county_path: str) -> list[DutyDay]:
    """Everybody on duty in the county on the day, in the order of the roster."""
    return list(_rows(day).filter(cycle__county__path=county_path).select_related("official"))


def _rows(day: date) -> QuerySet[DutyDay]:
    return DutyDay.objects.filter(day=day).select_related("cycle__county")
