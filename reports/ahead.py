"""What an act has made cold for the county is worked out again before the next of its officials asks."""

from datetime import timedelta

from accounts.models import User
from accounts.services import sessions
from electioncycle.desk import inbox
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import marks
from reports.homes import Home
from villages.models import Cycle
from villages.services import cycles_of

AT_WORK = timedelta(minutes=15)
MOST = 20
"""Officials of counties for whom this is done, those seen last."""


def work_ahead() -> int:
    """For the county's officials who are at work; returns for how many. Whoever asks earlier works it out himself."""
    users = sessions.at_work(COUNTY_ROLES, AT_WORK)[:MOST]
    for user in users:
        work_ahead_for(user)
    return len(users)


def work_ahead_for(user: User) -> None:
    for cycle in cycles_of(user):
        if cycle.state == "open":
            _unless_it_holds(user, cycle)


def _unless_it_holds(user: User, cycle: Cycle) -> None:
    """Nothing is asked for a second time by this process until one of its tables has been changed."""

    def work_out() -> int:
        Home(user, cycle).work_out()
        return inbox.count(user, cycle)

    asked = ("ahead", user.pk, user.roles, cycle.pk, cycle.version)
    marks.remembered(asked, work_out, places=user.scope_paths)
