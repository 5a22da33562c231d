"""Everyday files that once were read wrong in silence: what they say now, from the upload to the preview."""

import csv
import io
import re
import zipfile

import pytest
from django.db.models import CharField
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from electioncycle.cleaning import cells, names
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.name_fields import NationField, PersonNameField, PlaceNameField
from electioncycle.records.rows import choice_labels
from electioncycle.roles import Role
from electioncycle.sheets import HeaderSpec, read_workbook
from tests import factories, workbooks
from tests.test_bad_input import confirm, counts, faults, upload
from villages.models import Person, TeamMember, Village

pytestmark = pytest.mark.django_db
UNSEEN_SIGNS = "\u00ad\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u2028\u202a\u2060\u2066\u3164\ufe0f\ufeff\U000e0100"
UNSEEN_CLASS = re.compile(f"[\0-\x09\x0b-\x1f\x7f-\x9f{UNSEEN_SIGNS}]")
HEAD = ("乡镇(街道)", "村(社区)", "姓名", "性别", "入党时间", "党组织职务")


@pytest.fixture
def village():
    found = factories.make_village("陈江村村民委员会", factories.make_township("虎跳镇"))
    factories.cycle_for(found)
    return found


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def read(data, name="班子.xlsx"):
    """What the reader makes of a workbook of members."""
    return read_workbook(data, name, [*map(HeaderSpec, HEAD), HeaderSpec("备注")])


def person(name="王秀英", joined="", **more):
    return ["虎跳镇", "陈江村", name, "女", joined, "书记", *more.values()]


def book(*lines, head=HEAD):
    return workbooks.workbook([head, *lines])


def text_file(*lines, encoding="gb18030"):
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *lines])
    return out.getvalue().encode(encoding)


def only_fault(client, data, name="班子.xlsx"):
    batch = upload(client, data, name=name)
    found = faults(batch)
    assert len(found) == 1, (batch.message, found)
    assert not TeamMember.objects.exists()
    return found[0]


def taken(client, data, **more):
    """The one member whom this workbook brings."""
    batch = upload(client, data, **more)
    assert counts(batch) == (1, 0, 0, 0, 0), (batch.message, faults(batch))
    confirm(client, batch)
    return TeamMember.objects.get()


# --- names -------------------------------------------------------------------------------------------------------

UNSEEN = [
    "王生春\u200e",
    "王生\u00ad春",
    "\u202a王生春\u202c",
    "王生春\u2028",
    "王\u2f63春",
    "王生春\ufe0f",
    "王 生春\U000e0100",
]
REFUSED = [
    ("甲?明", "疑似生僻字丢失"),
    ("甲？明", "疑似生僻字丢失"),
    ("甲□明", "疑似生僻字丢失"),
    ("甲\ufffd明", "疑似生僻字丢失"),
    ("甲*明", "请填写完整的姓名"),
    ("甲\ue123明", "系统外造字(U+E123)"),
    ("王秀英（女）", "括号里的内容填到相应的栏"),
    ("王\u0301秀英", "请只填姓名"),
    ("1.王秀英", "数字“1”"),
    ("王秀英2", "数字“2”"),
    ("王秀英、李秀兰", "请每行只填一个人的姓名"),
    ("王秀英★", "“★”，请只填姓名"),
    ("/", "请每行只填一个人的姓名"),
    ("无", "没有的请留空"),
]


@pytest.mark.parametrize("typed", UNSEEN, ids=ascii)
def test_what_nobody_sees_in_a_name_makes_no_second_person(client, clerk, typed):
    assert taken(client, book(person(typed))).person.name == "王生春"
    assert counts(upload(client, book(person("王生春")))) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("typed, said", REFUSED, ids=ascii)
def test_what_is_no_name_is_refused_with_what_to_do(client, clerk, typed, said):
    sentence = only_fault(client, book(person(typed)))
    assert sentence.startswith("第2行 C列“姓名”")
    assert said in sentence
    assert "请" in sentence


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("买买提．艾山", "买买提·艾山"),
        ("John Smith", "John Smith"),
        ("张〇", "张〇"),
        ("𠮷田", "𠮷田"),
        ("周 小明", "周小明"),
    ],
)
def test_rare_and_long_names_are_taken(client, clerk, typed, meant):
    assert taken(client, book(person(typed))).person.name == meant


