"""Periodic work: each act once when due, tried again when it failed, seen by the system administrator."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from electioncycle.jobs import periodic
from electioncycle.jobs.periodic import ACTS, Act, PeriodicRun
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def acts(monkeypatch):
    """A registry of its own: what each run did is listed."""
    monkeypatch.setattr(periodic, "ACTS", {})
    return []


def declare(acts, name, *, sentence="完成。", error=None, **rhythm):
    def run():
        acts.append(name)
        if error:
            raise error
        return sentence

    periodic.act(name, f"任务{name}", **rhythm)(run)


def make_due(name):
    PeriodicRun.objects.filter(name=name).update(next_at=timezone.now() - timedelta(seconds=1))


def test_an_act_is_done_once_and_again_after_its_time(acts):
    declare(acts, "often", every=periodic.HOUR)
    assert [periodic.run_due(), periodic.run_due()] == [["often"], []]
    make_due("often")
    assert periodic.run_due() == ["often"]
    row = PeriodicRun.objects.get()
    assert (row.last_ok, row.result, row.is_running, acts) == (True, "完成。", False, ["often", "often"])


def test_a_daily_act_of_a_new_site_waits_for_its_hour(acts):
    declare(acts, "nightly", at=time(1, 30))
    assert periodic.run_due() == []
    at = timezone.localtime(PeriodicRun.objects.get().next_at)
    assert (at.hour, at.minute) == (1, 30)
    assert timezone.now() < at <= timezone.now() + periodic.DAY


def test_the_hour_of_a_daily_act_is_local():
    act = Act("x", "x", str, at=time(1, 30))
    zone = timezone.get_current_timezone()
    assert act.next_after(datetime(2026, 11, 20, 1, 29, tzinfo=zone)) == datetime(2026, 11, 20, 1, 30, tzinfo=zone)
    assert act.next_after(datetime(2026, 11, 20, 1, 30, tzinfo=zone)) == datetime(2026, 11, 21, 1, 30, tzinfo=zone)


def test_a_failed_act_is_tried_again_and_stops_no_other(acts):
    declare(acts, "bad", error=Refused("磁盘空间不足。"))
    declare(acts, "worse", error=RuntimeError("110101197510010011"))
    declare(acts, "good")
    assert periodic.run_due() == ["bad", "worse", "good"]
    bad, worse = PeriodicRun.objects.get(name="bad"), PeriodicRun.objects.get(name="worse")
    assert (bad.last_ok, bad.result) == (False, "磁盘空间不足。")
    assert bad.next_at <= timezone.now() + periodic.RETRY
    assert "编号" in worse.result
    assert "110101" not in worse.result


def test_an_act_whose_host_died_is_taken_over_when_its_lease_is_over(acts):
    declare(acts, "long")
    PeriodicRun.objects.create(name="long", busy_until=timezone.now() + periodic.HOUR)
    assert periodic.run_due() == []
    PeriodicRun.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    assert periodic.run_due() == ["long"]


def test_the_system_administrator_sees_and_starts_acts(client):
    county = factories.make_county()
    client.force_login(factories.make_user(Role.SYSTEM_ADMIN, county))
    page = client.get("/system/").content.decode()
    assert all(act.title in page for act in ACTS.values())
    assert client.post("/system/acts/erase_expired_files/run/").status_code == 302
    assert AuditEvent.objects.filter(type="step", details__act="erase_expired_files").count() == 1
    assert "erase_expired_files" in periodic.run_due()
    assert "清除到期文件" in client.get("/system/").content.decode()
    assert client.post("/system/acts/nothing/run/").status_code == 422
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, county))
    assert client.get("/system/").status_code == 403
    assert client.post("/system/acts/erase_expired_files/run/").status_code == 403
