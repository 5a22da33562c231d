"""The home by role: what each looks for first, each figure equal to the rows it opens, in few queries."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from electioncycle.records import figure_days
from electioncycle.roles import OFFICIALS, Role
from reports import morning, snapshots
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 12, 20)
TOWNSHIP = (Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)


@pytest.fixture
def county(village, cycle):
    """青山村 votes today and posted no list; 柳溪村 votes in a week; 白石村 has no day yet."""
    cycle.rule_set.rules.create(key="voter_list_days", label="名单", value=20, law="省选举办法")
    factories.make_regular(village, TODAY)
    factories.make_regular(factories.make_village("柳溪村", village.township), TODAY + timedelta(40))
    factories.make_village("白石村", factories.make_township("西坪乡"))
    factories.make_member(village)
    return village.township.parent


def home(client, role, village):
    place = village.township if role in TOWNSHIP else village if role == Role.VILLAGE_CLERK else village.township.parent
    client.force_login(factories.make_user(role, place))
    answer = client.get("/")
    assert answer.status_code == 200
    return answer


def rows_behind(client, address):
    """How many rows the page lists that a figure opens."""
    context = client.get(address).context
    return len(context["desk"].votes) if "desk" in context else context["page"].paginator.count


@pytest.mark.parametrize("role", sorted(OFFICIALS))
def test_every_figure_that_opens_rows_is_as_many_as_they_are(client, county, village, role):
    page = home(client, role, village).content.decode()
    told = re.findall(r'data-rows="(\d+)"[^>]*href="([^"]+)"', page)
    assert told
    for figure, address in told:
        assert rows_behind(client, address.replace("&amp;", "&")) == int(figure), address


@pytest.mark.parametrize("role", sorted(OFFICIALS))
def test_cards_and_small_tables_say_what_their_townships_add_up_to(client, county, village, role):
    board = home(client, role, village).context["board"]
    listed = client.get(reverse("village_list")).context["table"].paginator.count
    assert board.total.numbers.villages == sum(line.numbers.villages for line in board.lines) == listed
    for title in board.titles:
        if group := board.group(title):
            assert list(group.total.values()) == [sum(column) for column in zip(*group.rows, strict=True)]
            assert set(group.total) <= set(group.pages)


def test_the_county_begins_with_what_waits_is_late_votes_today_and_moved(client, county, village):
    page = home(client, Role.COUNTY_CLERK, village).content.decode()
    order = [page.index(part) for part in ("待我审批", 'id="late"', 'id="today"', 'id="since"', "各乡镇进度")]
    assert order == sorted(order)
    assert "没有等您审批的事项" in page
    late = page[page.index('id="late"') : page.index('id="today"')]
    assert "东河镇" in late
    assert "<svg" in late
    assert "青山村" in page[page.index('id="today"') : page.index('id="since"')]


def test_since_the_night_tells_each_figure_that_moved_and_how_much(client, county, village, cycle):
    snapshots.keep_day(cycle, TODAY - timedelta(1))
    factories.make_reserve(village, "孙后备")
    board = home(client, Role.COUNTY_CLERK, village).context["board"]
    night = figure_days.last_night(cycle, county.path, TODAY)
    moved = {one.figure.name: one for one in board.since}
    assert moved["后备人选"].change == 1
    for one in board.since:
        assert one.number - night.counts[one.figure.code] == one.change != 0
        assert client.get(one.url).status_code == 200


def test_the_course_is_drawn_from_the_second_night_on(client, county, village, cycle):
    snapshots.keep_day(cycle, TODAY - timedelta(2))
    assert "近期进度" not in home(client, Role.COUNTY_CLERK, village).content.decode()
    snapshots.keep_day(cycle, TODAY - timedelta(1))
    assert "近期进度" in home(client, Role.COUNTY_CLERK, village).content.decode()


def test_the_leader_reads_the_paper_of_the_morning_first(client, county, village, cycle):
    assert "还没有日报" in home(client, Role.COUNTY_READER, village).content.decode()
    morning.make(cycle, TODAY)
    page = home(client, Role.COUNTY_READER, village).content.decode()
    assert page.index("三、今日投票村") < page.index('id="late"')
    assert "青山村" in page
    assert "现在填报" not in page


@pytest.mark.parametrize("role", TOWNSHIP)
def test_the_township_sees_its_villages_by_nodes_with_what_is_missing_and_where_it_is_entered(
    client, county, village, role
):
    answer = home(client, role, village)
    page = answer.content.decode()
    assert ("待我审批" in page) == (role == Role.TOWNSHIP_OFFICER)
    if role == Role.TOWNSHIP_OFFICER:
        assert page.index("待我审批") < page.index('id="steps"')
    assert "白石村" not in page
    lines = answer.context["board"].steps
    assert [line.row.village.name for line in lines] == ["青山村", "柳溪村"]
    for line in lines:
        assert line.where.replace("&", "&amp;") in page
        assert client.get(line.where).status_code == 200


@pytest.mark.parametrize("role", [Role.VILLAGE_CLERK, Role.DEPARTMENT_CONTACT])
def test_who_is_only_asked_sees_what_is_asked_and_no_figures(client, county, village, role):
    page = home(client, role, village).content.decode()
    assert "需要您办理的" in page
    assert "data-figure" not in page


@pytest.mark.parametrize("role", sorted(frozenset(Role) - OFFICIALS))
def test_no_other_home_shows_a_figure_that_nobody_held_against_its_rows(client, county, village, role):
    place = village if role == Role.VILLAGE_CLERK else village.township.parent
    client.force_login(factories.make_user(role, place))
    page = client.get("/", follow=True).content.decode()
    assert "data-figure" not in page
    assert "data-rows" not in page


@pytest.mark.parametrize("role", sorted(Role))
def test_a_warm_home_costs_at_most_twenty_queries(client, county, village, role):
    place = village.township if role in TOWNSHIP else village if role == Role.VILLAGE_CLERK else village.township.parent
    client.force_login(factories.make_user(role, place))
    address = client.get("/", follow=True).request["PATH_INFO"]
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 20


def test_an_empty_county_has_a_home(client):
    county = factories.make_county()
    factories.make_cycle(county)
    for role in (Role.COUNTY_CLERK, Role.COUNTY_READER):
        client.force_login(factories.make_user(role, county))
        page = client.get("/").content.decode()
        assert "今天没有村(社区)投票" in page
        assert "没有已过法定最迟日" in page
