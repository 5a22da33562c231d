"""The words offices use, one by one: each heading, each value and each message of the daily exchange by Excel."""

import pytest
from openpyxl import Workbook

from electioncycle.cleaning import cells
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.rows import choice_labels
from electioncycle.roles import Role
from electioncycle.sheets import headers
from electioncycle.workbooks.importable import planner_of
from tests import factories, workbooks
from tests.test_bad_input import faults, upload

pytestmark = pytest.mark.django_db
HEADINGS = {
    "乡镇(街道)": "乡镇 乡镇名称 街道 所属乡镇 所在乡镇 乡（镇） 镇街",
    "村(社区)": "村 社区 村名 行政村 所在村 所属村 行政村名称 村（社区） 村(居) 村居 所在村（社区）",
    "姓名": "姓\u200b名 姓\u3000名 姓名* ★姓名 人员姓名 名字 干部姓名 姓名(必填)",
    "身份证号": "身份证号码 公民身份号码 居民身份证号码 身份证 公民身份证号 身份证号（18位） \ufeff身份证号",
    "电话": "联系电话 手机号码 手机 手机号 电话号码 联系方式",
    "最高学历": "学历 文化程度 现学历",
    "出生年月": "出生年月日 出生日期 生日 出生时间",
    "入党时间": "入党日期 入党年月 入党年月日",
    "民族": "族别",
    "党组织职务": "党内职务 党支部职务 村党组织职务",
    "村(居)委会职务": "村委会职务 村委职务 居委会职务",
}
VALUES = {
    ("person__politics", "中共党员"): "党员 正式党员 中共党员(正式) 1.中共党员",
    ("person__politics", "中共预备党员"): "预备党员 中共党员（预备） 党员（预备）",
    ("person__politics", "共青团员"): "团员 共青团",
    ("person__education", "初中及以下"): "初中 小学",
    ("person__education", "高中(中专)"): "中专 高中 技校 高中（中专）",
    ("person__education", "本科"): "大学本科 大学",
    ("person__education", "大专"): "专科 大学专科",
    ("party_post", "书记"): "党支部书记 支部书记 支书 村支书 党总支书记",
    ("party_post", "委员"): "支部委员 党支部委员",
    ("committee_post", "主任"): "村主任 村委会主任 居委会主任 村委主任",
    ("person__sex", "男"): "男性",
}


@pytest.fixture
def clerk(client):
    village = factories.make_village("大岩社区", factories.make_township("霞渡镇"))
    factories.cycle_for(village)
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def test_each_heading_offices_use_is_read_as_the_column_it_means(clerk):
    specs = planner_of(REGISTRY["teammember"], user=clerk, cycle=factories.make_cycle()).headers()
    unread = []
    for name, words in HEADINGS.items():
        for heading in words.split(" "):
            found = headers.find_header({1: ["性别", heading]}, [], specs)
            if not found or found.columns.get(name) != 1:
                unread.append(heading)
    assert not unread


def test_a_stray_cell_far_to_the_right_costs_no_more_than_the_cells_that_are_filled(clerk, monkeypatch):
    specs = planner_of(REGISTRY["teammember"], user=clerk, cycle=factories.make_cycle()).headers()
    asked = []
    monkeypatch.setattr(headers, "_heading", lambda value: asked.append(value) or str(value))
    far = [*[""] * 475_253, "1"]
    found = headers.find_header({1: ["村(社区)", "姓名"], 2: ["青山村", "张三"], 3: far}, [], specs)
    assert (found.columns["姓名"], found.end) == (1, 1)
    assert len(asked) == 5


def test_each_value_offices_write_is_read_as_the_choice_it_means():
    ledger, unread = REGISTRY["teammember"], []
    for (field, label), words in VALUES.items():
        labels = choice_labels(ledger.field(field))
        for word in words.split():
            try:
                assert labels[cells.clean_choice(word, labels)] == label
            except (ValueError, AssertionError, KeyError):
                unread.append(f"{word} → {label}")
    assert not unread


@pytest.mark.parametrize(
    "typed", ["1975.10", "197510", "1975年10月", "1975-10", "1975/10", "1975.10.01", "１９７５．１０", "1975年10月1日"]
)
def test_each_way_to_write_a_month_is_october(typed):
    assert cells.clean_month(typed).isoformat() == "1975-10-01"


def test_no_message_is_djangos_and_none_has_an_empty_place(client, clerk):
    head = ("乡镇(街道)", "村(社区)", "姓名", "性别", "党组织职务", "备注", "测评优", "出生年月")
    line = ["霞渡镇", "大岩社区", "王生春", "男", "书记", "好" * 600, -3, "七五年"]
    found = faults(upload(client, workbooks.workbook([head, line, [*line[:5], "", "", ""]])))
    assert any("最多" in one and "现有600个字，请精简" in one for one in found), found
    assert any("不能小于0，请核对后改正" in one for one in found), found
    assert not [one for one in found if "确保" in one or "“”" in one or "1975.10" in one or "行：：" in one], found


def test_forms_speak_as_workbooks_do(client, clerk):
    address = REGISTRY["teammember"].url("add")
    form = client.get(address).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value()) is not None}
    wrong = {"note": "好" * 600, "votes_excellent": "-3", "votes_basic": "两"}
    answer = client.post(address, typed | {"person__name": "王生春"} | wrong)
    assert answer.status_code == 422
    errors = {name: " ".join(answer.context["form"].errors[name]) for name in wrong}
    assert "现有600个字，请精简" in errors["note"]
    assert (errors["votes_excellent"], errors["votes_basic"]) == (
        "不能小于0，请核对后改正。",
        "请填写整数，不带单位。",
    )


def test_an_empty_table_says_that_no_line_was_read(client, clerk):
    head = ("乡镇(街道)", "村(社区)", "姓名", "性别", "序号")
    only_places = upload(client, workbooks.workbook([head, ("霞渡镇", "大岩社区", "", "", 1)]))
    ledger = REGISTRY["teammember"]
    page = client.get(ledger.url("import_preview", only_places.pk)).content.decode()
    assert "没有读到数据行" in page
    assert "完全相同" not in page
    nothing = upload(client, workbooks.saved(Workbook()))
    assert "没有内容" in nothing.message
