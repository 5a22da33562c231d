"""The ten everyday tasks as people do them, with what each takes (docs/usability.md) and the manual's pictures."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from electioncycle.roles import Role
from tests import factories
from tests.browser import walks
from tests.browser.steps import (
    Sheet,
    choose_from_menu,
    download,
    fill_in_the_analysis,
    fill_in_the_measures,
    hand_in,
    seat_the_team,
)
from tests.browser.test_gate import SCAN, fill_in
from tests.browser.test_minutes import add_line
from tests.gate import days

FORTY = 40


@pytest.fixture
def walk(window):
    """``walk(task, user…)``: the walk and a window for each who takes part."""

    def begun(task, *users):
        found = walks.Walk(task)
        return found, *(found.joined(window(user)) for user in users)

    return begun


def find(page, words):
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_find_my_village(county, walk):
    seat_the_team(county.village)
    found, page = walk("找到我的村", county.clerk)
    found.begin(page, "/inbox/")
    find(page, "qsc")
    page.get_by_role("main").get_by_role("link", name="青山村", exact=True).click()
    sign = page.get_by_role("heading", name="青山村")
    expect(sign).to_be_visible()
    found.picture(page, "find")
    found.done(sign)


def test_what_is_to_be_done_today(county, walk):
    seat_the_team(county.neighbour)
    found, page = walk("今天要办什么", county.clerk)
    found.begin(page)
    found.picture(page, "today")
    page.get_by_role("main").get_by_role("link", name=re.compile("现任班子.*尚未录入")).click()
    page.get_by_role("row", name="青山村").get_by_role("link", name="现在填报").click()
    found.done(page.get_by_role("button", name="保存", exact=True))


def test_import_and_correct(county, walk, tmp_path):
    found, page = walk("导入一张表、改正", county.clerk)
    found.begin(page)
    choose_from_menu(page, "现任班子")
    sheet = Sheet(download(page, page.get_by_role("link", name="下载模板").first, tmp_path, "班子.xlsx"))
    line = {"姓名": "张建国", "性别": "男", "政治面貌": "中共党员", "党组织职务": "书记"}
    right = factories.id_number()
    sheet.put(sheet.row_of("青山村"), **line, 身份证号=right[:-1] + ("1" if right[-1] == "0" else "0"))
    sheet.put(sheet.row_of("石桥村"), **line | {"姓名": "王大山"})
    page.get_by_role("link", name="导入Excel").click()
    page.get_by_label("选择文件").set_input_files(sheet.save())
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("校验位不符").first).to_be_visible()
    found.picture(page, "import")
    copy = Sheet(download(page, page.get_by_role("link", name="下载错误标注表").first, tmp_path, "标注.xlsx"))
    copy.put(copy.row_of("青山村"), 身份证号=right)
    page.get_by_role("link", name="重新上传").first.click()
    page.get_by_label("选择文件").set_input_files(copy.save())
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name="确认导入全部2行").click()
    found.done(page.get_by_text("已写入2行"))


def test_analysis_to_report(county, walk, tmp_path):
    seat_the_team(county.village)
    found, clerk, officer = walk("研判到报告", county.clerk, county.officer)
    officer.goto("/")
    found.begin(clerk)
    choose_from_menu(clerk, "研判进度与催报")
    clerk.get_by_role("main").get_by_role("link", name="东河镇").click()
    clerk.get_by_role("row", name="青山村").get_by_role("link", name="开始填报").click()
    found.picture(clerk, "analysis")
    fill_in_the_analysis(clerk)
    fill_in_the_measures(clerk)
    clerk.get_by_role("button", name="保存并提交审核").click()
    expect(clerk.get_by_text("等待乡镇审核")).to_be_visible()
    officer.reload()
    officer.get_by_role("link", name="待乡镇审核").first.click()
    officer.get_by_role("row", name="青山村").get_by_role("link").first.click()
    officer.get_by_role("button", name="乡镇审核通过").click()
    expect(officer.get_by_text("已审核通过")).to_be_visible()
    choose_from_menu(officer, "研判报告")
    officer.get_by_role("row", name="青山村").get_by_role("link").first.click()
    paper = download(officer, officer.get_by_role("link", name="DOCX(可改)"), tmp_path, "报告.docx")
    assert paper.stat().st_size > 5_000
    found.done(officer.get_by_role("heading", name="青山村"))


def test_return_and_resubmit(county, walk):
    seat_the_team(county.village)
    found, clerk, officer = walk("退回、改正、再报", county.clerk, county.officer)
    hand_in(clerk, county.village)
    clerk.goto("/")
    found.begin(officer)
    officer.get_by_role("link", name="待乡镇审核").first.click()
    officer.get_by_role("row", name="青山村").get_by_role("link").first.click()
    officer.get_by_label("退回意见", exact=True).fill("集体收入与农业农村局不一致，请核对。")
    officer.get_by_role("button", name="退回修改").click()
    expect(officer.get_by_text("已退回，填报人可以修改")).to_be_visible()
    clerk.reload()
    clerk.get_by_role("link", name="被退回").first.click()
    clerk.get_by_role("row", name="青山村").get_by_role("link").first.click()
    expect(clerk.get_by_text("集体收入与农业农村局不一致").first).to_be_visible()
    found.picture(clerk, "returned")
    clerk.get_by_role("link", name="继续填报").click()
    clerk.locator("[name=head-words]").fill("三年来集体收入由3万元增至10.6万元(农业农村局核定)。")
    clerk.get_by_role("button", name="保存并提交审核").click()
    found.done(clerk.get_by_text("等待乡镇审核"))


def test_gate_to_start(county, walk):
    factories.make_conditions(factories.cycle_for(county.village))
    found, clerk, officer = walk("准入到启动", county.clerk, county.officer)
    officer.goto("/")
    found.begin(clerk)
    fill_in(clerk, county.village, words="逐项核对，情况属实。")
    expect(clerk.get_by_text("已申报准入评估")).to_be_visible()
    officer.goto(clerk.url)
    officer.get_by_role("link", name="登记现场核查").click()
    officer.get_by_label("现场核查日期", exact=True).fill(days(-5).isoformat())
    officer.get_by_label("工作小组成员", exact=True).fill("陈组织、钱所长")
    for select in officer.locator("select[name$=-checked]").all():
        select.select_option(label="达标")
    officer.get_by_role("button", name="完成核查", exact=True).click()
    officer.locator("#decide-signed_on").fill(days(-2).isoformat())
    officer.locator("#decide-number").fill("东委纪〔2026〕12号")
    officer.locator("#decide-signer").fill("孙志远(镇党委书记)")
    officer.locator("#decide-scan").set_input_files({**SCAN, "name": "会议纪要.pdf"})
    officer.get_by_role("button", name="登记研究通过").click()
    expect(officer.get_by_text("签批人：孙志远(镇党委书记)")).to_be_visible()
    officer.get_by_role("link", name="启动换届", exact=True).click()
    expect(officer.get_by_role("button", name="登记启动").first).to_be_visible()
    found.picture(officer, "gate")
    officer.get_by_role("button", name="登记启动").first.click()
    officer.get_by_role("button", name="确认办理").click()
    found.done(officer.get_by_text("已登记启动村党组织换届"))


def test_forty_people_are_put_into_a_batch(county, walk):
    names = [f"{one}{other}" for one in "赵钱孙李周吴郑王" for other in "明强伟芳敏"]
    assert len(names) == FORTY
    for name in names:
        factories.make_intention(county.village, name)
    batch = factories.make_batch(county.village)
    found, page = walk("40人一批送审", county.official)
    found.begin(page)
    choose_from_menu(page, "联审批次")
    page.get_by_role("row", name=batch.number).get_by_role("link").first.click()
    found.picture(page, "review")
    page.get_by_role("link", name="从台账中选取人员").click()
    page.get_by_label("拟参选职位类别").select_option(index=1)
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name=f"全部列入：{FORTY}人").click()
    found.done(page.get_by_text(f"{FORTY}人").first)


def test_minutes_to_tasks(county, walk):
    meeting = factories.make_meeting(county.township, held_on=date(2026, 11, 9))
    found, page = walk("纪要到任务", county.clerk)
    found.begin(page)
    choose_from_menu(page, "会议台账")
    page.get_by_role("main").locator(f"a[href$='/meetings/meeting/{meeting.pk}/']").first.click()
    page.get_by_role("button", name="起草纪要").click()
    add_line(page, "问题", "三组机耕道占地补偿有争议", village="青山村")
    add_line(page, "任务", "签订补偿协议", owner="王驻村", deadline="2026-12-10")
    found.picture(page, "minutes")
    page.get_by_role("button", name="保存并定稿").click()
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_text("已定稿：")).to_be_visible()
    choose_from_menu(page, "任务对策清单")
    found.done(page.get_by_text("签订补偿协议").first)


def test_the_leaders_one_page(county, walk):
    seat_the_team(county.village)
    found, page = walk("领导看一页", factories.make_user(Role.COUNTY_READER, county.township.parent, "lingdao"))
    found.begin(page, "/inbox/")
    choose_from_menu(page, "工作台首页")
    sign = page.get_by_role("heading", name="换届工作总览")
    expect(sign).to_be_visible()
    found.picture(page, "leader")
    found.done(sign)


def test_search_a_person(county, walk):
    seat_the_team(county.village)
    found, page = walk("查一个人", county.clerk)
    found.begin(page, "/inbox/")
    find(page, "zjg")
    page.get_by_role("main").get_by_role("link", name="张建国").first.click()
    page.get_by_label("用途").fill("核对任职情况")
    page.get_by_role("button", name="查阅").click()
    found.done(page.get_by_role("heading", name="张建国"))
