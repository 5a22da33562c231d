"""Who is told that a day of their plan was moved above them: the township by the county, the village by either."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.roles import COUNTY_ROLES, Role
from electioncycle.wording import day_in_words
from elections.models import Election, StepDay

TOWNSHIP, VILLAGE = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK), (Role.VILLAGE_CLERK,)


def tell_polling_day(election: Election, old: date, new: date, *, by: Actor, reason: str) -> None:
    _tell(election, "选举日", old, new, by=by, reason=reason, key=f"{election.pk}")


def tell_plan(row: StepDay, old: date | None, *, by: Actor, reason: str = "") -> None:
    """``old`` is the day that was planned before, or reckoned; nothing is said of a step that stays on its day."""
    if row.planned_on != old:
        what, key = f"“{row.get_step_display()}”的计划日期", f"{row.election_id}:{row.step}:{row.number}"
        _tell(row.election, what, old, row.planned_on, by=by, reason=reason, key=key)


def _tell(
    election: Election, what: str, old: date | None, new: date | None, *, by: Actor, reason: str, key: str
) -> None:
    because = f"，原因：{reason}" if reason else ""
    said = f"{election}{what}由{_day(old)}改为{_day(new)}{because}。"
    if by.roles & COUNTY_ROLES:
        page = reverse("election_calendar", args=[election.pk])
        _send(election, said, TOWNSHIP, url=page, key=f"day:{key}")
    _send(election, said, VILLAGE, url="", key=f"village-day:{key}")


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "推算的日期"


def _send(election: Election, said: str, roles: Iterable[str], *, url: str, key: str) -> None:
    """Said once a day that was moved, and again when it moves again."""
    inbox.notify(said, url=url, roles=roles, place=election.village, cycle=election.cycle, key=key)
