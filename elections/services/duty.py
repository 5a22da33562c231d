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


def not_on(user: Actor, day: date, county_path: str) -> str:
    """Why one of the county may not do the duty's work that day; empty for others, and where nobody was put on it."""
    if not user.roles & COUNTY_ROLES or on_duty(user, day):
        return ""
    there = "、".join(str(one.official) for one in roster(day, county_path))
    return f"今天县值班的是{there}，请由值班人员核对；换班的请先修改值班表。" if there else ""


def roster(day: date, county_path: str) -> list[DutyDay]:
    """Everybody on duty in the county on the day, in the order of the roster."""
    return list(_rows(day).filter(cycle__county__path=county_path).select_related("official"))


def _rows(day: date) -> QuerySet[DutyDay]:
    return DutyDay.objects.filter(day=day).select_related("cycle__county")