def member_form(client, ledger, **typed):
    form = client.get(ledger.url("add")).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value is not None} | typed


@pytest.mark.parametrize(
    "typed, meant", [("周 小明", "周小明"), ("王\u2f63春\u200e", "王生春"), ("甲?明", ""), ("李4", "")]
)
def test_a_form_reads_a_name_as_a_workbook_does(client, clerk, village, typed, meant):
    ledger = REGISTRY["teammember"]
    sent = {"village": village.pk, "person__name": typed, "person__sex": "female", "party_post": "secretary"}
    answer = client.post(ledger.url("add"), member_form(client, ledger, **sent, person__ethnicity="汉"))
    assert answer.status_code == (302 if meant else 422)
    found = [(member.person.name, member.person.ethnicity) for member in TeamMember.objects.all()]
    assert found == ([(meant, "汉族")] if meant else [])
    if meant:
        assert meant in client.get(ledger.url("list"), {"q": meant}).content.decode()
    else:
        assert "疑似生僻字丢失" in answer.content.decode() or "请只填姓名" in answer.content.decode()


def test_a_name_stored_long_ago_does_not_stand_in_the_way_of_another_change(client, clerk, village):
    member = factories.make_member(village, "王秀英(女)")
    ledger = REGISTRY["teammember"]
    form = client.get(ledger.url("edit", member.pk)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(ledger.url("edit", member.pk), data | {"note": "已核对"}).status_code == 302
    member.refresh_from_db()
    assert (member.note, member.person.name) == ("已核对", "王秀英(女)")


@pytest.mark.parametrize(
    "typed, meant", [("汉", "汉族"), ("汉族", "汉族"), ("维吾尔", "维吾尔族"), ("穿青人", "穿青人")]
)
def test_a_nation_has_one_spelling(client, clerk, typed, meant):
    assert taken(client, book([*person(), typed], head=(*HEAD, "民族"))).person.ethnicity == meant


def test_every_field_for_a_persons_name_is_read_as_one():
    """A new ledger whose 姓名 is a plain text column would let 甲?明 in."""
    fields = [(ledger.name, ledger.field(name)) for ledger in REGISTRY.values() for name in ledger.fields]
    about = [(name, field) for name, field in fields if field.verbose_name in ("姓名", "对象姓名")]
    about = [(name, field) for name, field in about if isinstance(field, CharField)]
    assert len(about) >= 12
    assert [name for name, field in about if not isinstance(field, PersonNameField)] == []
    assert isinstance(Person._meta.get_field("ethnicity"), NationField)
    assert all(isinstance(REGISTRY[name].field("name"), PlaceNameField) for name in ("area", "village"))


def test_a_village_that_lost_a_character_is_not_taken_into_the_registry(client, village):
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, village.township.parent))
    head = ["乡镇(街道)", "村(社区)名称", "区划代码"]
    lost = workbooks.workbook([head, ["虎跳镇", "上?村村民委员会", ""]])
    batch = upload(client, lost, ledger="village")
    assert "疑似生僻字丢失，请按区划名册补上这个字" in faults(batch)[0]
    own = workbooks.workbook([head, ["虎跳镇", "上\ue123村村民委员会", ""]])
    batch = upload(client, own, ledger="village")
    assert counts(batch)[0] == 1, faults(batch)
    confirm(client, batch)
    batch.refresh_from_db()
    assert "可疑：含有系统外造字" in batch.message
    assert Village.objects.filter(name="上\ue123村村民委员会").exists()


