"""Approved, changed, lapsed, told, approved again: three windows, one village."""

from playwright.sync_api import expect

from readiness.models import TeamAnalysis
from tests import factories
from tests.test_readiness import submitted


def approve(page, row, button):
    page.goto(f"/readiness/review/{row.pk}/")
    page.get_by_role("button", name=button).click()


def test_an_approved_analysis_lapses_with_the_change_and_is_approved_again(county, window):
    member = factories.make_member(county.village, "张建国")
    row = submitted(county.village, factories.cycle_for(county.village), county.clerk)
    clerk, officer = window(county.clerk), window(county.officer)
    approve(officer, row, "乡镇审核通过")
    expect(officer.get_by_text("已审核通过。")).to_be_visible()

    clerk.goto(f"/villages/teammember/{member.pk}/edit/")
    expect(clerk.get_by_text("班子研判乡镇已通过，改动后该审批失效")).to_be_visible()
    clerk.locator("[name=performance]").select_option(label="基本称职")
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_text("已保存")).to_be_visible()

    officer.goto("/inbox/")
    told = officer.get_by_text(f"{county.village}班子研判已失效")
    expect(told.first).to_be_visible()
    officer.get_by_role("link", name="查看").or_(officer.get_by_role("button", name="查看")).first.click()
    expect(officer.get_by_role("alert").get_by_text("已失效：")).to_be_visible()

    clerk.goto(f"/readiness/review/{row.pk}/")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.get_by_text("等待乡镇审核")).to_be_visible()
    approve(officer, row, "乡镇审核通过")
    expect(officer.get_by_text("已审核通过。")).to_be_visible()
    assert TeamAnalysis.objects.get().state == "township_approved"
