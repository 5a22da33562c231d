"""What offices upload: every fault in one plain sentence, nothing written that was not chosen, no error ever."""

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import files
from electioncycle.records.history import record
from electioncycle.roles import Role
from electioncycle.security.privacy import mask_id
from electioncycle.workbooks import imports
from tests import factories, workbooks
from villages.models import TeamMember, Village, VillageProfile

pytestmark = pytest.mark.django_db
TEAM, PROFILE, REGISTER = "teammember", "villageprofile", "village"
HEAD = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "出生年月", "党组织职务", "入党时间"]
ID = workbooks.ID_NUMBER  # born 1949-12-31, a woman


@pytest.fixture
def village():
    """陈江村 of 虎跳镇, next to a community of the same name, with an open cycle."""
    township = factories.make_township("虎跳镇")
    factories.make_village("陈江社区居民委员会", township, kind="community")
    found = factories.make_village("陈江村村民委员会", township)
    factories.make_village("石门村村民委员会", township)
    factories.cycle_for(found)
    return found


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def line(village="陈江村", name="王秀英", sex="女", number=ID, birth="", post="书记", joined="", town="虎跳镇"):
    return [town, village, name, sex, number, birth, post, joined]


def book(*lines, head=HEAD, **more):
    return workbooks.workbook([head, *lines], **more)


def upload(client, data, ledger=TEAM, name="班子.xlsx"):
    sheet = BytesIO(data)
    sheet.name = name
    answer = client.post(REGISTRY[ledger].url("import"), {"file": sheet})
    assert answer.status_code == 302
    batch = imports.ImportBatch.objects.latest("id")
    if batch.state == "checking":  # a large file is left to the worker
        imports.check(REGISTRY[ledger], batch, cycle=factories.make_cycle())
    return batch