# --- choices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header, typed, field, meant",
    [
        ("政治面貌", "中共党员（预备）", "politics", "probationary"),
        ("政治面貌", "团员", "politics", "league"),
        ("政治面貌", "党员", "politics", "party_member"),
        ("政治面貌", "中共党员(党员)", "politics", "party_member"),
        ("最高学历", "中专", "education", "high_school"),
        ("最高学历", "初中", "education", "junior"),
        ("最高学历", "大学本科", "education", "bachelor"),
        ("最高学历", "高中（中专）", "education", "high_school"),
    ],
)
def test_other_words_for_a_choice_are_understood(client, clerk, header, typed, field, meant):
    member = taken(client, book([*person(), typed], head=(*HEAD, header)))
    assert getattr(member.person, field) == meant


@pytest.mark.parametrize(
    "header, typed", [("最高学历", "大专（在读）"), ("政治面貌", "群众(原党员)"), ("村(居)委会职务", "党支部委员")]
)
def test_brackets_that_say_more_than_the_choice_are_refused(client, clerk, header, typed):
    sentence = only_fault(client, book([*person(), typed], head=(*HEAD, header)))
    assert f"“{typed}”不在可填的内容之内，可填：" in sentence


@pytest.mark.parametrize(
    "typed, meant", [("书记(主持工作)", None), ("党支部书记", "secretary"), ("支部委员", "member")]
)
def test_posts_of_the_branch_are_understood_and_what_is_added_is_refused(client, clerk, typed, meant):
    line = person()
    line[5] = typed
    if meant:
        assert taken(client, book(line)).party_post == meant
    else:
        assert "不在可填的内容之内" in only_fault(client, book(line))


def test_brackets_never_turn_one_choice_of_any_ledger_into_another():
    """中共党员（预备） is no 中共党员; what no label says must not be dropped from any choice of any column."""
    choices = [
        choice_labels(ledger.field(name))
        for ledger in REGISTRY.values()
        for name in ledger.fields
        if ledger.field(name).choices
    ]
    assert len(choices) >= 40
    for labels in choices:
        for label in labels.values():
            for added in ("主持工作", "在读", "原", "待定"):
                with pytest.raises(ValueError, match="不在可填的内容之内"):
                    cells.clean_choice(f"{label}（{added}）", labels)


# --- errors and formulas -----------------------------------------------------------------------------------------


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods(rows: str) -> bytes:
    """An ods with these rows under the header, as LibreOffice writes them."""
    header = "".join(map(ods_cell, HEAD))
    spaces = " ".join(
        f'xmlns:{name}="{where}"'
        for name, where in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        }.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        '<table:table table:name="封面"><table:table-row><table:table-cell table:number-columns-repeated="3"/>'
        '</table:table-row></table:table><table:table table:name="班子">'
        f"<table:table-row>{header}</table:table-row>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        spaces = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}/>")
    return out.getvalue()


def ods_row(joined: str, name: str = "王秀英", **given: str) -> str:
    texts = "".join(map(ods_cell, person(name)[:4]))
    attributes = "".join(f' table:{key}="{value}"' for key, value in given.items())
    return f"<table:table-row{attributes}>{texts}{joined}{ods_cell('书记')}</table:table-row>"


@pytest.mark.parametrize(
    "cell, said",
    [
        (ods_cell("#N/A", 'table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"'), "值 #N/A"),
        (ods_cell("#DIV/0!", 'table:formula="of:=1/0" office:value-type="float" office:value="0"'), "值 #DIV/0!"),
        (ods_cell("Err:508", 'table:formula="of:=X(" office:value-type="string"'), "值 Err:508"),
        ('<table:table-cell table:formula="of:=[.A1]"/>', "公式没有计算结果"),
    ],
)
def test_errors_of_an_ods_are_faults_and_no_blanks(client, clerk, cell, said):
    sentence = only_fault(client, ods(ods_row(cell)), name="班子.ods")
    assert sentence.startswith("第2行 E列“入党时间”")
    assert said in sentence


def test_a_blank_of_an_ods_stays_a_blank(client, clerk):
    assert taken(client, ods(ods_row("<table:table-cell/>")), name="班子.ods").person.joined_party is None


