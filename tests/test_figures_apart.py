"""数字打架: every night the ways in which a figure leaves the product are compared; what differs is told the county."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from electioncycle.desk import inbox
from electioncycle.figures import FIGURES
from electioncycle.jobs import periodic
from electioncycle.roles import Role
from electioncycle.security import marks
from filing.rules.mapping import FIGURE, Mapped
from filing.services import cells
from reports import agreement, ways
from reports.models import FigureCheck, FigureConflict
from risks.definitions import POINTS
from risks.models import RiskPoint
from tests import factories
from tests.guards import covered
from villages.definitions import VILLAGES

pytestmark = pytest.mark.django_db
ACT = periodic.ACTS[agreement.ACT]


@pytest.fixture
def county(village, cycle):
    """Two townships with something of everything that lists count, and a form of the city with figures mapped."""
    there = factories.make_village("白水村", factories.make_township("西坪乡"))
    factories.make_village("柳溪村", village.township)
    for one in (village, there):
        factories.make_member(one)
        factories.make_point(one)
        factories.make_problem(one)
        factories.make_visit(one)
        factories.make_key_village(one)
    factories.make_point(village)
    factories.make_pledge(village)
    factories.make_reserve(village)
    factories.make_analysis(village, state="township_approved", one_shoulder="confirmed")
    factories.make_regular(village, timezone.localdate() + timedelta(30))
    map_form(village, cycle)
    return village.township.parent


def map_form(village, cycle):
    """Points of the county, of one township, and of every township downward."""
    book, kept = Workbook(), BytesIO()
    book.active.title = "进展"
    book.active["A1"] = "进展日报表"
    book.active["E9"] = "备注"
    book.save(kept)
    clerk = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    form = factories.make_city_form(village, name="进展日报表")
    cells.take_workbook(form, SimpleUploadedFile("表.xlsx", kept.getvalue()), by=clerk, version=form.version)
    for mapped in (
        Mapped("进展", 3, 2, FIGURE, POINTS.code),
        Mapped("进展", 4, 2, FIGURE, VILLAGES.code, area=village.township_id),
        Mapped("进展", 5, 2, FIGURE, POINTS.code, lines=3),
    ):
        form.refresh_from_db()
        cells.map_cell(form, mapped, by=clerk, version=form.version)


@pytest.fixture
def office(client, county):
    client.office = factories.make_user(Role.COUNTY_CLERK, county, username="office")
    client.force_login(client.office)
    return client


def page(client):
    answer = client.get(reverse("figures_apart"))
    assert answer.status_code == 200
    return answer.content.decode()


def told_of(user, cycle):
    """What stands on the desk of this user: to-do entries and notices about numbers that differ."""
    due = [one.title for one in inbox.due_of(user, cycle) if "数字打架" in one.title]
    return due, [one.text for one in inbox.notices_of(user, cycle) if "数字打架" in one.text]


def one_more(name, monkeypatch, cycle, place, key=None):
    """The way of this name tells one more of a figure of the place than it does; returns which, the number, where."""
    right, told = ways.WAYS[name], agreement.read(cycle)
    where = {one.where for one in right(agreement.in_name_of(cycle), cycle)}
    known = {one for way in told if way.where not in where for one in way.said.get(place.path, ())}
    own = next(way for way in told if way.where in where and known & set(way.said.get(place.path, ())))
    key = key or next(one for one in own.said[place.path] if one in known)
    number = own.said[place.path][key]

    def wrong(by, asked):
        for one in right(by, asked):
            if one.where == own.where:
                one = replace(one, said=one.said | {place.path: one.said[place.path] | {key: number + 1}})
            yield one

    monkeypatch.setitem(ways.WAYS, name, wrong)
    return key, number, own.where


def test_where_all_agree_nobody_is_told_anything(office, county, cycle):
    assert "各处一致" in ACT.run()
    check = FigureCheck.objects.get()
    assert check.apart == 0
    assert check.places == 3
    covered("figures compared by place", range(check.compared), least=150)
    assert not FigureConflict.objects.exists()
    assert told_of(office.office, cycle) == ([], [])
    html = page(office)
    assert "各处一致" in html
    assert "上级报表“进展日报表”" in html


def test_a_way_that_tells_another_number_is_found_and_told_the_county_till_it_tells_the_same(
    office, county, cycle, village, monkeypatch
):
    covered("ways", ways.WAYS, least=10)
    for name in ways.WAYS:
        place = county if name == "daily paper" else village.township
        with monkeypatch.context() as broken:
            key, right, where = one_more(name, broken, cycle, place)
            assert "不一致" in ACT.run(), name
            found_and_told(office, cycle, place, key, right, where)
        assert "各处一致" in ACT.run(), name
        assert told_of(office.office, cycle) == ([], [])
        assert not agreement.standing(cycle).exists()
    html = page(office)
    assert 'id="standing"' not in html
    assert "已恢复一致的" in html


def found_and_told(office, cycle, place, key, right, where):
    """The finding stands on the page with figure, both numbers and both places; to-do and notice speak of it."""
    rows = list(agreement.standing(cycle))
    assert rows
    for row in rows:
        assert (row.path, row.place, (row.figure, row.entry)) == (place.path, place.name, key)
        assert where in (row.first, row.second)
        assert sorted((row.first_value, row.second_value)) == [right, right + 1]
    due, notices = told_of(office.office, cycle)
    assert due == [f"数字打架：{len(rows)}项数字在不同地方不一致"]
    assert len(notices) == 1
    assert place.name in notices[0]
    html = page(office)
    for said in (rows[0].called, rows[0].first, rows[0].second, FIGURES[key[0]].definition):
        assert said in html


def test_a_home_that_was_not_worked_out_again_is_found_and_is_well_after_the_next_act(office, county, cycle, village):
    office.get("/")
    agreement.compare(cycle)
    with marks.unread():  # as if a write had passed unseen
        RiskPoint.objects.filter(village=village).first().delete()
    agreement.compare(cycle)
    found = agreement.standing(cycle).filter(figure=POINTS.code)
    assert {(row.place, row.second) for row in found} >= {("东河镇", "台账“风险点”的列表")}
    factories.make_point(village)
    agreement.compare(cycle)
    assert not agreement.standing(cycle).exists()


def test_what_differs_only_once_was_saved_between_two_readings_and_is_no_finding(office, county, cycle, monkeypatch):
    right, asked = ways.WAYS["lists"], []

    def late(by, cycle):
        asked.append(1)
        for one in right(by, cycle):
            own = one.said | {county.path: {key: number + 1 for key, number in one.said[county.path].items()}}
            yield replace(one, said=own) if len(asked) == 1 else one

    monkeypatch.setitem(ways.WAYS, "lists", late)
    assert "各处一致" in ACT.run()
    assert len(asked) == 2
    assert not FigureConflict.objects.exists()


def one_more_of_points(monkeypatch, county):
    right = ways.WAYS["lists"]

    def wrong(by, cycle):
        for one in right(by, cycle):
            own = {key: number + (key[0] == POINTS.code) for key, number in one.said[county.path].items()}
            yield replace(one, said=one.said | {county.path: own})

    monkeypatch.setitem(ways.WAYS, "lists", wrong)


def test_what_is_found_again_stays_one_finding_with_the_numbers_of_today(office, county, cycle, village, monkeypatch):
    one_more_of_points(monkeypatch, county)
    agreement.compare(cycle)
    [before] = agreement.standing(cycle)
    factories.make_point(village)
    agreement.compare(cycle)
    [row] = agreement.standing(cycle)
    assert row.pk == before.pk
    assert (row.first_value, row.second_value) == (before.first_value + 1, before.second_value + 1)
    assert row.found_at == before.found_at < row.seen_at


def test_the_county_asks_for_the_comparison_again_and_townships_do_not(client, office, county, cycle, village):
    address = reverse("figures_apart_check", args=[cycle.pk])
    assert "半分钟内" in office.post(address, follow=True).content.decode()
    assert agreement.ACT in periodic.run_due()
    assert FigureCheck.objects.count() == 1
    client.force_login(factories.make_user(Role.COUNTY_READER, county))
    assert "重新核对</button>" not in page(client)
    assert client.post(address).status_code == 403
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
    assert client.get(reverse("figures_apart")).status_code == 403
    client.force_login(factories.make_user(Role.COUNTY_CLERK, factories.make_county("990202", "远山县")))
    assert client.post(address).status_code == 404


def test_before_the_first_night_and_without_an_open_cycle_the_page_and_the_act_say_so(office, county, cycle):
    assert "还没有核对过" in page(office)
    type(cycle).objects.filter(pk=cycle.pk).update(state="closed")
    assert "没有进行中的届次" in ACT.run()
    assert not FigureCheck.objects.exists()


def test_it_is_done_by_itself_every_night_and_the_system_administrator_reads_what_came_of_it(client, county):
    assert ACT.rhythm == "每天03:20"
    periodic.PeriodicRun.objects.create(name=agreement.ACT, next_at=timezone.now())
    assert agreement.ACT in periodic.run_due()
    client.force_login(factories.make_user(Role.SYSTEM_ADMIN, county))
    html = client.get(reverse("site_state")).content.decode()
    assert "数字核对(数字打架)" in html
    assert "各处一致" in html
