"""Finding and moving: the search box, lists that are leafed through, ticks and drafts that last."""

import re

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from electioncycle.records import workflow
from readiness.models import TeamAnalysis
from tests import factories
from tests.browser.steps import choose_from_menu, seat_the_team


def test_a_list_is_leafed_through_and_keeps_its_ticks(county, window):
    for number in range(22):
        factories.make_member(county.village, f"王{'一二三四五六七八九十'[number % 10]}{'甲乙丙'[number // 10]}")
    factories.make_member(county.neighbour, "赵四")
    page = window(county.clerk)
    page.keyboard.press("/")
    page.keyboard.type("zs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="赵四")).to_be_visible()

    page.goto("/villages/teammember/?q=王&per_page=20")
    page.locator("input[type=checkbox][name=row]").nth(1).check()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text("已勾选1行(其中其他页1行)")).to_be_visible()
    page.locator("input[type=checkbox][name=row]").nth(0).check()
    expect(page.get_by_text("已勾选2行(其中其他页1行)")).to_be_visible()
    assert page.locator("form#bulk input[data-elsewhere]").count() == 1

    page.get_by_role("table", name="现任班子").get_by_role("link").last.click()
    expect(page.get_by_role("link", name="下一条")).to_have_count(0)
    page.get_by_role("link", name="上一条").click()
    expect(page.get_by_role("link", name="下一条")).to_be_visible()
    page.locator(".crumbs a").first.click()
    expect(page).to_have_url(re.compile(r"q=%E7%8E%8B.*page=2"))
    expect(page.get_by_text("已勾选2行(其中其他页1行)")).to_be_visible()
    page.get_by_role("button", name="清除勾选").click()
    expect(page.get_by_text("已勾选")).to_have_count(0)


def test_what_was_typed_outlasts_the_session(county, window):
    seat_the_team(county.village)
    page = window(county.clerk)
    choose_from_menu(page, "现任班子")
    page.get_by_role("link", name="张建国").click()
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("备注").fill("两次走访核对过")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存").click()
    page.get_by_label("用户名").fill(county.clerk.username)
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("已恢复本窗口暂存")).to_be_visible()
    assert page.get_by_label("备注").input_value() == "两次走访核对过"
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    page.get_by_role("link", name="修改", exact=True).click()
    expect(page.get_by_text("已恢复")).to_have_count(0)


def test_what_was_typed_into_something_returned_outlasts_the_session_too(county, window):
    """The reason for its return stands on the page and is no refusal of what was typed."""
    seat_the_team(county.village)
    analysis = factories.make_analysis(county.village, state="returned")
    workflow.note(analysis, move="return", title="退回", by=county.officer, reason="请补充推进措施")
    page = window(county.clerk)
    page.goto(f"/readiness/analysis/{county.village.pk}/")
    expect(page.get_by_text("请补充推进措施")).to_be_visible()
    page.get_by_role("textbox", name="综合评价依据").fill("按时召开会议十二次")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_label("用户名").fill(county.clerk.username)
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("已恢复本窗口暂存")).to_be_visible()
    assert page.get_by_role("textbox", name="综合评价依据").input_value() == "按时召开会议十二次"
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("请补充推进措施")).to_be_visible()
    assert TeamAnalysis.objects.get().words == "按时召开会议十二次"
