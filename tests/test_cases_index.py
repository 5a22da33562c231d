"""Everyday workbooks that once did harm, one file of each kind with the right result of its line of the index."""

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.security.privacy import mask_id
from electioncycle.workbooks import imports
from tests import workbooks
from tests.office_world import NUMBER, TOWN, VILLAGE, make_office
from villages.models import TeamMember

pytestmark = pytest.mark.django_db
WHO = ("乡镇(街道)", "村(社区)", "姓名", "性别")
JOINED = (*WHO, "入党时间")
OTHER = "990101197007074014"
RISK = ("乡镇(街道)", "村(社区)", "风险类别", "基本情况(事实)", "备注", "编号")
PAGE = "<div><table><tr><th>姓名</th></tr><tr><td>王生春</td></tr></table></div>"


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Built once; what a test writes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_office()
        transaction.set_rollback(True)


@pytest.fixture
def office(client, made, db):
    client.force_login(made.clerk)
    return made


@dataclass
class Case:
    """``makes``: the file, of the office's data; ``counts``: what the preview counts; ``says`` and ``never``: words
    of the preview. ``unread``: the file is refused as a whole."""

    name: str
    makes: Any
    counts: dict[str, int]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    ledger: str = "teammember"
    unread: bool = False


def sheet(head, *lines):
    return lambda office: workbooks.workbook([head, *lines])


def line(name="王生春", *more, village=VILLAGE, town=TOWN, sex="男"):
    return (town, village, name, sex, *more)


def spreadsheet(change, head, *lines):
    """A workbook to which openpyxl does something more."""

    def make(office):
        book = Workbook()
        for row in (head, *lines):
            book.active.append(row)
        change(book.active)
        return workbooks.saved(book)

    return make


def hide(page):
    for number in (3, 4):
        page.row_dimensions[number].hidden = True


def far_away(page):
    page["E300000"] = " "


def wide_merges(page):
    page.merge_cells("A900:XFD960")
    page.merge_cells("A2:A2000")


def own(office):
    """An office's own workbook: title, merged villages, a drop-down to another sheet, notes, a red cell, formulas."""
    book = Workbook()
    page = book.active
    page.title = "霞渡镇班子"
    for row in (
        ["霞渡镇村“两委”班子成员名册"],
        ["序号", "乡镇", "村", "姓名", "性别", "政治面貌", "入党时间", "测评情况", None, "合计票"],
        [None, None, None, None, None, None, None, "优", "称", None],
        [1, TOWN, VILLAGE, "王生春", "男", "党员", "2015-07", 20, 10, "=H4+I4"],
        [2, None, None, "杨明国", "男", "党员", "七五年", 20, 10, "=H5+I5"],
        ["合计"],
    ):
        page.append(row)
    for cells in ("A1:J1", "H2:I2", "B4:B5", "C4:C5", "A2:A3", "B2:B3", "C2:C3", "D2:D3"):
        page.merge_cells(cells)
    page["D4"].comment, page["F4"].fill = Comment("电话已换", "张某"), PatternFill("solid", fgColor="FFFFC7CE")
    choice = DataValidation(type="list", formula1="字典!$A$1:$A$2")
    choice.add("F4:F9")
    page.add_data_validation(choice)
    book.create_sheet("字典").append(["党员"])
    changes = {b"<v></v>": b"<v>30</v>", b"<v />": b"<v>30</v>", b"<v/>": b"<v>30</v>"}
    return workbooks.with_sheet_xml(workbooks.saved(book), changes)


def risks(office):
    lines = [
        (TOWN, "梧岭村", str(row.kind), row.facts, note, office.keys[name])
        for name, note in (("open", "补充"), ("closed", None))
        if (row := office.members[name])
    ]
    return workbooks.workbook([RISK, *lines])


def taken_day(office):
    day = office.members["second"].day.isoformat()
    return workbooks.workbook([("乡镇(街道)", "日期", "动态", "编号"), (TOWN, day, "无异常", office.keys["first"])])


def unseen(sign):
    return sheet(JOINED, line(f"王生春{sign}", "2020-09"))


def old_xls(office):
    """The old xls whose cells hold errors, of this township; its words stand in it as UTF-16."""
    content = (workbooks.DATA / "errors.xls").read_bytes()
    for theirs, ours in (("虎跳镇", TOWN), ("陈江村", "石垟村")):
        content = content.replace(theirs.encode("utf-16-le"), ours.encode("utf-16-le"))
    return content