def preview(client, batch):
    """The text of the preview page."""
    answer = client.get(REGISTRY[batch.ledger_name].url("import_preview", batch.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(client, batch, **data):
    return client.post(REGISTRY[batch.ledger_name].url("import_preview", batch.pk), data)


def faults(batch):
    rows = json.loads(batch.preview)["rows"]
    return [sentence for row in rows["wrong"] for sentence in row["faults"]]


def counts(batch):
    return tuple(batch.counts.get(kind) for kind in ("new", "changed", "unchanged", "wrong", "held"))


def only_fault(client, data, **more):
    """The one sentence with which this workbook is sent back; nothing is written."""
    batch = upload(client, data, **more)
    assert batch.state == "ready", batch.message
    found = faults(batch)
    assert len(found) == 1, found
    assert "工作表“班子”" in preview(client, batch)
    assert not TeamMember.objects.exists()
    return found[0]


# --- cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad, where, what, said",
    [
        ({"number": ID[:-1] + "1"}, "第2行 E列“身份证号”", mask_id(ID[:-1] + "1"), "校验位不符"),
        ({"number": ID[:15]}, "第2行 E列“身份证号”", mask_id(ID[:15]), "请填写 18 位"),
        ({"number": 110105194912310021}, "第2行 E列“身份证号”", "110***********0000", "设为文本格式"),
        ({"sex": "男"}, "第2行 D列“性别”", "男", "身份证号为女性"),
        ({"sex": "女性干部"}, "第2行 D列“性别”", "女性干部", "可填：男、女"),
        ({"sex": ""}, "第2行 D列“性别”", "", "必填"),
        ({"birth": "1950.12"}, "第2行 F列“出生年月”", "1950.12", "1949-12"),
        ({"birth": 1975.1, "number": ""}, "第2行 F列“出生年月”", "1975.1", "请写成“1975-01”或“1975-10”"),
        ({"birth": "不详"}, "第2行 F列“出生年月”", "不详", "请填成"),
        ({"joined": "九八年"}, "第2行 H列“入党时间”", "九八年", "请填成"),
        ({"joined": "2020-13-45"}, "第2行 H列“入党时间”", "2020-13-45", "请"),
        ({"post": "队长"}, "第2行 G列“党组织职务”", "队长", "可填："),
        ({"post": "无"}, "第2行 G列“党组织职务”", "无", "至少有一项职务"),
        ({"village": "陈江"}, "第2行 B列“村(社区)”", "陈江", "陈江社区居民委员会"),
        ({"village": "陈家村"}, "第2行 B列“村(社区)”", "陈家村", "相近的有"),
        ({"village": ""}, "第2行 B列“村(社区)”", "", "请填写"),
        ({"town": "西坪乡"}, "第2行 A列“乡镇(街道)”", "西坪乡", "管辖范围"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place_its_value_and_what_to_do(client, clerk, bad, where, what, said):
    sentence = only_fault(client, book(line(**bad)))
    assert sentence.startswith(where)
    assert what in sentence
    assert said in sentence
    assert "请" in sentence or "可填" in sentence


def test_a_name_that_fits_two_villages_is_refused_with_both(client, clerk):
    sentence = only_fault(client, book(line("陈江")))
    assert "虎跳镇陈江社区居民委员会、虎跳镇陈江村村民委员会" in sentence
    assert "请填写全称" in sentence


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("陈江村村民委员会", "陈江村村民委员会"),
        ("陈江村", "陈江村村民委员会"),
        ("陈江村委会", "陈江村村民委员会"),
        ("陈江村村委会", "陈江村村民委员会"),
        ("陈江社区", "陈江社区居民委员会"),
        ("陈江居委会", "陈江社区居民委员会"),
        ("石门", "石门村村民委员会"),
        (" 石门　村 ", "石门村村民委员会"),
    ],
)
def test_everyday_names_of_villages_are_understood_where_they_are_unique(client, clerk, typed, meant):
    batch = upload(client, book(line(typed)))
    assert counts(batch) == (1, 0, 0, 0, 0), faults(batch)
    confirm(client, batch)
    assert TeamMember.objects.get().village.name == meant


def test_another_townships_village_cannot_be_entered_even_by_its_full_name(client, clerk):
    factories.make_village("白石村村民委员会", factories.make_township("西坪乡"))
    for typed in ({"town": "西坪乡", "village": "白石村村民委员会"}, {"town": "", "village": "白石村村民委员会"}):
        sentence = only_fault(client, book(line(**typed)))
        assert "管辖范围" in sentence


@pytest.mark.parametrize("typed", [1975.1, "1975.10", "1975年10月", "1975-10", "197510", date(1975, 10, 13)])
def test_a_month_however_typed_is_settled_by_the_id(client, clerk, typed):
    number = factories.id_number(date(1975, 10, 13), male=False)
    batch = upload(client, book(line(number=number, birth=typed)))
    assert counts(batch) == (1, 0, 0, 0, 0), faults(batch)
    confirm(client, batch)
    assert TeamMember.objects.get().person.birth == date(1975, 10, 13)
    assert counts(upload(client, book(line(number=number, birth=typed)))) == (0, 0, 1, 0, 0)


def test_full_width_digits_spaces_and_text_dates_are_understood(client, clerk):
    wide = ID[:17].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}) + "x"
    batch = upload(client, book(line(name="王 秀 英", number=wide, joined="１９９８年７月１日")))
    assert counts(batch) == (1, 0, 0, 0, 0), faults(batch)
    confirm(client, batch)
    person = TeamMember.objects.get().person
    assert (person.name, person.id_number, person.joined_party) == ("王秀英", ID, date(1998, 7, 1))


def test_a_formula_without_a_value_is_a_fault_and_no_blank(client, clerk):
    assert "公式没有计算结果" in only_fault(client, book(line(joined="=TODAY()")))


def test_the_same_person_twice_is_refused_on_the_second_line(client, clerk):
    sentence = only_fault(client, book(line(), line(name="王秀英")))
    assert sentence.startswith("第3行")
    assert "与第2行重复" in sentence


# --- headers and layout ------------------------------------------------------------------------------------------


def test_a_missing_column_is_named_and_nothing_is_read(client, clerk):
    batch = upload(client, book(*[line()[:3]], head=HEAD[:3]))
    assert batch.state == "refused"
    text = preview(client, batch)
    assert "工作表“班子”第 1 行的表头缺少必填列：性别" in text
    assert "没有写入任何数据" in text
    assert confirm(client, batch).status_code == 422


