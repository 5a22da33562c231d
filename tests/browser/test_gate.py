"""One village at the gate: returned once, checked on site, passed on paper, started."""

from playwright.sync_api import expect

from readiness.models import Condition, ReadinessCheck, ReadinessPass, StartRecord
from tests import factories
from tests.gate import days
from tests.uploads import scan

SCAN = {"name": "东河镇_青山村_自查表.pdf", "mimeType": "application/pdf", "buffer": scan()}


def fill_in(page, village, *, words):
    """The whole self-check as the clerk copies it from paper."""
    page.goto(f"/readiness/gate/villages/{village.pk}/")
    page.locator("[name=head-self_checked_on]").fill(days(-9).isoformat())
    page.locator("[name=head-self_checker]").fill("赵明(村党组织书记)")
    page.locator("[name=paper_scan]").set_input_files(SCAN)
    for one in Condition.objects.all():
        head = f"[name=c{one.pk}-"
        page.locator(f"{head}stated]").select_option(label="达标")
        page.locator(f"{head}words]").fill(words)
        for slot in one.slots:
            if slot["kind"] != "file":
                page.locator(f"{head}slot-{slot['code']}]").fill("3")
    page.get_by_role("button", name="保存并申报").click()


def test_a_village_is_returned_then_passes_on_paper_and_starts(county, window):
    factories.make_conditions(factories.cycle_for(county.village))
    clerk, officer = window(county.clerk), window(county.officer)
    fill_in(clerk, county.village, words="基本达标。")
    expect(clerk.get_by_text("已申报准入评估")).to_be_visible()
    check = ReadinessCheck.objects.get()

    officer.goto(f"/readiness/gate/checks/{check.pk}/")
    officer.get_by_label("常用退回意见").select_option(index=1)
    officer.get_by_role("button", name="退回整改").click()
    expect(officer.get_by_text("已退回整改，改好后可重新申报。")).to_be_visible()

    fill_in(clerk, county.village, words="逐项核对，情况属实。")
    expect(clerk.get_by_text("已申报准入评估")).to_be_visible()

    officer.goto(f"/readiness/gate/checks/{check.pk}/")
    officer.get_by_role("link", name="登记现场核查").click()
    officer.get_by_label("现场核查日期", exact=True).fill(days(-5).isoformat())
    officer.get_by_label("工作小组成员", exact=True).fill("陈组织、钱所长")
    for one in Condition.objects.all():
        officer.locator(f"[name=c{one.pk}-checked]").select_option(label="达标")
    officer.get_by_role("button", name="完成核查", exact=True).click()
    expect(officer.get_by_text("等待乡镇党委研究")).to_be_visible()

    officer.locator("#decide-signed_on").fill(days(-2).isoformat())
    officer.locator("#decide-number").fill("东委纪〔2026〕12号")
    officer.locator("#decide-signer").fill("孙志远(镇党委书记)")
    officer.locator("#decide-scan").set_input_files({**SCAN, "name": "会议纪要.pdf"})
    officer.get_by_role("button", name="登记研究通过").click()
    expect(officer.get_by_text("签批人：孙志远(镇党委书记)")).to_be_visible()
    assert ReadinessPass.objects.get().document_number == "东委纪〔2026〕12号"

    officer.get_by_role("link", name="启动换届", exact=True).click()
    officer.get_by_role("button", name="登记启动").first.click()
    officer.get_by_role("button", name="确认办理").click()
    expect(officer.get_by_text("已登记启动村党组织换届")).to_be_visible()
    assert StartRecord.objects.get().village == county.village
