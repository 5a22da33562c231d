"""Exports, templates and annotated copies are what a spreadsheet program and the importer both understand."""

import io
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from electioncycle.sheets import (
    HeaderSpec,
    Mark,
    MarkedSheet,
    TemplateColumn,
    TemplateSpec,
    annotate,
    read_workbook,
    write_rows,
    write_template,
)

from . import workbooks
from .workbooks import ID_NUMBER, TEAM_HEADERS, TEAM_ROW, TEAM_SPECS


def read(data, specs=TEAM_SPECS):
    return read_workbook(data, "班子.xlsx", specs)


def page_of(data, sheet=None):
    book = load_workbook(io.BytesIO(data))
    return book[sheet] if sheet else book.active


PROCESS = """
import os
import sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "electioncycle.settings"
from django.urls import get_resolver
django.setup()
import electioncycle.tasks
assert get_resolver().url_patterns
from electioncycle.sheets import write_rows
assert write_rows(["姓名"], [["张三"]])
assert "openpyxl.compat.numbers" in sys.modules
sys.exit("numpy" in sys.modules)
"""


def test_web_and_worker_write_workbooks_without_loading_numpy():
    """It is installed to cut typefaces; openpyxl would load it into every process, ten megabytes each."""
    assert find_spec("numpy")
    run = subprocess.run([sys.executable, "-c", PROCESS], cwd=settings.BASE_DIR, check=False)
    assert run.returncode == 0


def test_an_export_reads_back_unchanged_and_hides_the_key():
    rows = [["虎跳镇", "陈江村", "张三", ID_NUMBER, "1998-07-01", "1975.10", 320, "5-1"]]
    data = write_rows([*TEAM_HEADERS, "编号"], rows, title="班子台账", text_columns={"身份证号", "出生年月"})
    page = page_of(data)
    assert page.column_dimensions["H"].hidden
    assert page["D3"].number_format == "@"
    assert page.freeze_panes == "A3"
    parsed = read(data)
    assert [cell.value for cell in parsed.rows[0].cells.values()] == rows[0][:-1]
    assert parsed.rows[0].key == "5-1"


def test_formula_like_text_is_written_as_text():
    bad = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "#N/A", "=cmd|'/c calc'!A0"]
    page = load_workbook(io.BytesIO(write_rows(["值"] * len(bad), [bad], text_columns=()))).active
    for cell, value in zip(page[2], bad, strict=True):
        assert (cell.value, cell.data_type) == (value, "s")
    assert page["A2"].quotePrefix
    assert not page["F2"].quotePrefix


# Annotated copies

FAULTS = [
    Mark(3, "身份证号", "123", "身份证号应为 18 位", "请核对后重新填写"),
    Mark(3, None, "", "该村不存在"),
]


