"""From the township's analysis through return and confirmation to the printed volume."""

import subprocess

import pytest
from playwright.sync_api import expect

from electioncycle.jobs import runs as job_runs
from tests.browser.steps import (
    choose_from_menu,
    download,
    fill_in_the_analysis,
    fill_in_the_measures,
    hand_in,
    seat_the_team,
)


def text_of(pdf) -> str:
    found = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return found.stdout


def open_what_waits(page, sentence, village) -> None:
    """From the first page over the to-do list to the analysis, whose page is its review."""
    page.goto("/")
    page.get_by_role("link", name=sentence).click()
    page.get_by_role("row", name=village.name).get_by_role("link").first.click()


def approve(page, village) -> None:
    open_what_waits(page, "待乡镇审核", village)
    page.get_by_role("button", name="乡镇审核通过").click()
    expect(page.get_by_text("已审核通过")).to_be_visible()


def test_a_gap_is_named_before_the_submission_and_nobody_approves_his_own(county, window):
    seat_the_team(county.village)
    page = window(county.officer)
    choose_from_menu(page, "研判进度与催报")
    page.get_by_role("main").get_by_role("link", name="东河镇").click()
    page.get_by_role("row", name="青山村").get_by_role("link", name="开始填报").click()
    fill_in_the_analysis(page)
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "列入有意向人选的须填：主要差距、措施类别、推进措施、责任人、时限"
    )
    expect(page.locator("[name=head-leader]")).to_have_value("李联村(镇党委副书记)")
    fill_in_the_measures(page)
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_text("等待乡镇审核")).to_be_visible()

    expect(page.get_by_text("由您本人于")).to_contain_text("须由另一人审核")
    expect(page.get_by_role("button", name="乡镇审核通过")).to_have_count(0)


def test_a_clerk_is_offered_no_approval(county, window):
    seat_the_team(county.village)
    page = window(county.clerk)
    hand_in(page, county.village)
    expect(page.get_by_role("button", name="撤回提交")).to_be_visible()
    expect(page.get_by_role("button", name="乡镇审核通过")).to_have_count(0)


@pytest.mark.slow
def test_returned_corrected_confirmed_and_printed_as_a_volume(county, window, tmp_path):
    seat_the_team(county.village, "张建国")
    clerk, officer, official = window(county.clerk), window(county.officer), window(county.official)
    hand_in(clerk, county.village)
    approve(officer, county.village)

    open_what_waits(official, "待县级确认", county.village)
    official.get_by_role("button", name="退回修改").click()
    expect(official.get_by_role("alert").filter(has_text="退回须写明原因")).to_be_visible()
    expect(official.get_by_label("退回意见", exact=True)).to_have_attribute("aria-invalid", "true")
    official.get_by_label("退回意见", exact=True).fill("集体收入数据与农业农村局不一致，请核对。")
    official.get_by_role("button", name="退回修改").click()
    expect(official.get_by_text("已退回，填报人可以修改后重新提交")).to_be_visible()

    open_what_waits(clerk, "被退回", county.village)
    clerk.get_by_role("link", name="继续填报").click()
    expect(clerk.get_by_role("alert").first).to_contain_text("集体收入数据与农业农村局不一致")
    clerk.locator("[name=head-words]").fill("三年来集体收入由3万元增至10.6万元(农业农村局核定)。")
    clerk.get_by_role("button", name="保存并提交审核").click()
    expect(clerk.get_by_text("等待乡镇审核")).to_be_visible()
    approve(officer, county.village)

    open_what_waits(official, "待县级确认", county.village)
    official.get_by_role("button", name="县级确认").click()
    expect(official.get_by_text("已县级确认").first).to_be_visible()

    choose_from_menu(official, "研判报告")
    official.locator("form").filter(has_text="开始打印").get_by_role("combobox").first.select_option(label="东河镇")
    official.get_by_label("汇总分册(").check()
    official.get_by_role("button", name="开始打印").click()
    progress = official.locator("#job")
    expect(progress).to_have_attribute("data-job-state", "waiting")
    job_runs.serve(120)  # the worker's part; the page finds out by itself
    expect(progress).to_have_attribute("data-job-state", "done")
    expect(progress).to_have_attribute("data-job-done", "2")
    volume = text_of(download(official, official.get_by_role("link", name="汇总分册"), tmp_path, "volume.pdf"))
    for words in ("东河镇", "青山村", "张建国", "10.6万元", "石桥村"):
        assert words in volume.replace(" ", "").replace("\n", ""), words
