"""Leaders and visits: a promise becomes a task and is shown before the next visit until it is kept."""

import subprocess
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from risks.models import Countermeasure, Problem, Visit
from risks.services import visits
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere, pytest.mark.usefixtures("today")]


@pytest.fixture
def village():
    return factories.make_village("潘南村", factories.make_township("萧河镇"))


def visit_data(village, **values):
    data = {"village": village.pk, "visited_on": "2026-11-04", "form": "both", "leader": "陈立新", "post": "副县长"}
    data |= {"departments": "信访局、移民办", "problem": "河道多年未整治", "level": "county"}
    return data | {"promise": "年底前完成整治", "responsible": "王镇长", "deadline": "2026-11-15"} | values


def test_a_promise_becomes_a_task_and_waits_for_the_next_visit(client, village, clerk, cycle):
    client.force_login(clerk)
    assert client.post("/risks/visit/new/", visit_data(village, money="210000.50")).status_code == 302
    visit = Visit.objects.get()
    assert visit.money == Decimal("210000.50")
    assert (visit.task.task, visit.task.owner, visit.task.deadline) == ("年底前完成整治", "王镇长", date(2026, 11, 15))
    assert (visit.task.problem.text, visit.task.problem.level) == ("河道多年未整治", "county")
    form = client.get(f"/risks/visit/new/?village={village.pk}").content.decode()
    assert "以往承诺还没有兑现的(1件)" in form
    (due,) = REGISTRY["visit"].due(clerk, cycle)
    assert (due.count, due.overdue) == (1, True)
    sheet = client.get(f"/risks/visit-sheets/{village.pk}/").content
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=sheet, capture_output=True, check=True)
    assert "未兑现的承诺（1件）" in read.stdout.decode().replace(" ", "")
    assert REGISTRY["visit"].findings([village], cycle)["visits"][village.pk].met is False
    task = visit.task
    task.state, task.closed_on, task.evidence = "solved", date(2026, 11, 12), "验收单"
    factories.record(task, by=clerk)
    assert "以往承诺" not in client.get("/risks/visit/new/").content.decode()
    assert not list(REGISTRY["visit"].due(clerk, cycle))
    assert REGISTRY["visit"].findings([village], cycle)["visits"][village.pk].met is True


def test_bad_visits_are_refused_and_leave_no_task(client, village, clerk):
    client.force_login(clerk)
    for values, sentence in (
        ({"deadline": "2026-11-01"}, "早于走访日期"),
        ({"deadline": ""}, "请填写承诺时限"),
        ({"problem": ""}, "请写明它要解决的问题"),
        ({"visited_on": "2099-01-01", "deadline": "2099-02-01"}, "在今天之后"),
        ({"money": "-5"}, "不能为负数"),
    ):
        answer = client.post("/risks/visit/new/", visit_data(village, **values))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Visit.objects.exists()
    assert not Problem.objects.exists()


def test_the_page_of_leaders_counts_links_visits_and_money(client, village, clerk, county, cycle):
    second = factories.make_village("后林村", village.township)
    resting = factories.make_village("虚拟社区", village.township)
    factories.make_profile(resting, takes_part=False)
    factories.make_link(village), factories.make_link(second, leader="林芳", post="县委常委")
    factories.make_link(resting, leader="周平"), factories.make_link(second, leader="吴波", until=date(2026, 11, 1))
    withdraw(factories.make_link(village, leader="代班"), by=county, reason="重复登记")
    factories.make_visit(village), factories.make_visit(second, leader="林芳", post="县委常委", money="500.5")
    withdraw(factories.make_visit(village, visited_on=date(2026, 11, 5)), by=clerk, reason="重复登记")
    found = visits.leaders(county, cycle)
    assert (len(found.linked), found.villages, found.visits, found.money) == (2, 2, 2, Decimal("210500.5"))
    client.force_login(county)
    page = client.get("/risks/leaders/").content.decode()
    assert "2位县领导挂钩联系重难点村2个，开展夜访和现场办公2次" in page
    assert "筹集资金210,500.50元" in page
    holder = found.lines[0].holder
    assert "潘南村" in client.get(f"/risks/leaders/{holder}/").content.decode()
    assert client.get(f"/risks/leaders/{holder}/sheet/").content.startswith(b"%PDF-")
    assert client.get("/risks/leaders/print/").content.startswith(b"%PDF-")
    assert client.get("/risks/leaders/nobody/").status_code == 404


def test_a_leader_of_another_township_is_not_there(client, village, clerk):
    other = factories.make_village("白石村", factories.make_township("西坪乡"))
    link = factories.make_link(other)
    client.force_login(clerk)
    assert client.get(f"/risks/leaders/{link.holder}/").status_code == 404
    assert client.get(f"/risks/visit-sheets/{other.pk}/").status_code == 404
    assert "白石村" not in client.get("/risks/leaders/").content.decode()


def test_links_are_kept_by_the_county(client, village, clerk, county):
    data = {"village": village.pk, "leader": "陈立新", "post": "副县长", "since": "2026-10-08", "until": "2026-10-01"}
    client.force_login(clerk)
    assert client.post("/risks/leaderlink/new/", data).status_code == 403
    client.force_login(county)
    assert "早于起始日" in client.post("/risks/leaderlink/new/", data).content.decode()
    assert client.post("/risks/leaderlink/new/", data | {"until": ""}).status_code == 302


def test_the_page_costs_the_same_for_many_visits(client, village, county):
    client.force_login(county)

    def cost():
        client.get("/risks/leaders/")  # what there is to do is counted once after a change
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/risks/leaders/").status_code == 200
        return len(queries)

    factories.make_visit(village), factories.make_link(village), cost()
    one = cost()
    for number in range(4):
        place = factories.make_village(f"{number}号村", village.township)
        factories.make_link(place, leader=f"{number}县长")
        factories.make_visit(place, leader=f"{number}县长")
    assert cost() == one
    assert not Countermeasure.objects.exists()
