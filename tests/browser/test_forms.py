"""Two windows on one row, and the forms without any script."""

from playwright.sync_api import expect

from tests.browser.steps import choose_from_menu, seat_the_team
from villages.models import TeamMember


def open_member(page, name="张建国"):
    choose_from_menu(page, "现任班子")
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="修改", exact=True).click()


def test_the_second_of_two_officials_sees_both_texts_and_loses_nothing(county, window):
    seat_the_team(county.village)
    first, second = window(county.clerk), window(county.officer)
    for page in (first, second):
        open_member(page)
    first.get_by_label("备注").fill("镇里核对过")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_text("已保存")).to_be_visible()

    second.get_by_label("备注").fill("组织委员补充：2025年评优")
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_role("heading", name="内容已被他人修改")).to_be_visible()
    line = second.get_by_role("row", name="备注")
    expect(line).to_contain_text("组织委员补充：2025年评优")
    expect(line).to_contain_text("镇里核对过")
    assert TeamMember.objects.get(person__name="张建国").note == "镇里核对过"

    line.get_by_label("组织委员补充：2025年评优").check()
    second.get_by_role("button", name="按选定的内容保存").click()
    expect(second.get_by_text("已保存")).to_be_visible()
    assert TeamMember.objects.get(person__name="张建国").note == "组织委员补充：2025年评优"


def test_filter_and_form_work_without_any_script(county, window):
    seat_the_team(county.village)
    page = window(county.clerk, java_script_enabled=False)
    choose_from_menu(page, "现任班子")
    page.locator("#filters").get_by_label("党组织职务").select_option(label="副书记")
    page.get_by_role("button", name="查询").click()
    table = page.get_by_role("table", name="现任班子")
    expect(table).to_contain_text("李秀英")
    expect(table).not_to_contain_text("张建国")

    open_member(page, "李秀英")
    page.get_by_label("备注").fill("脚本停用时填写")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert TeamMember.objects.get(person__name="李秀英").note == "脚本停用时填写"


def test_with_script_the_list_follows_the_filter_at_once(county, window):
    seat_the_team(county.village)
    page = window(county.clerk)
    choose_from_menu(page, "现任班子")
    page.locator("#filters").get_by_label("党组织职务").select_option(label="副书记")
    expect(page.get_by_role("table", name="现任班子")).not_to_contain_text("张建国")
    assert "party_post=deputy" in page.url
