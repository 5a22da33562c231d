"""A township clerk fills the team template in as offices do, and gets it right at the second try."""

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests import factories
from tests.browser.steps import Sheet, choose_from_menu, download
from tests.factories import id_number
from villages.models import TeamMember

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SECRETARY = {
    "姓名": "张 建国", "性别": "男", "民族": "汉族", "政治面貌": "中共党员", "最高学历": "大专", "党组织职务": "书记",
    "村(居)委会职务": "主任", "首任村干部时间": "2013年12月6日", "任现职时间": "２０２１－０１－１８",
    "出生年月": "1975.10", "优秀票": "３２", "称职票": "10", "个人意愿": "愿留任", "履职评价": "称职",
}  # fmt: skip
DEPUTY = {"姓名": "李秀英", "性别": "女", "政治面貌": "中共党员", "党组织职务": "副书记", "电话": "138 0013 8000"}


def wrong_check_digit(number: str) -> str:
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def test_a_clerk_fills_the_template_in_messily_and_corrects_the_marked_copy(county, window, tmp_path):
    factories.make_village("柳树村", county.township)
    page = window(county.clerk)
    choose_from_menu(page, "现任班子")
    sheet = Sheet(download(page, page.get_by_role("link", name="下载模板").first, tmp_path, "班子.xlsx"))

    right, men = id_number(male=False), id_number()
    sheet.swap("性别", "民族")
    first = sheet.row_of("青山村")
    sheet.put(first, **SECRETARY, 身份证号=men.translate(FULL_WIDTH))
    free = sheet.first_free_row()
    sheet.put(free, **{"乡镇(街道)": "东河镇", "村(社区)": "青山村"}, **DEPUTY, 身份证号=wrong_check_digit(right))
    sheet.put(free + 1, **{"乡镇(街道)": "东河镇", "村(社区)": "青石村"}, **DEPUTY)
    sheet.put(sheet.row_of("柳树村"), 姓名="赵 大山", 性别="男", 政治面貌="党员", 党组织职务="支部书记")

    page.get_by_role("link", name="导入Excel").click()
    page.get_by_label("选择文件").set_input_files(sheet.save())
    page.get_by_role("button", name="上传并核对").click()
    number = sheet.letter("身份证号")
    expect(page.get_by_text(f"第{free}行 {number}列")).to_contain_text("校验位不符")
    expect(page.get_by_text(f"第{free + 1}行 {sheet.letter('村(社区)')}列")).to_contain_text("青石村")
    expect(page.get_by_text("同村一并退回").locator("..")).to_contain_text("1")
    assert not TeamMember.objects.exists(), "a preview writes nothing"
    page.get_by_role("button", name="确认导入(导入无误的村，退回其余)").click()
    expect(page.get_by_text("已写入1行")).to_be_visible()

    copy = download(page, page.get_by_role("link", name="下载错误标注表").first, tmp_path, "标注.xlsx")
    marked = load_workbook(copy).worksheets[0]
    wrong = marked[f"{number}{free}"]
    assert wrong.fill.fgColor.rgb.endswith("FFC7CE"), wrong.fill.fgColor.rgb
    assert "校验位不符" in wrong.comment.text
    last = Sheet(copy).headings()["错误说明"]
    assert "校验位不符" in marked.cell(free, last).value
    assert "青石村" in marked.cell(free + 1, last).value

    corrected = Sheet(copy)
    corrected.put(free, 身份证号=right)
    corrected.put(free + 1, **{"村(社区)": "石桥村"}, 身份证号=id_number(male=False))
    page.get_by_role("link", name="重新上传").first.click()
    page.get_by_label("选择文件").set_input_files(corrected.save())
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name="确认导入全部3行").click()
    expect(page.get_by_text("已写入3行")).to_be_visible()

    page.get_by_role("link", name="查看现任班子").click()
    expect(page.get_by_role("table", name="现任班子")).to_contain_text("张建国")
    secretary = TeamMember.objects.get(person__name="张建国")
    assert secretary.person.id_number == men
    assert (secretary.person.sex, secretary.person.ethnicity) == ("male", "汉族")
    assert secretary.votes_excellent == 32
    assert str(secretary.post_since) == "2021-01-01"
    assert men not in page.content()
