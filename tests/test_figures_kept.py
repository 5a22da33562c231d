"""What figures mean is read by those who may see them; what they stood at is kept every night."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document as Docx
from openpyxl import load_workbook

from candidates.definitions import POOLED
from electioncycle import figures
from electioncycle.figures import FIGURES
from electioncycle.ledgers.declarations import GROUPS
from electioncycle.records import kept
from electioncycle.records.figure_days import FigureDay
from electioncycle.roles import Role
from electioncycle.security import marks
from meetings.definitions import COMPLAINTS
from reports import snapshots
from reports.periodic import keep_figures
from risks.definitions import POINTS
from tests import factories
from tests.boards import lines_of
from tests.test_figures_defined import codes
from villages.definitions import TWICE_OPEN, VILLAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(village, cycle):
    """A village in each of two townships of one county."""
    return village, factories.make_village("白水村", factories.make_township("西坪乡"))


# --- the page of definitions ---------------------------------------------------------------------------------------


def defined_for(client, user, **asked_for):
    """Names on the page, which the workbook lists alike."""
    client.force_login(user)
    html = client.get(reverse("figure_definitions"), asked_for).content.decode()
    names = re.findall(r'<th scope="row" class="nowrap">(.*?)</th>', html)
    book = client.get(reverse("figure_definitions_file", args=["xlsx"]), asked_for).content
    lines = [line for line in load_workbook(BytesIO(book)).active.values if line[0] in GROUPS]
    assert [line[1] for line in lines] == names
    return names


def test_each_role_reads_the_definitions_of_what_it_may_see(client, two, county):
    town = two[0].township
    everything = defined_for(client, county)
    assert len(everything) == len(figures.readable(frozenset({Role.COUNTY_CLERK}))) > 100
    assert TWICE_OPEN.name in everything
    officers = defined_for(client, factories.make_user(Role.TOWNSHIP_OFFICER, town))
    assert POOLED.name in officers
    assert TWICE_OPEN.name not in officers
    villages = defined_for(client, factories.make_user(Role.VILLAGE_CLERK, two[0]))
    assert VILLAGES.name in villages
    assert POOLED.name not in villages
    for role in (Role.DEPARTMENT_CONTACT, Role.AUDITOR):
        client.force_login(factories.make_user(role, town.parent))
        assert client.get(reverse("figure_definitions")).status_code == 403


def test_definitions_are_found_by_part_and_words_and_go_out_on_paper(client, two, county):
    assert set(defined_for(client, county, group=POINTS.group)) == {
        figure.name for figure in FIGURES.values() if figure.group == POINTS.group
    }
    assert defined_for(client, county, q="久无进展") == ["风险久无进展"]
    assert defined_for(client, county, group="没有这一组") == []
    for form in ("pdf", "docx"):
        answer = client.get(reverse("figure_definitions_file", args=[form]), {"q": "久无进展"})
        assert answer.status_code == 200
        assert len(answer.content) > 1000
    assert client.get(reverse("figure_definitions_file", args=["txt"])).status_code == 404


def test_what_a_role_may_not_see_does_not_stand_on_its_home(client, two, county, monkeypatch):
    factories.make_point(two[0])
    for_admins = replace(POINTS, readers=frozenset({Role.COUNTY_ADMIN}))
    monkeypatch.setitem(figures._BY_NAME, POINTS.name, for_admins)
    client.force_login(county)
    assert POINTS.code not in codes(client.get("/").content.decode())
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, two[0].township.parent))
    assert POINTS.code in codes(client.get("/").content.decode())


def test_a_printed_table_of_figures_says_at_its_foot_what_they_count(client, two, county):
    factories.make_complaint(two[0])
    client.force_login(county)
    data = client.get(reverse("meeting_figures_file", args=["complaints", "docx"])).content
    words = "".join(paragraph.text for paragraph in Docx(BytesIO(data)).paragraphs)
    assert f"{COMPLAINTS.name}：{COMPLAINTS.definition}" in words
    assert POOLED.definition not in words


# --- every night ---------------------------------------------------------------------------------------------------


def fill(village):
    factories.make_member(village, "钱六")
    factories.make_reserve(village)
    factories.make_point(village)
    factories.make_problem(village)
    factories.make_complaint(village)
    factories.make_meeting(village.township)


def kept_at(path, **more):
    return dict(FigureDay.objects.filter(path=path, **more).values_list("figure", "value"))


def counted(board):
    """Path of each place → code → number, as the home shows it now."""
    *lines, total = lines_of(board)
    return {line.township.path: line.counted for line in lines} | {board.cycle.county.path: total.counted}


def moved(board):
    return board.moved(lines_of(board)[-1].counted)


def test_the_night_keeps_what_every_township_and_the_county_count(client, two, cycle, county, today):
    for village in (two[0], *two):
        fill(village)
    assert "1个届次" in keep_figures()
    client.force_login(county)
    fresh = counted(client.get("/").context["board"])
    assert len(fresh) == 3
    nought = {figure.code: 0 for figure in FIGURES.values() if figure.counted}
    for path, numbers in fresh.items():
        assert kept_at(path) == nought | numbers
        assert kept_at(path)[POINTS.code] > 0
    assert set(FigureDay.objects.values_list("day", flat=True)) == {date(2026, 11, 21)}
    towns = [kept_at(village.township.path) for village in two]
    whole = kept_at(cycle.county.path)
    assert {code: sum(town[code] for town in towns) for code in whole} == whole


def test_done_twice_the_night_is_kept_once(two, today, capsys):
    fill(two[0])
    keep_figures()
    rows = FigureDay.objects.count()
    factories.make_point(two[0])
    assert "没有重复" in keep_figures()
    call_command("keep_figures")
    assert "没有重复" in capsys.readouterr().out
    assert FigureDay.objects.count() == rows > 0


def test_a_closed_cycle_is_kept_no_more(two, cycle, today):
    type(cycle).objects.filter(pk=cycle.pk).update(state="closed")
    assert snapshots.keep_last_night() == (0, 0)


def test_somebody_in_two_townships_counts_once_for_the_county(client, two, cycle, county, today):
    number = factories.id_number()
    for village in two:
        factories.make_reserve(village, "吴双岗", person={"id_number": number})
    keep_figures()
    assert kept_at(cycle.county.path)[POOLED.code] == 1
    assert sorted(kept_at(village.township.path)[POOLED.code] for village in two) == [0, 1]
    for village in two:  # each township has him, whatever the county lists for it
        client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
        board = client.get("/").context["board"]
        assert lines_of(board)[-1].counted[POOLED.code] == 1
        assert POOLED.code not in moved(board)


MOVED = '<small class="since">+1</small>'


def test_the_home_says_how_much_a_figure_moved_since_yesterday(client, two, county, today):
    fill(two[0])
    users = [county, factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)]
    for user in users:
        client.force_login(user)
        html = client.get("/").content.decode()
        assert 'class="since"' not in html
        assert "增减" not in html.replace("显示增减", "")
    keep_figures()
    factories.make_point(two[0])
    for user in users:
        client.force_login(user)
        html = client.get("/").content.decode()
        assert "比11月21日" in html
        assert re.search(rf"{POINTS.name} <b>2</b>\s*{re.escape(MOVED)}", html)
        assert 1 <= html.count(MOVED) <= 2, "beside the figure, and among what moved"
        assert moved(client.get("/").context["board"])[POINTS.code] == 1


def test_a_night_without_the_worker_leaves_the_one_before(client, two, county, monkeypatch):
    fill(two[0])
    for day in (19, 20, 23):
        monkeypatch.setattr(timezone, "localdate", lambda *given, day=day: date(2026, 11, day))
        if day < 23:
            keep_figures()
            factories.make_point(two[0])
    client.force_login(county)
    board = client.get("/").context["board"]
    assert board.night.day == date(2026, 11, 19)
    assert moved(board)[POINTS.code] == 1


def test_the_night_before_is_read_once_whatever_changes_after_it(client, two, county, today):
    fill(two[0])
    keep_figures()
    client.force_login(county)

    def asked_for():
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return sum('FROM "electioncycle_figureday"' in query["sql"] for query in queries)

    assert [asked_for(), asked_for()] == [2, 0], "the night for what moved, and the course of the last weeks"
    fill(two[1])
    assert asked_for() == 0
    FigureDay.objects.filter(figure=POINTS.code).update(value=0)
    assert asked_for() == 2
    assert moved(client.get("/").context["board"])[POINTS.code] == 2


def test_a_night_costs_as_many_queries_however_many_townships(two, today):
    fill(two[0])

    def cost():
        marks.flush()
        marks.forget()
        FigureDay.objects.all().delete()
        kept.forget_all()
        with CaptureQueriesContext(connection) as queries:
            keep_figures()
        return sum("electioncycle_figureday" not in query["sql"] for query in queries)

    cost()
    few = cost()
    for number in range(5):
        fill(factories.make_village(f"{number}号村", factories.make_township(f"{number}号乡")))
    assert cost() == few