def test_errors_of_an_old_xls_are_faults_and_no_blanks(client, clerk):
    data = (workbooks.DATA / "errors.xls").read_bytes()
    found = faults(upload(client, data, name="班子.xls"))
    assert ["值 #N/A" in found[0], "值 #DIV/0!" in found[1]] == [True, True]
    assert [sentence.split("“")[0] for sentence in found[:2]] == ["第2行 E列", "第3行 E列"]
    assert not TeamMember.objects.exists()


@pytest.mark.parametrize("typed", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_that_a_text_file_carries_is_a_fault_in_every_column(client, clerk, typed):
    assert f"错误值 {typed}" in only_fault(client, text_file(person(typed)), name="班子.csv")
    assert f"错误值 {typed}" in only_fault(client, text_file(person(joined=typed)), name="班子.csv")


def test_formulas_without_a_result_are_found_where_cells_carry_no_address(client, clerk):
    texts = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in person()[:4])
    head = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD)
    rows = f"<row>{head}</row><row>{texts}<c><f>TODAY()</f></c></row>".encode()
    sheet = dict.fromkeys(
        (b"<sheetData />", b"<sheetData></sheetData>", b"<sheetData/>"), b"<sheetData>" + rows + b"</sheetData>"
    )
    sentence = only_fault(client, workbooks.with_sheet_xml(workbooks.workbook([]), sheet))
    assert sentence.startswith("第2行 E列“入党时间”：公式没有计算结果")


# --- lines that do not show, lines that are not read --------------------------------------------------------------


def test_hidden_lines_are_named_in_every_format(client, clerk, village):
    page = Workbook()
    for line in (HEAD, person(), person("李秀兰"), person("张秀芳")):
        page.active.append(line)
    page.active.row_dimensions[3].hidden = True
    page.active.column_dimensions["F"].hidden = True
    page.active.auto_filter.ref = "A1:F4"
    assert read(workbooks.saved(page)).hidden == [3]
    assert read((workbooks.DATA / "errors.xls").read_bytes()).hidden == [4]
    rows = ods_row("<table:table-cell/>") + ods_row("<table:table-cell/>", "李秀兰", visibility="filter")
    assert read(ods(rows + ods_row("<table:table-cell/>", "张秀芳", visibility="collapse"))).hidden == [3, 4]
    assert read(book(person())).hidden == []


def test_lines_that_are_not_read_are_named_and_data_is_never_taken_for_a_note(client, clerk):
    head = ("备注", "姓名", "性别", "村(社区)", "乡镇(街道)", "入党时间")
    rows = [
        ("负责人", "王秀英", "女", "陈江村", "虎跳镇", "2020-09"),
        ("注:待核", "李秀兰", "女", "陈江村", "虎跳镇", "2020-09"),
        ("联系人", "张秀芳", "女", "", "", "2020-09"),
        ("合计", "3人"),
        ("单位负责人(签字):", "赵四", "填表人:", "王五", "联系电话:", "13800000000"),
        ("填表说明:",),
        ("1.每人一行。",),
        ("", "", "", "", "", ""),
    ]
    found = read(workbooks.workbook([head, *rows]))
    assert [row.cells["姓名"].value for row in found.rows] == ["王秀英", "李秀兰", "张秀芳"]
    assert found.skipped == [(5, "合计"), (6, "单位负责人(签字):"), (7, "填表说明:"), (8, "1.每人一行。")]


# --- files -------------------------------------------------------------------------------------------------------

TABLE = "<table><tr><th>姓名</th></tr><tr><td>王秀英</td></tr></table>"


@pytest.mark.parametrize(
    "data",
    [
        f"<div>\r\n<head><meta charset='utf-8'></head>{TABLE}</div>".encode(),
        f"\n <style>td {{}}</style>{TABLE}".encode("gb18030"),
        f"<!-- 导出 -->{TABLE}".encode("utf-16"),
        f"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n{TABLE}".encode(),
        f"From: <Saved by WPS>\r\nSubject: 1\r\n\r\n{TABLE}".encode(),
    ],
)
def test_a_web_page_under_the_name_of_a_workbook_is_called_one(client, clerk, data):
    batch = upload(client, data, name="班子.xls")
    assert "是网页格式的表格，不是真正的工作簿，请用 WPS 或 Excel 打开后另存为 xlsx 再上传" in batch.message


