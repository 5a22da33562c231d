"""What an act, or the night, has made cold is worked out again before the next official asks."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.services import sessions
from electioncycle.desk import inbox
from electioncycle.desk.unnamed import terms_of
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import marks
from reports.homes import TOWNSHIP_ROLES, Home
from villages.models import Cycle
from villages.panels import kept_panels, kept_stages
from villages.services import cycles_of
from villages.services.territory import villages_of

AT_WORK = timedelta(minutes=15)
MOST = 20
"""Officials of counties for whom this is done, those seen last."""
LATELY = timedelta(7)
"""Who signed in not longer ago is expected in the morning."""


def work_ahead() -> int:
    """For the county's officials who are at work; returns for how many. Whoever asks earlier works it out himself."""
    users = sessions.at_work(COUNTY_ROLES, AT_WORK)[:MOST]
    for user in users:
        work_ahead_for(user)
    return len(users)


def begin_day() -> int:
    """What is kept holds for one day: home and to-do of whoever is expected, and for the townships the pages of their
    villages, once for all who do the same work. Returns for how many kinds of work."""
    expected = User.objects.filter(is_active=True, is_service=False, last_login__gte=timezone.now() - LATELY)
    by_work = {str([*terms_of(user, None), user.place]): user for user in expected.order_by("pk")}
    for user in by_work.values():
        work_ahead_for(user)
        if user.roles & TOWNSHIP_ROLES and not user.roles & COUNTY_ROLES:
            _villages_ahead_for(user)
    return len(by_work)


def work_ahead_for(user: User) -> None:
    for cycle in _open_cycles(user):
        _unless_it_holds(user, cycle)


def _villages_ahead_for(user: User) -> None:
    for cycle in _open_cycles(user):
        for village in villages_of(user, cycle):
            kept_panels(village, user=user, cycle=cycle)
            kept_stages(village, user=user, cycle=cycle)


def _open_cycles(user: User) -> list[Cycle]:
    return [cycle for cycle in cycles_of(user) if cycle.state == "open"]


def _unless_it_holds(user: User, cycle: Cycle) -> None:
    """Nothing is asked for a second time by this process until one of its tables has been changed."""

    def work_out() -> int:
        Home(user, cycle).work_out()
        return inbox.count(user, cycle)

    asked = ("ahead", user.pk, user.roles, cycle.pk, cycle.version)
    marks.remembered(asked, work_out, places=user.scope_paths)
