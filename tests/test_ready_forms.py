"""The product's own 进展表 and 结果表: there from the first day, taken with one press, filled and sent as any form."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from filing.models import CityForm
from filing.rules.ready import READY
from filing.services.numbers import catalog
from tests import factories
from tests.test_city_forms import cells, fill, map_cell, move, upload, words

pytestmark = pytest.mark.django_db
LEDGER = REGISTRY["cityform"]
PROGRESS, RESULTS = READY["progress"].name, READY["results"].name


@pytest.fixture
def village(db):
    found = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.make_village("西坪社区", factories.make_township("西坪乡"), kind="community")
    factories.cycle_for(found)
    return found


@pytest.fixture
def county(village):
    return village.township.parent


@pytest.fixture
def clerk(client, county):
    user = factories.make_user(Role.COUNTY_CLERK, county)
    client.force_login(user)
    return user


def take(client, which):
    answer = client.post(reverse("ready_form_take", args=[which]), follow=True)
    return answer, CityForm.objects.filter(ready=which).first()


def column(found, title, *, sheet):
    """Letter of the column that this heading stands above."""
    page = load_workbook(BytesIO(found))[sheet]
    return next(cell.column_letter for row in page["A3:AZ4"] for cell in row if cell.value == title)


def test_both_are_on_the_list_from_the_first_day_and_can_be_looked_at_before_they_are_taken(client, clerk):
    page = words(client.get(LEDGER.url("list")))
    assert PROGRESS in page
    assert RESULTS in page
    seen = client.get(reverse("ready_form_trial", args=["progress"]))
    found = cells(seen.content, "进展情况")
    assert (found["A5"], found["A6"], found["A7"]) == ("东河镇", "西坪乡", "合计")
    assert found[f"{column(seen.content, '应换届', sheet='进展情况')}7"] == 2
    assert found["A1"].endswith("村（社区）“两委”换届进展情况表")
    assert not CityForm.objects.exists()


def test_the_progress_form_is_taken_filled_and_kept_as_an_issue_like_the_citys_own(client, clerk, village):
    answer, form = take(client, "progress")
    assert f"“{PROGRESS}”已启用" in words(answer)
    assert (form.cadence, form.weekday) == ("weekly", "5")
    factories.BUILDERS["complaint"](village)
    _, edition = fill(client, form)
    data = edition.file.read()
    found = cells(data, "进展情况")
    first = {one: f"{column(data, one, sheet='进展情况')}" for one in ("村", "社区", "受理", "完成率(%)")}
    assert [found[f"{first['村']}{row}"] for row in (5, 6, 7)] == [1, 0, 1]
    assert [found[f"{first['社区']}{row}"] for row in (5, 6, 7)] == [0, 1, 1]
    assert found[f"{first['受理']}7"] == 1
    assert found[f"{first['完成率(%)']}7"] == 0
    assert found["B8"] == str(clerk)
    assert "已启用，去填报" in words(client.get(LEDGER.url("list")))
    assert "不用再启用" in words(take(client, "progress")[0])
    assert CityForm.objects.count() == 1


def test_the_results_form_says_of_a_vote_nobody_has_held_that_there_is_no_turnout(client, clerk):
    _, form = take(client, "results")
    _, edition = fill(client, form)
    data = edition.file.read()
    assert load_workbook(BytesIO(data)).sheetnames == ["党组织", "村居委会投票", "村居委会成员", "两委合计", "书记主任"]
    assert cells(data, "村居委会投票")[f"{column(data, '投票率(%)', sheet='村居委会投票')}7"] == "—"
    heads = cells(data, "书记主任")
    assert (heads["B5"], heads["B6"]) == ("青山村", "西坪社区")
    page = words(client.get(reverse("form_edition", args=[edition.pk])))
    assert "换届投票率（逐乡镇，%）：" in page


def test_a_new_township_is_said_to_have_no_room_until_the_form_is_made_anew(client, clerk, village):
    _, form = take(client, "progress")
    map_cell(client, form, "A5", "word:county", sheet="进展情况")
    factories.make_village("三合村", factories.make_township("南山镇"))
    assert "放不下" in words(move(client, form, "fill"))
    assert "已按现在的乡镇（街道）重做" in words(move(client, form, "renew"))
    _, edition = fill(client, form)
    found = cells(edition.file.read(), "进展情况")
    assert [found[f"A{row}"] for row in (5, 6, 7, 8)] == ["东河镇", "西坪乡", "南山镇", "合计"]


def test_with_the_citys_workbook_it_is_the_citys_form_and_is_not_made_anew(client, clerk):
    _, form = take(client, "progress")
    upload(client, form)
    assert "原表是上级下发的，不能重做" in words(move(client, form, "renew"))
    assert form.ready == ""


def test_a_county_of_one_township_has_its_line_and_the_total(client):
    alone = factories.make_village("独村", factories.make_township("独镇"))
    factories.cycle_for(alone)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, alone.township.parent))
    seen = client.get(reverse("ready_form_trial", args=["progress"]))
    found = cells(seen.content, "进展情况")
    assert (found["A5"], found["A6"]) == ("独镇", "合计")
    letter = column(seen.content, "应换届", sheet="进展情况")
    assert (found[f"{letter}5"], found[f"{letter}6"]) == (1, 1)


def test_a_county_without_villages_is_told_to_register_them_first(client, db):
    county = factories.make_county()
    factories.make_cycle(county)
    client.force_login(factories.make_user(Role.COUNTY_CLERK, county))
    answer = client.post(reverse("ready_form_take", args=["progress"]))
    assert answer.status_code == 422
    assert "还没有参加换届的村(社区)" in words(answer)
    assert not CityForm.objects.exists()


def test_only_the_county_takes_one_and_an_unknown_one_is_refused(client, clerk, village, county):
    assert client.post(reverse("ready_form_take", args=["nothing"])).status_code == 422
    client.force_login(factories.make_user(Role.COUNTY_READER, county))
    assert "按现在的数字看一份" not in words(client.get(LEDGER.url("list")))
    assert client.post(reverse("ready_form_take", args=["progress"])).status_code == 403
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
    assert client.get(reverse("ready_form_trial", args=["progress"])).status_code == 403
    assert not CityForm.objects.exists()


def test_every_column_of_both_takes_a_figure_that_is_defined():
    told = [one for form in READY.values() for page in form.pages for one in page.columns]
    figures = [one.source.removeprefix("figure:") for one in told if one.source.startswith("figure:")]
    assert len(figures) > 100
    assert [code for code in figures if code not in catalog()] == []