def test_foreign_headers_are_refused_with_the_ones_expected(client, clerk):
    batch = upload(client, workbooks.workbook([["品名", "单价"], ["化肥", 3]]))
    assert batch.state == "refused"
    assert "表头应包含：" in batch.message
    assert "模板" in batch.message


def test_a_column_that_stands_twice_is_refused(client, clerk):
    batch = upload(client, book([*line(), "男"], head=[*HEAD, "性别"]))
    assert batch.state == "refused"
    assert "“性别”(D列、I列)" in batch.message


def test_reordered_columns_titles_totals_ditto_and_merged_cells_are_understood(client, clerk):
    head = ["身份证号", "性别", "姓名", "村(社区)", "乡镇", "党组织职务", "特长"]
    lines = [
        ["虎跳镇村(社区)班子情况统计表"],
        [],
        head,
        [ID, "女", "王秀英", "陈江村", "虎跳镇", "书记", "唱歌"],
        [factories.id_number(male=False), "同上", "李四妹", "〃", "", "委员"],
        ["合计", "", "2人"],
        ["填表说明：一、本表由乡镇填写"],
        ["制表人：张三"],
    ]
    batch = upload(client, workbooks.workbook(lines, merged=["A1:G1", "E4:E5"]))
    assert counts(batch) == (2, 0, 0, 0, 0), (batch.message, batch.preview)
    assert "没有认出这些栏目" in preview(client, batch)
    confirm(client, batch)
    assert {(m.person.name, m.person.sex, m.village.name) for m in TeamMember.objects.all()} == {
        ("王秀英", "female", "陈江村村民委员会"),
        ("李四妹", "female", "陈江村村民委员会"),
    }


