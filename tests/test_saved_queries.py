"""Named queries of lists: one's own and those shared with a role; they hold what is asked, never rows or numbers."""

import io

import docx
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.saved_queries import MOST, SavedView
from electioncycle.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

TEAM = "/villages/teammember/"


def signed_in(user):
    page = Client()
    page.force_login(user)
    return page


def cells(data):
    return [cell.text for table in docx.Document(io.BytesIO(data)).tables for row in table.rows for cell in row.cells]


def keep(page, name, query, **more):
    values = {"ledger": "teammember", "name": name, "query": query, **more}
    return page.post(reverse("saved_view_keep"), values, follow=True)


def text(answer):
    return answer.content.decode()


def test_a_query_kept_under_a_name_shows_its_filters_and_columns_again_and_prints_them(village, clerk):
    factories.make_member(village, name="李秀英", note="分管妇联")
    factories.make_member(village, name="王建国", note="分管民兵")
    page = signed_in(clerk)
    answer = keep(page, "分管情况", "q=李秀英&column=person__name&column=note&page=3")
    assert "已保存常用查询“分管情况”" in text(answer)
    row = SavedView.objects.get()
    assert "page" not in row.query
    shown = text(page.get(f"{TEAM}?{row.query}"))
    assert "分管妇联" in shown
    assert "分管民兵" not in shown
    assert "分管情况" in text(page.get(TEAM))
    assert "分管妇联" not in text(page.get(TEAM)), "the column is no column of the list otherwise"
    paper = page.get(f"{TEAM}print/?{row.query}&as=docx")
    assert "分管妇联" in cells(paper.content)
    keep(page, "分管情况", "sort=person__name")
    assert [one.query for one in SavedView.objects.all()] == ["sort=person__name"]


def test_a_view_is_its_owners_and_of_the_role_it_is_shared_with_each_within_his_territory(village, clerk, county):
    there = factories.make_village("白石村", factories.make_township("西坪乡"))
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, there.township)
    factories.make_member(village, name="李秀英")
    keep(signed_in(county), "女同志", "person__sex=female", role=Role.TOWNSHIP_OFFICER)
    keep(signed_in(county), "只我自己看", "person__sex=male")
    seen = text(signed_in(officer).get(TEAM))
    assert "女同志" in seen
    assert "只我自己看" not in seen
    assert "李秀英" not in text(signed_in(officer).get(f"{TEAM}?{SavedView.objects.get(role__gt='').query}"))
    assert "女同志" not in text(signed_in(clerk).get(TEAM))


def test_what_may_not_be_kept_or_taken_away_is_refused_in_words(village, clerk, officer):
    page = signed_in(clerk)
    for name, query, said in (
        ("", "sort=person__name", "没有填写名称"),
        ("空", "page=2", "没有筛选、排序"),
        ("长" * 31, "sort=person__name", "超过30个字"),
        ("找人", "q=13812345678", "身份证号或手机号"),
        ("共享", "sort=person__name", ""),
    ):
        answer = keep(page, name, query, **({"role": "county_clerk"} if name == "共享" else {}))
        assert answer.status_code in (403, 409, 422)
        assert said in text(answer)
    assert not SavedView.objects.exists()
    SavedView.objects.bulk_create(
        SavedView(owner=clerk, ledger="teammember", name=f"查询{number}", query="q=1") for number in range(MOST)
    )
    assert "最多保存" in text(keep(page, "再一条", "sort=person__name"))
    mine = SavedView.objects.first()
    other = signed_in(officer)
    assert other.post(reverse("saved_view_remove", args=[mine.pk])).status_code == 404
    assert signed_in(clerk).post(reverse("saved_view_remove", args=[mine.pk])).status_code == 302
    assert not SavedView.objects.filter(pk=mine.pk).exists()


def sheet(answer):
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    at = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return rows[at], rows[at + 1 :]


def test_a_view_is_exported_and_printed_with_its_columns_filters_and_order(village, clerk):
    for name, note, sex in (
        ("李秀英", "分管妇联", "female"),
        ("王小兰", "分管民兵", "female"),
        ("安长顺", "不列", "male"),
    ):
        factories.make_member(village, name, {"sex": sex}, note=note)
    page = signed_in(clerk)
    keep(page, "分管情况", "person__sex=female&column=person__name&column=note&sort=-note")
    query = SavedView.objects.get().query
    heads, lines = sheet(page.get(f"{TEAM}export/?{query}"))
    where = list(heads).index("姓名")
    assert heads[where:-1] == ["姓名", "备注"]
    assert [line[where + 1] for line in lines] == ["分管民兵", "分管妇联"], "in the order of the list"
    paper = cells(page.get(f"{TEAM}print/?{query}&as=docx").content)
    assert paper.index("分管民兵") < paper.index("分管妇联")
    assert "不列" not in paper
    again = query.replace("-note", "note")
    assert [line[where + 1] for line in sheet(page.get(f"{TEAM}export/?{again}"))[1]] == ["分管妇联", "分管民兵"]
    shown = text(page.get(f"{TEAM}?{query}"))
    assert '<input type="hidden" name="sort" value="-note">' in shown, "the buttons of export and print keep the order"
    everything, _ = sheet(page.get(f"{TEAM}export/"))
    assert "身份证号" in everything
    heads, lines = sheet(page.get(f"{TEAM}export/?column=person__id_number&column=person__name"))
    assert all("*" in line[list(heads).index("身份证号")] for line in lines), "a chosen column is masked as ever"


def test_a_view_names_its_column_that_is_gone_on_screen_and_paper(village, clerk, monkeypatch):
    factories.make_member(village, name="李秀英", note="分管妇联")
    page = signed_in(clerk)
    keep(page, "分管情况", "column=person__name&column=note")
    ledger = REGISTRY["teammember"]
    left = tuple(name for name in ledger.showable if name != "note")
    monkeypatch.setitem(vars(ledger), "showable", left)
    query = SavedView.objects.get().query
    assert "有1列已不再提供(“备注”)" in text(page.get(f"{TEAM}?{query}"))
    said = docx.Document(io.BytesIO(page.get(f"{TEAM}print/?{query}&as=docx").content))
    assert any("有1列已不再提供" in one.text for one in said.paragraphs)


def test_a_column_that_is_gone_is_said_and_the_others_are_shown(village, clerk):
    factories.make_member(village, name="李秀英")
    shown = text(signed_in(clerk).get(f"{TEAM}?column=person__name&column=was_once"))
    assert "1列已不再提供" in shown
    assert "李秀英" in shown


def test_a_list_shows_no_more_of_sealed_rows_whatever_is_asked_for():
    for name in ("keyperson", "complaint", "dispute", "namelist"):
        assert REGISTRY[name].showable == REGISTRY[name].columns, name
    assert "person__phone" not in REGISTRY["teammember"].showable
    assert "note" in REGISTRY["teammember"].showable