CASES = (
    Case(
        "17-same-name-other-id.xlsx",
        sheet((*WHO, "身份证号"), line("林长斌", OTHER, village="梧岭村")),
        {"wrong": 1},
        ("同村已有同名、号码不同的", "更正号码请用带编号的导出表", "另有其人"),
        (OTHER,),
    ),
    Case(
        "18b-two-new-same-name-noid.xlsx",
        sheet((*WHO, "身份证号", "党组织职务"), line("甲同名", None, "委员"), line("甲同名", None, "委员")),
        {"wrong": 1, "held": 1},
        ("第3行：与第2行重复，请只保留一行；确是两条的，请填写“身份证号”加以区分",),
    ),
    Case(
        "19-blank-id-clears.xlsx",
        sheet((*WHO, "身份证号", "入党时间"), line("莫小雪", None, "2020-09", village="柳田村", sex="女")),
        {"changed": 1},
        ("入党时间",),
        ("将清空",),
    ),
    *(
        Case(f"20-name-invisible-{at}.xlsx", unseen(sign), {"changed": 1}, ("大岩社区王生春", "2020.09"))
        for at, sign in enumerate("\u200e\u00ad\u202a\u2028\ufe0f\u2f63"[:5])
    ),
    Case("20-name-radical.xlsx", sheet(JOINED, line("王⽣春", "2020-09")), {"changed": 1}, ("大岩社区王生春",)),
    Case("20-name-private.xlsx", sheet(JOINED, line("甲\ue123明", "2020-09")), {"wrong": 1}, ("系统外造字",)),
    Case(
        "73-names-odd.xlsx",
        sheet(JOINED, line("甲生（女）"), line("1.乙生"), line("丙?生"), line("买买提．阿不都")),
        {"wrong": 3, "held": 1},
        ("括号里的内容填到相应的栏", "数字“1”", "疑似生僻字丢失"),
    ),
    Case("21-mask-no-key.xlsx", sheet((*WHO, "身份证号"), line("王生春", mask_id(NUMBER))), {"unchanged": 1}),
    Case(
        "22-village-only-first-row.xlsx",
        sheet(JOINED, line("王生春", "2020-09"), line("杨明国", "2020-09", village=None, town=None)),
        {"wrong": 1, "held": 1},
        ("如与上一行同属“大岩社区”，请逐行写明", "同村第3行有误"),
    ),
    Case(
        "23-hidden-rows.xlsx",
        spreadsheet(hide, JOINED, *(line(one, "2020-09") for one in ("王生春", "杨明国", "戴华才"))),
        {"changed": 3, "hidden": 2},
        ("有2行在表中被隐藏或筛选掉了(第3、4行)",),
    ),
    Case("37-xls-errors.xls", old_xls, {"wrong": 2, "held": 1, "hidden": 1}, ("#N/A", "#DIV/0!")),
    Case("38b-div.xls", lambda office: PAGE.encode(), {}, ("是网页格式的表格",), unread=True),
    Case(
        "38c-mht.xls",
        lambda office: f"MIME-Version: 1.0\r\n\r\n{PAGE}".encode(),
        {},
        ("是网页格式的表格",),
        unread=True,
    ),
    Case(
        "41-question-mark.csv",
        lambda office: f"{','.join(WHO)}\r\n{','.join(line('甲?明'))}\r\n".encode("gb18030"),
        {"wrong": 1},
        ("疑似生僻字丢失",),
    ),
    Case(
        "44-unclosed.csv",
        lambda office: f'{",".join(WHO)}\r\n{TOWN},"{VILLAGE},王生春,男\r\n'.encode(),
        {},
        ("第 2 行的引号不成对", "没有读到数据行"),
        unread=True,
    ),
    Case(
        "50-placeholders.xlsx",
        sheet(JOINED, line("王生春", "无"), line("杨明国", "—"), line("戴华才", "/")),
        {"wrong": 3},
        ("没有的请留空",),
        ("1975.10", "1975.1"),
    ),
    Case(
        "52-own-workbook.xlsx",
        own,
        {"wrong": 1, "held": 1, "skipped": 1},
        ("“七五年”不是年月", "没有认出这些栏目，导入时不读取：合计票。"),
        ("测评情况、",),
    ),
    Case("60-locked-row-holds-village.xlsx", risks, {"changed": 1, "unchanged": 1}, ledger="riskpoint"),
    Case(
        "61-key-collision.xlsx",
        taken_day,
        {"wrong": 1},
        ("第2行“日期”：与现有记录", "该乡镇这一天已有日报"),
        ledger="dailyreport",
    ),
    Case(
        "62-politics-preparatory.xlsx",
        sheet((*WHO, "政治面貌"), line("宋长志", "中共党员（预备）")),
        {"changed": 1},
        ("中共预备党员",),
    ),
    Case(
        "70-head-id-phone.xlsx",
        sheet((*WHO, "身份证号码", "联系电话", "学历"), line("甲测一", OTHER, "13800000000", "大专")),
        {"new": 1},
        (),
        ("没有认出",),
    ),
    Case(
        "70-head-unread.xlsx",
        sheet((*WHO, "身份证扫描件号"), line("甲测一", OTHER)),
        {},
        ("不认识的列“身份证扫描件号”",),
        unread=True,
    ),
    Case(
        "72-town-short.xlsx",
        sheet(JOINED, line("王生春", "2020-09", town="霞渡"), line("杨明国", "2020-09", village=f"{TOWN}{VILLAGE}")),
        {"changed": 2},
    ),
    Case("75-x-escape.xlsx", sheet(JOINED, line("_x738B_生春", "2020-09")), {"changed": 1}, ("大岩社区王生春",)),
    Case(
        "76-far-cell-and-fault.xlsx",
        spreadsheet(far_away, JOINED, line("王生春", "不是日期")),
        {"wrong": 1},
        ("“不是日期”不是年月",),
    ),
    Case("77-merge-and-fault.xlsx", spreadsheet(wide_merges, JOINED, line("王生春", "不是日期")), {"wrong": 1}),
    Case(
        "78-note-column-first.xlsx",
        sheet(
            ("备注", *JOINED),
            ("负责人", *line("王生春", "2020-09")),
            ("注:待核", *line("杨明国", "2020-09")),
            (None, *line("戴华才", "2020-09")),
        ),
        {"changed": 3},
        ("负责人", "注:待核"),
        ("跳过1行", "跳过2行"),
    ),
    Case(
        "79-choice-words.xlsx",
        sheet(
            (*WHO, "政治面貌", "最高学历", "党组织职务"),
            line("王生春", "团员", "中专", "支部委员"),
            line("杨明国", "预备党员", "初中", "党支部书记"),
            line("戴华才", "党员", "大学本科", "组织委员"),
        ),
        {"changed": 3},
        ("共青团员", "高中(中专)", "初中及以下", "本科", "书记"),
    ),
)


