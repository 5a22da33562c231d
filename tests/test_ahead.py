"""What an act made cold stands ready for the county before anybody of it asks; whoever is not at work is left alone."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OpenSession
from electioncycle.jobs import periodic
from electioncycle.records import kept
from electioncycle.roles import Role
from electioncycle.security import audit, marks
from reports import ahead
from tests import factories

pytestmark = pytest.mark.django_db
ASKED_MORE = 15


def signed_in(user, ago=timedelta()):
    OpenSession.objects.create(user=user, session_key=f"key {user.pk}", seen_at=timezone.now() - ago)
    return user


@contextmanager
def another_process():
    """What this one has at hand another does not know of."""
    held = dict(kept._at_hand), dict(marks._remembered)
    for mine in (kept._at_hand, marks._remembered):
        mine.clear()
    yield
    for mine, before in zip((kept._at_hand, marks._remembered), held, strict=True):
        mine.clear()
        mine.update(before)


def act(village, name):
    member = factories.make_member(village, name)
    audit.record(audit.Event.ADDED, by=factories.clerk(), row=member)


def home(client):
    """The figures on the first page, and how often the database was asked for it."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/")
    return answer.context["board"].drawn["figures"], len(asked)


def test_once_the_worker_has_been_round_the_countys_home_is_warm_again_and_right(client, village, cycle):
    county = signed_in(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    client.force_login(county)
    asked, figures = {}, []
    for by_worker in (False, True):
        home(client)
        _, warm = home(client)
        act(village, "钱六")
        if by_worker:
            with another_process():
                assert ahead.work_ahead() == 1
        shown, asked[by_worker] = home(client)
        with another_process():
            kept.forget_all()
            assert home(client)[0] == shown, "as it is counted anew"
        figures.append(shown)
    assert figures[0] != figures[1], "each act is seen"
    assert asked[True] <= warm + ASKED_MORE < asked[False]


def test_only_county_officials_at_work_are_worked_for_and_only_after_a_change(village, cycle, monkeypatch):
    county, drawn = village.township.parent, []
    signed_in(factories.make_user(Role.COUNTY_CLERK, county, "在岗"))
    signed_in(factories.make_user(Role.COUNTY_ADMIN, county, "离开"), ahead.AT_WORK * 2)
    signed_in(factories.make_user(Role.TOWNSHIP_CLERK, village.township, "乡镇"))
    factories.make_user(Role.COUNTY_CLERK, county, "未登录")

    class Drawn(ahead.Home):
        @property
        def drawn(self):
            drawn.append(self.user.username)
            return super().drawn

    monkeypatch.setattr(ahead, "Home", Drawn)
    marks.flush()
    assert periodic.ACTS["work_ahead"].run() == "县级在线1人。"
    assert periodic.ACTS["work_ahead"].rhythm == "每10秒"
    ahead.work_ahead()
    assert drawn == ["在岗"], "nothing has changed since"
    act(village, "钱六")
    ahead.work_ahead()
    assert drawn == ["在岗", "在岗"]