def test_the_users_workbook_comes_back_with_red_cells_comments_and_a_last_column():
    book = Workbook()
    page = book.active
    page.title = "班子"
    rows = (
        TEAM_HEADERS,
        TEAM_ROW,
        ("虎跳镇", "陈江村", "李四", "123", None, None, "=1+1"),
        ("", "", '=WEBSERVICE("http://x")'),
    )
    for row in rows:
        page.append(row)
    page["C2"].comment = None
    data = workbooks.saved(book)
    copy = annotate(data, "班子.xlsx", [MarkedSheet(read(data), FAULTS)])
    page = page_of(copy)
    assert page["D3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "第3行 D列“身份证号”：身份证号应为 18 位；处理办法：请核对后重新填写" in page["D3"].comment.text
    assert page["H1"].value == "错误说明"
    assert page["H3"].value.splitlines()[1] == "第3行：该村不存在"
    assert page["H2"].value is None
    assert (page["G3"].value, page["G3"].data_type) == ("=1+1", "f")
    assert page["C4"].data_type == "s"

    too_many = MarkedSheet(read(copy), [Mark(2, "户数", "320", "太多")])
    again = load_workbook(io.BytesIO(annotate(copy, "班子.xlsx", [too_many]))).active
    assert again["D3"].comment is None
    assert again["D3"].fill.fill_type is None
    assert (again["H3"].value, again["I1"].value) == (None, None)
    assert again["G2"].comment is not None


@pytest.mark.parametrize("name", ["班子.xls", "班子.csv"])
def test_xls_and_csv_come_back_as_xlsx(name):
    data = (workbooks.DATA / "team.xls").read_bytes()
    if name.endswith("csv"):
        data = ("班子台账\n" + ",".join(TEAM_HEADERS) + "\n虎跳镇,陈江村,=1+1,123\n").encode("gb18030")
    parsed = read_workbook(data, name, TEAM_SPECS)
    copy = annotate(data, name, [MarkedSheet(parsed, FAULTS)])
    page = page_of(copy)
    assert page["H2"].value == "错误说明"
    assert page["D3"].comment is not None
    assert "该村不存在" in page["H3"].value
    assert page["C3"].data_type == "s"
    assert len(read_workbook(copy, name, TEAM_SPECS).rows) == len(parsed.rows)


def test_booleans_moments_and_control_characters_are_written_as_offices_read_them():
    moment = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    row = [True, moment, date(2026, 1, 5), "甲\x00乙", None]
    shown = [str(cell.value) for cell in page_of(write_rows(list("甲乙丙丁戊"), [row]))[2]]
    assert shown == ["是", str(timezone.make_naive(moment)), "2026-01-05 00:00:00", "甲乙", "None"]


# Templates

SPEC = TemplateSpec(
    title="虎跳镇班子台账",
    columns=(
        TemplateColumn("乡镇(街道)", required=True, locked=True),
        TemplateColumn("村(社区)", required=True, locked=True),
        TemplateColumn("姓名", required=True),
        TemplateColumn("身份证号", kind="id_number"),
        TemplateColumn("出生年月", computed=True),
        TemplateColumn("最高学历", choices=("大专", "本科")),
        TemplateColumn("职务", choices=tuple(f"第{number}副书记" for number in range(60))),
        TemplateColumn("户数", kind="int"),
        TemplateColumn("备注", width=30),
    ),
    rows=[
        {"乡镇(街道)": "虎跳镇", "村(社区)": "陈江村", "姓名": "=张三", "身份证号": ID_NUMBER, "编号": "5-1"},
        {"乡镇(街道)": "虎跳镇", "村(社区)": "青梅村"},
    ],
    example=[{"乡镇(街道)": "示例镇", "村(社区)": "示例村", "姓名": "张三"}],
    instructions=["姓名与身份证一致。"],
    unit="虎跳镇",
    as_of="2026-11-20",
    blank_rows=20,
)


def test_a_template_guards_what_is_given_and_opens_what_is_asked():
    page = page_of(write_template(SPEC))
    assert page["A1"].value == "虎跳镇班子台账"
    assert page["A2"].value == "填报单位：虎跳镇"
    headings = [cell.value for cell in page[3]]
    assert headings[:6] == ["序号", "乡镇(街道)*", "村(社区)*", "姓名*", "身份证号", "出生年月(自)"]
    assert page.protection.sheet
    assert page.protection.password is None
    assert (page["B4"].protection.locked, page["D4"].protection.locked, page["F4"].protection.locked) == (
        True,
        False,
        True,
    )
    assert not page["B6"].protection.locked
    assert (page["D4"].value, page["D4"].data_type, page["E4"].number_format) == ("=张三", "s", "@")
    assert page.column_dimensions["K"].hidden
    assert page["K4"].value == "5-1"


def test_a_template_prints_on_one_page_width_with_repeated_title_rows_and_frozen_panes():
    page = page_of(write_template(SPEC))
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$3"
    assert page.freeze_panes == "E4"


def test_short_and_long_lists_become_drop_downs():
    data = write_template(SPEC)
    rules = {str(rule.sqref): rule.formula1 for rule in page_of(data).data_validations.dataValidation}
    assert rules == {"G4:G25": '"大专,本科"', "H4:H25": "=选项!$H$1:$H$60"}
    assert page_of(data, "选项").sheet_state == "hidden"


def test_a_template_read_back_gives_its_rows_and_neither_example_nor_blanks():
    parsed = read(write_template(SPEC), (*TEAM_SPECS, HeaderSpec("序号"), HeaderSpec("编号")))
    assert parsed.sheet == "填报表"
    assert [(row.number, row.key) for row in parsed.rows] == [(4, "5-1"), (5, None)]
    assert parsed.unread_sheets == []
    assert page_of(write_template(SPEC), "填写示例")["D4"].value == "张三"
    assert page_of(write_template(SPEC), "填表说明")["A4"].value == "3.姓名与身份证一致。"


def test_an_export_of_a_county_is_read_by_other_programs_in_full():
    rows = [[f"第{number}村", number, Decimal("1.50"), " <&> ", date(2026, 1, 5)] for number in range(1200)]
    data = write_rows(["村", "户数", "收入", "备注", "日期"], iter(rows))
    book = load_workbook(io.BytesIO(data), read_only=True)
    read_back = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len(read_back) == 1200
    assert read_back[-1][:4] == ("第1199村", 1199, 1.5, " <&> ")
    assert read_back[-1][4].date() == date(2026, 1, 5)


def test_columns_of_a_group_stand_under_one_heading_and_are_read_back():
    years = [TemplateColumn(f"近三年考核{year}", group="近三年考核") for year in (2023, 2024, 2025)]
    row = {"村": "陈江村", "近三年考核2023": "优秀", "近三年考核2024": "称职", "近三年考核2025": "优秀"}
    data = write_template(TemplateSpec("台账", [TemplateColumn("村"), *years], rows=[row]))
    page = page_of(data)
    assert (page["C3"].value, page["C4"].value, page["D4"].value) == ("近三年考核", "2023", "2024")
    assert {str(cells) for cells in page.merged_cells.ranges} == {"A1:E1", "A3:A4", "B3:B4", "C3:E3"}
    parsed = read(data, (HeaderSpec("村", required=True), *(HeaderSpec(column.name) for column in years)))
    assert [cell.value for cell in parsed.rows[0].cells.values()] == list(row.values())