def test_a_quotation_mark_that_nothing_closes_is_named_with_its_line(client, clerk):
    lines = text_file(person(), person("李秀兰"), person("张秀芳"), encoding="utf-8").decode()
    for broken in (
        lines.replace("陈江村,张秀芳", '"陈江村,张秀芳'),
        lines.replace("陈江村,张秀芳", '"陈江村,张秀芳') + '虎跳镇,"陈江村",赵秀,女,,书记\r\n',
    ):
        batch = upload(client, broken.encode(), name="班子.csv")
        assert "第 4 行的引号不成对" in batch.message
        assert "没有读到数据行" in batch.message
    sound = lines.replace("王秀英", '"王秀英"').replace("书记\r\n虎跳镇,陈江村,李", '"书记"\r\n虎跳镇,"陈江村",李')
    assert counts(upload(client, sound.encode(), name="班子.csv"))[0] == 3


@pytest.mark.parametrize("typed", ["_x738B_生春", "王_x751F_春_x000D_"])
def test_escapes_are_decoded_as_excel_does(client, clerk, typed):
    assert taken(client, book(person(typed))).person.name == "王生春"
    emoji = book([*person(), "_xD83D__xDE00_"], head=(*HEAD, "备_x6CE8_"))
    assert read(emoji).rows[0].cells["备注"].value == "😀"


# --- fillers and headings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["无", "/", "-", "—", "不详", "暂无", "N/A"])
@pytest.mark.parametrize(
    "clean",
    [
        cells.clean_date,
        cells.clean_month,
        cells.clean_int,
        cells.clean_decimal,
        cells.clean_id_number,
        cells.clean_phone,
    ],
)
def test_a_filler_is_told_to_be_left_out(clean, typed):
    with pytest.raises(ValueError, match="没有的请留空"):
        clean(typed)


@pytest.mark.parametrize("typed", ["无", "/", "—"])
def test_a_filler_in_a_day_is_refused_with_a_spelling_that_no_cell_changes(client, clerk, typed):
    sentence = only_fault(client, book(person(joined=typed)))
    assert "没有的请留空" in sentence
    assert "1975.10" not in sentence


def test_everyday_headings_bring_number_telephone_and_schooling(client, clerk):
    head = (*HEAD, "身份证号码", "联系电话", "学历")
    found = taken(client, book([*person(), workbooks.ID_NUMBER, "13800000000", "大专"], head=head)).person
    assert (found.id_number, found.phone, found.education) == (workbooks.ID_NUMBER, "13800000000", "college")


@pytest.mark.parametrize("heading", ["身份证扫描件号", "配偶身份证号", "身份证号(配偶)", "证件号码"])
def test_an_id_number_under_an_unknown_heading_refuses_the_sheet(client, clerk, heading):
    batch = upload(client, book([*person(), workbooks.ID_NUMBER], head=(*HEAD, heading)))
    assert batch.state == "refused"
    assert f"不认识的列“{heading}”" in batch.message
    assert "请把列名改成“身份证号”" in batch.message


# --- what holds for every text -----------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
CLEANERS = (cells.clean_text, cells.clean_name, names.clean_person_name, names.clean_place_name, names.clean_nation)


@pytest.mark.parametrize("clean", CLEANERS)
@given(text=TEXTS)
def test_cleaning_is_done_in_one_go_and_leaves_nothing_unseen(clean, text):
    try:
        once = clean(text)
    except ValueError:
        return
    assert clean(once) == once
    if once is not None:
        assert once == once.strip() != ""
        assert not UNSEEN_CLASS.search(once)


@given(before=st.text(UNSEEN_SIGNS, max_size=3), after=st.text(UNSEEN_SIGNS, max_size=3))
def test_unseen_characters_around_a_name_never_make_another(before, after):
    assert names.clean_person_name(f"{before}王{after}生春{before}") == "王生春"