def test_gb18030_text_and_old_workbooks_are_read(client, clerk):
    text = "\n".join(",".join(map(str, cells)) for cells in (HEAD, line(joined="1998-07-01")))
    assert counts(upload(client, text.encode("gb18030"), name="班子.csv")) == (1, 0, 0, 0, 0)
    doubtful = "\n".join(",".join(map(str, cells)) for cells in (HEAD, line(joined="1998.1")))
    assert "请写成“1998-01”或“1998-10”" in faults(upload(client, doubtful.encode("gb18030"), name="班子.csv"))[0]
    old = upload(client, (Path(__file__).parent / "data" / "team.xls").read_bytes(), name="班子.xls")
    assert old.state in ("ready", "refused")
    assert old.state == "ready" or "缺少必填列" in old.message


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ledger", [TEAM, PROFILE])
@pytest.mark.parametrize(
    "data, name, said",
    [
        (b"", "空.xlsx", "空文件"),
        ("今天开会".encode(), "通知.txt", "没有找到表头"),
        (b"%PDF-1.7 ...", "扫描.pdf", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n....", "照片.xlsx", "图片"),
        (workbooks.encrypted(), "加密.xlsx", "密码"),
        (workbooks.zip_bomb(600), "炸弹.xlsx", "解压后有"),
        (workbooks.lying_zip_bomb(), "炸弹.xlsx", "已损坏"),
        (book(line())[:2000], "断.xlsx", "没有传完整"),
        (workbooks.workbook([]), "白.xlsx", "没有内容"),
        (book(), "表头.xlsx", "没有数据"),
    ],
)
def test_a_file_that_is_no_workbook_gets_one_sentence(client, clerk, ledger, data, name, said):
    batch = upload(client, data, ledger, name)
    text = preview(client, batch)
    assert batch.state == "refused"
    assert said in batch.message or "缺少必填列" in batch.message
    assert "请" in batch.message
    assert batch.message.replace('"', "&quot;") in text
    assert client.get(REGISTRY[ledger].url("annotated", batch.pk)).status_code == 422
    assert confirm(client, batch).status_code == 422


def test_more_rows_than_allowed_are_refused_in_words(client, clerk):
    batch = upload(client, workbooks.many_rows(50_001), PROFILE)
    assert batch.state == "refused"
    assert "超过 50000 行的上限" in batch.message
    assert "请分成几个文件" in preview(client, batch)


# --- what was not chosen is not written --------------------------------------------------------------------------


def test_a_village_goes_in_whole_or_not_at_all(client, clerk):
    batch = upload(
        client,
        book(
            line(),
            line(name="李四妹", number=factories.id_number(male=False), sex="男"),
            line("石门村", "赵大春", "男", factories.id_number()),
        ),
    )
    assert counts(batch) == (1, 0, 0, 1, 1)
    assert "同村第3行有误" in preview(client, batch)
    assert not TeamMember.objects.exists()
    assert confirm(client, batch, which="all").status_code == 422
    assert not TeamMember.objects.exists()
    assert confirm(client, batch, which="faultless").status_code == 302
    assert [member.village.name for member in TeamMember.objects.all()] == ["石门村村民委员会"]
    assert client.get(REGISTRY[TEAM].url("annotated", batch.pk)).status_code == 200


def test_the_workbook_comes_back_with_red_cells_and_the_reasons(client, clerk):
    batch = upload(client, book(line(sex="男"), line("石门村", "赵大春", "男", factories.id_number())))
    data = client.get(REGISTRY[TEAM].url("annotated", batch.pk)).content
    page = load_workbook(BytesIO(data)).active
    assert page["I1"].value == "错误说明"
    assert page["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "身份证号为女性" in page["D2"].comment.text
    assert "第2行 D列“性别”" in page["I2"].value
    assert (page["C3"].value, page["I3"].value, page["D3"].comment) == ("赵大春", None, None)


def test_a_second_confirmation_is_refused(client, clerk):
    batch = upload(client, book(line()))
    assert confirm(client, batch).status_code == 302
    again = confirm(client, batch)
    assert again.status_code == 422
    assert "不会重复导入" in again.content.decode()
    assert TeamMember.objects.count() == 1


def test_nothing_is_written_when_somebody_changed_a_row_after_the_preview(client, clerk, village):
    member = factories.make_member(village, "王秀英", {"sex": "female", "id_number": ID})
    batch = upload(client, book(line(post="委员"), line("石门村", "赵大春", "男", factories.id_number())))
    assert counts(batch) == (1, 1, 0, 0, 0), faults(batch)
    member.note = "县里补记"
    record(member, by=factories.clerk())
    answer = confirm(client, batch)
    assert answer.status_code == 422
    assert "请重新上传" in answer.content.decode()
    assert TeamMember.objects.get().party_post == "secretary"


def test_an_upload_of_somebody_else_does_not_exist(client, clerk, village):
    batch = upload(client, book(line()))
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    for name in ("import_preview", "annotated"):
        assert client.get(REGISTRY[TEAM].url(name, batch.pk)).status_code == 404
    assert confirm(client, batch).status_code == 404
    assert client.get(REGISTRY[PROFILE].url("import_preview", batch.pk)).status_code == 404


def test_after_a_day_the_upload_is_gone_and_says_so(client, clerk):
    batch = upload(client, book(line()))
    files.StoredFile.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for erased in (False, True):
        if erased:
            assert files.erase_expired() == 3, "the workbook, what was kept to mark it and the plan of its preview"
        assert "只保存24小时" in preview(client, batch)
        answer = confirm(client, batch)
        assert answer.status_code == 422
        assert "请重新上传" in answer.content.decode()
        assert client.get(REGISTRY[TEAM].url("annotated", batch.pk)).status_code == 422
    assert not TeamMember.objects.exists()


# --- there and back ----------------------------------------------------------------------------------------------


def edited(client, ledger, change):
    """The export of a ledger after somebody changed cells: ``change`` gets a function header, row → cell."""
    found = load_workbook(BytesIO(client.get(REGISTRY[ledger].url("export")).content))
    page = found.active
    head = next(row for row in page.iter_rows() if any(cell.value == "编号" for cell in row))
    columns = {str(cell.value): cell.column for cell in head}
    change(lambda header, row: page.cell(head[0].row + row, columns[header]))
    return workbooks.saved(found)


def test_an_edited_cell_of_an_export_changes_exactly_that(client, clerk, village):
    one = factories.make_profile(village)
    other = factories.make_profile(Village.objects.get(name="石门村村民委员会"))
    rows = list(VillageProfile.objects.values("pk", "households", "groups", "version"))

    def change(cell):
        cell("户数", 1).value = 321

    batch = upload(client, edited(client, PROFILE, change), PROFILE, "村情.xlsx")
    assert counts(batch) == (0, 1, 1, 0, 0), batch.preview
    confirm(client, batch)
    after = list(VillageProfile.objects.values("pk", "households", "groups", "version"))
    changed = [new for old, new in zip(rows, after, strict=True) if old != new]
    assert len(changed) == 1
    assert (changed[0]["households"], changed[0]["groups"]) == (321, 6)
    assert {one.pk, other.pk} == {row["pk"] for row in after}


def test_a_masked_number_left_alone_stays_and_a_new_one_is_written(client, clerk, village):
    member = factories.make_member(village, "王秀英", {"sex": "female", "id_number": ID})
    new = factories.id_number(date(1980, 5, 1), male=False)

    def rename(cell):
        assert cell("身份证号", 1).value != ID
        cell("备注", 1).value = "连任"

    confirm(client, upload(client, edited(client, TEAM, rename)))
    member = TeamMember.objects.get()
    assert (member.note, member.person.id_number) == ("连任", ID)

    def renumber(cell):
        cell("身份证号", 1).value, cell("出生年月", 1).value = new, ""

    batch = upload(client, edited(client, TEAM, renumber))
    assert counts(batch) == (0, 1, 0, 0, 0), batch.preview
    assert new not in preview(client, batch)
    confirm(client, batch)
    person = TeamMember.objects.get().person
    assert (person.id_number, person.birth) == (new, date(1980, 5, 1))


def test_a_foreign_mask_is_no_number(client, clerk, village):
    factories.make_member(village, "王秀英", {"sex": "female", "id_number": ID})

    def change(cell):
        cell("身份证号", 1).value = "510***********1234"

    batch = upload(client, edited(client, TEAM, change))
    assert counts(batch) == (0, 0, 0, 1, 0)
    assert "18 位" in faults(batch)[0]
    assert TeamMember.objects.get().person.id_number == ID


@pytest.mark.parametrize("key", ["R{theirs}V1", "R999999999999999999V1", "R-1V1", "编造", "R{mine}V77"])
def test_a_forged_row_number_is_refused(client, clerk, village, key):
    far = factories.make_village("白石村村民委员会", factories.make_township("西坪乡"))
    theirs, mine = factories.make_member(far), factories.make_member(village, "李大山")

    def change(cell):
        cell("编号", 1).value = key.format(theirs=theirs.pk, mine=mine.pk)
        cell("备注", 1).value = "越权"

    batch = upload(client, edited(client, TEAM, change))
    assert counts(batch) == (0, 0, 0, 1, 0)
    assert "请" in faults(batch)[0]
    assert not TeamMember.objects.filter(note="越权").exists()


# --- the registry ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells_, where, said",
    [
        (["虎跳镇", "99010110", "新村"], "B列", "12位"),
        (["虎跳镇", 9.90101e11, "新村"], "", ""),
        (["虎跳镇", "990101999201", ""], "C列", "必填"),
        (["虎跳镇", "", "陈江村村民委员会", "城区"], "D列", "可填"),
    ],
)
def test_a_wrong_line_of_the_registry_is_named_on_the_page(client, village, cells_, where, said):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, village.township.parent))
    before = Village.objects.count()
    head = ["乡镇(街道)", "区划代码", "村(社区)名称", "类别"]
    batch = upload(client, workbooks.workbook([head, cells_], sheet="名册"), REGISTER)
    text = preview(client, batch)
    if said:
        assert counts(batch)[3] == 1
        assert f"第2行 {where}" in faults(batch)[0]
        assert said in faults(batch)[0]
        assert "工作表“名册”" in text
    assert Village.objects.count() == before


def test_many_sheets_are_read_once_and_the_others_are_named(client, clerk):
    found = Workbook()
    for number, title in enumerate(("虎跳镇", "第二张")):
        page = found.active if number == 0 else found.create_sheet()
        page.title = title
        page.append(HEAD)
        page.append(line(name=f"王秀{'英兰'[number]}", number=factories.id_number(male=False)))
    batch = upload(client, workbooks.saved(found))
    assert counts(batch)[0] == 1
    assert "还有1张工作表有同样的表，这次没有读取：第二张。" in preview(client, batch)
