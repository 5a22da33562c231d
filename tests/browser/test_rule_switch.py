"""Two administrators move a running cycle to a later edition of its rules, each in a window of their own."""

from playwright.sync_api import expect

from electioncycle.roles import Role
from tests import factories
from tests.browser.steps import choose_from_menu
from villages.models import Cycle, Rule


def test_one_window_proposes_the_other_confirms_and_a_stale_window_changes_nothing(county, window):
    cycle = factories.cycle_for(county.village)
    Rule.objects.create(
        rule_set=cycle.rule_set, key="review_objection_days", label="对联审结论的申诉：告知后", value=5, unit="日"
    )
    factories.make_edition(cycle.rule_set, review_objection_days=7)
    people = [factories.make_user(Role.COUNTY_ADMIN, cycle.county, name=name) for name in ("冯主任", "郑主任")]
    first, second = (window(one) for one in people)
    for page in (first, second):
        choose_from_menu(page, "届次")
        page.get_by_role("link", name=cycle.name, exact=True).first.click()
        page.get_by_role("link", name="换用规则集版次").click()
        line = page.get_by_role("row", name="联审结论告知和申诉答复")
        expect(line).to_contain_text("5日")
        expect(line).to_contain_text("7日")
    first.get_by_label("原因").fill("省级办法修订")
    first.get_by_role("button", name="提议换用第2版").click()
    expect(first.get_by_text("须由另一位县级管理员确认。")).to_be_visible()

    second.get_by_label("原因").fill("省级办法修订")
    second.get_by_role("button", name="提议换用第2版").click()
    expect(second.get_by_text("已被冯主任修改")).to_be_visible()
    assert Cycle.objects.get().rule_set.edition == 1
    second.goto(f"/villages/cycle/{cycle.pk}/rules/")
    expect(second.get_by_text("冯主任于")).to_be_visible()
    second.get_by_role("button", name="核对无误，确认换用").click()
    second.get_by_role("button", name="确认办理").click()
    expect(second.get_by_text("已换用后一版规则集")).to_be_visible()
    assert Cycle.objects.get().rule_set.edition == 2

    clerk = window(county.clerk)
    clerk.goto("/inbox/")
    expect(clerk.get_by_text("自今日起按“测试规则集(第2版)”办理").first).to_be_visible()