def preview(client, case, content):
    ledger = REGISTRY[case.ledger]
    answer = client.post(ledger.url("import"), {"file": SimpleUploadedFile(case.name, content)})
    assert answer.status_code == 302
    batch = imports.ImportBatch.objects.latest("id")
    page = client.get(ledger.url("import_preview", batch.pk))
    assert page.status_code == 200
    words = page.content.decode().partition("<main")[2]
    return batch, re.sub(r"\s*\n\s*", "", re.sub(r"<[^>]+>", "", words))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_file_gets_the_result_of_its_line(client, office, case):
    before = TeamMember.objects.count()
    batch, said = preview(client, case, case.makes(office))
    kinds = ("new", "changed", "unchanged", "wrong", "held", "skipped", "hidden")
    assert (batch.state == "refused") == case.unread, said
    assert {kind: batch.counts[kind] for kind in kinds if batch.counts.get(kind)} == case.counts, said
    assert [words for words in case.says if words not in said] == []
    assert [words for words in (*case.never, "行“”", "请确保", "Ensure", "1975.1") if words in said] == []
    assert TeamMember.objects.count() == before
    if case.counts.get("wrong"):
        page = load_workbook(io.BytesIO(imports.annotated(batch)), read_only=True).active
        told = [
            row
            for row in page.iter_rows(values_only=True)
            if any("处理" in str(one) or "请" in str(one) for one in row)
        ]
        assert told


def test_a_line_taken_for_another_person_overwrites_nobody(client, office):
    """What the preview of 17 and 19 promises holds after confirming."""
    for case in (CASES[0], CASES[2]):
        batch, _ = preview(client, case, case.makes(office))
        client.post(REGISTRY["teammember"].url("import_preview", batch.pk), {"which": "faultless"})
    for name in ("林长斌", "莫小雪"):
        member = TeamMember.objects.get(person__name=name)
        assert member.person.id_number == office.members[name].person.id_number
    assert TeamMember.objects.get(person__name="莫小雪").person.joined_party == date(2020, 9, 1)
