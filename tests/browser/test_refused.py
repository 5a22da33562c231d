"""An act that is refused says so beside its form: the field marked and linked, what was typed still there."""

from django.utils import timezone
from playwright.sync_api import expect

from readiness.models import TeamAnalysis
from readiness.services import analysis as services
from tests import factories
from tests.browser.steps import seat_the_team
from tests.test_readiness import submitted


def handed_in(county):
    seat_the_team(county.village)
    return submitted(county.village, factories.cycle_for(county.village), county.clerk)


def on_paper(page, row, *, signer, number="东组发3号"):
    """Opens the analysis and fills in a signature given on paper; sends nothing."""
    page.goto(f"/readiness/review/{row.pk}/")
    page.get_by_text("登记纸质签批").first.click()
    form = page.locator("form[action$='/paper/']")
    form.locator("[name=signed_on]").fill(f"{timezone.localdate():%Y-%m-%d}")
    form.locator("[name=signer]").fill(signer)
    form.locator("[name=number]").fill(number)
    return form


def test_a_refused_move_marks_its_field_keeps_the_words_and_is_done_once_mended(county, window):
    row = handed_in(county)
    page = window(county.officer)
    form = on_paper(page, row, signer=county.clerk.name)
    form.get_by_role("button", name="登记并通过").click()
    said = page.get_by_role("alert").filter(has_text="没有办理")
    expect(said).to_contain_text("请由其他负责人签批")
    signer, number = form.locator("[name=signer]"), form.locator("[name=number]")
    expect(signer).to_have_attribute("aria-invalid", "true")
    assert said.get_by_role("link").get_attribute("href") == f"#{signer.get_attribute('id')}"
    assert (signer.input_value(), number.input_value()) == (county.clerk.name, "东组发3号")
    assert TeamAnalysis.objects.get().state == "submitted"

    signer.fill("李书记(镇党委书记)")
    expect(said).to_have_count(0)
    form.get_by_role("button", name="登记并通过").click()
    expect(page.get_by_text("李书记").first).to_be_visible()
    assert TeamAnalysis.objects.get().state == "township_approved"


def test_who_was_overtaken_or_signed_out_reads_it_beside_what_he_typed(county, window):
    row = handed_in(county)
    page = window(county.officer)
    form = on_paper(page, row, signer="李书记(镇党委书记)")
    page.context.clear_cookies()
    form.get_by_role("button", name="登记并通过").click()
    said = page.get_by_role("alert").filter(has_text="没有办理")
    expect(said).to_contain_text("登录已过期")
    with page.expect_popup() as opened:
        said.get_by_role("link", name="在新窗口登录").click()
    opened.value.get_by_label("用户名").fill(county.officer.username)
    opened.value.get_by_label("密码").fill(factories.PASSWORD)
    opened.value.get_by_role("button", name="登录").click()
    expect(opened.value.get_by_role("button", name="退出")).to_be_visible()

    services.withdraw_submission(row, by=county.clerk, version=row.version, reason="集体收入还要核对")
    form.get_by_role("button", name="登记并通过").click()
    expect(said).to_contain_text(county.clerk.name)
    expect(said.get_by_role("link", name="重新打开本页核对")).to_be_visible()
    assert form.locator("[name=signer]").input_value() == "李书记(镇党委书记)"
    assert TeamAnalysis.objects.get().state == "draft"
