"""What the county may rely on when it uploads a workbook, takes one out or gets one back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from electioncycle.sheets import (
    HeaderSpec,
    SheetError,
    read_workbook,
)

from . import workbooks
from .workbooks import ID_NUMBER, TEAM_HEADERS, TEAM_ROW, TEAM_SPECS, team, workbook


def read(data, specs=TEAM_SPECS, **options):
    return read_workbook(data, "班子.xlsx", specs, **options)


def values(row):
    return {name: cell.value for name, cell in row.cells.items()}


def refusal(data, specs=TEAM_SPECS, **options):
    with pytest.raises(SheetError) as caught:
        read(data, specs, **options)
    return str(caught.value)


# Headers


def test_a_tidy_workbook_is_read_with_the_row_numbers_of_excel():
    parsed = read(team(TEAM_ROW))
    assert (parsed.sheet, parsed.header_row, parsed.unknown) == ("班子", 1, [])
    assert parsed.columns["身份证号"] == 4
    (row,) = parsed.rows
    assert row.number == 2
    assert row.cells["身份证号"] == ("D", ID_NUMBER, None)
    assert values(row)["户数"] == Decimal(320)


def test_title_and_reporter_rows_before_the_header_are_passed_over():
    rows = [["虎跳镇班子台账"], ["填报单位:虎跳镇", None, None, "填报人:李四"], TEAM_HEADERS, TEAM_ROW]
    parsed = read(workbook(rows, ["A1:G1"]))
    assert parsed.header_row == 3
    assert [row.number for row in parsed.rows] == [4]


def test_reordered_renamed_and_decorated_headers_are_understood():
    headers = ("序号", "人员姓名 *", "村\n(社区)", "公民身份号码(18位)", "乡 镇(街道)", "血型", "年龄(自)")
    parsed = read(team((1, "张三", "陈江村", ID_NUMBER, "虎跳镇", "A", 70), headers=headers))
    assert parsed.columns == {"姓名": 2, "村(社区)": 3, "身份证号": 4, "乡镇(街道)": 5}
    assert parsed.unknown == ["血型"]
    assert values(parsed.rows[0])["村(社区)"] == "陈江村"


def test_a_missing_required_header_is_named_together_with_what_was_found():
    message = refusal(team(("虎跳镇", "陈江村", 5), headers=("乡镇", "村", "户数")))
    assert "工作表“班子”第 1 行的表头缺少必填列：姓名" in message
    assert "找到的列有：乡镇、村、户数" in message


def test_a_workbook_without_any_known_header_says_what_was_expected():
    assert "没有找到表头，表头应包含：乡镇(街道)、村(社区)、姓名" in refusal(workbook([["甲", "乙"], [1, 2]]))


def test_a_header_that_stands_twice_is_refused_with_both_columns():
    headers = ("乡镇", "村", "姓名", "姓名")
    assert "“姓名”(C列、D列)" in refusal(team(("虎跳镇", "陈江村", "张三", "李四"), headers=headers))


GRADES = (
    HeaderSpec("村", required=True),
    HeaderSpec("近三年考核2023"),
    HeaderSpec("近三年考核2024"),
    HeaderSpec("测评优", kind="int"),
    HeaderSpec("测评称", kind="int"),
    HeaderSpec("备注"),
)
GRADE_ROWS = [
    ["近三年考核及测评"],
    ["序号", "村", "近三年考核", None, "测评", None, "备注"],
    [None, None, 2023, 2024, "优", "称", None],
    [1, "陈江村", "优秀", "称职", 30, 5, "好"],
]


def test_two_header_rows_with_merged_cells_are_joined():
    merged = ["A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"]
    parsed = read(workbook(GRADE_ROWS, merged), GRADES)
    assert parsed.columns == {
        "村": 2, "近三年考核2023": 3, "近三年考核2024": 4, "测评优": 5, "测评称": 6, "备注": 7
    }  # fmt: skip
    assert (parsed.header_row, parsed.header_end) == (2, 3)
    assert [values(row)["测评称"] for row in parsed.rows] == [Decimal(5)]


def test_two_header_rows_are_joined_in_a_csv_that_knows_no_merged_cells():
    text = io.StringIO()
    csv.writer(text).writerows(GRADE_ROWS)
    parsed = read(text.getvalue().encode("gb18030"), GRADES)
    assert values(parsed.rows[0])["近三年考核2024"] == "称职"
    assert len(parsed.rows) == 1


def test_a_second_header_row_that_only_unknown_columns_need_is_no_data():
    merged = ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"]
    parsed = read(workbook(GRADE_ROWS, merged), (HeaderSpec("村"), HeaderSpec("备注")))
    assert [row.number for row in parsed.rows] == [4]


def test_the_sheet_with_the_best_header_is_read_and_its_likes_are_reported():
    book = Workbook()
    book.active.title = "封面"
    book.active.append(["二〇二六年", "村", "姓名"])
    for name in ("填写示例", "虎跳镇", "元坝镇"):
        page = book.create_sheet(name)
        page.append(TEAM_HEADERS)
        page.append([name, *TEAM_ROW[1:]])
    parsed = read(workbooks.saved(book))
    assert parsed.sheet == "虎跳镇"
    assert parsed.unread_sheets == ["元坝镇"]


def test_the_hidden_key_and_the_fault_column_of_a_returned_copy_are_known():
    parsed = read(team((*TEAM_ROW, "17-3", "第2行:旧错误"), headers=(*TEAM_HEADERS, "编号", "错误说明")))
    assert (parsed.rows[0].key, parsed.key_column, parsed.unknown) == ("17-3", 8, [])


# Rows


def test_furniture_rows_are_no_data():
    noise = [
        ("填写示例", "示例村", "王五"),
        ("虎跳镇", "合计", 17),
        (None, None, None),
        TEAM_HEADERS,
        ("总 计", None, 17),
        ("填表说明:", None, None),
        ("1.乡镇填写全称。", None, None),
        ("2.每人一行。", None, None),
        ("填报人:李四", None, "审核人:王五"),
        ("制表人", "李四", None),
    ]
    parsed = read(team(TEAM_ROW, *noise, ("元坝镇", "青梅村", "合计生")))
    assert [(row.number, values(row)["姓名"]) for row in parsed.rows] == [(2, "张三"), (13, "合计生")]


def test_a_row_that_we_numbered_is_data_whatever_it_is_called():
    """A map named “示例：…”, a body named 合计: once exported, a line of theirs is read again."""
    named = ("示例：报市级", "陈江村", "张三", *TEAM_ROW[3:])
    for number, read_again in (("R17V3", [2, 3]), ("R17V3Sabcd", [2, 3]), ("例1", [2]), ("合计", [2]), (None, [2])):
        book = team((*TEAM_ROW, "R5V1"), (*named, number), headers=(*TEAM_HEADERS, "编号"))
        assert [row.number for row in read(book).rows] == read_again, number


def test_merged_cells_are_filled_down_and_ditto_marks_resolved():
    rows = [
        TEAM_HEADERS,
        ("虎跳镇", "陈江村", "张三"),
        (None, None, "李四"),
        ("〃", "同上", "王五"),
    ]
    parsed = read(workbook(rows, ["A2:A3", "B2:B3"]))
    assert {(values(row)["乡镇(街道)"], values(row)["村(社区)"]) for row in parsed.rows} == {("虎跳镇", "陈江村")}
    first = read(team(("同上", "陈江村", "张三"))).rows[0].cells["乡镇(街道)"]
    assert "第一行不能填“同上”" in first.fault


def test_a_template_row_with_only_its_prefilled_columns_is_recognised():
    empty, filled = read(team(("虎跳镇", "陈江村"), TEAM_ROW)).rows
    assert empty.is_empty_beside({"乡镇(街道)", "村(社区)"})
    assert not filled.is_empty_beside({"乡镇(街道)", "村(社区)"})


# Cells


def test_full_width_digits_and_odd_spaces_are_cleaned():
    row = read(team(("虎跳镇\u3000", " 陈江村\u200b", "张三", "１１０１０５１９４９１２３１００２Ｘ"))).rows[0]
    assert values(row)["乡镇(街道)"] == "虎跳镇"
    assert values(row)["村(社区)"] == "陈江村"
    assert values(row)["身份证号"] == ID_NUMBER


def test_an_id_stored_as_a_number_is_a_fault_with_the_remedy():
    cell = read(team(("虎跳镇", "陈江村", "张三", 110105194912310028))).rows[0].cells["身份证号"]
    assert "存成了数字" in cell.fault
    assert "请将该列设为文本格式后重新填写" in cell.fault


def test_whole_numbers_in_text_columns_are_codes_up_to_15_digits():
    specs = (HeaderSpec("代码"), HeaderSpec("名称"))
    rows = read(workbook([["代码", "名称"], [510811100001, 7], [1234567890123456, 1.5], [True, None]]), specs).rows
    assert rows[0].cells["代码"].value == "510811100001"
    assert "超过 15 位" in rows[1].cells["代码"].fault
    assert rows[1].cells["名称"].value == "1.5"
    assert rows[2].cells["代码"].value == "是"


def test_dates_arrive_as_dates_or_as_the_text_typed():
    typed = read(team(("虎跳镇", "陈江村", "张三", None, date(1998, 7, 1), 1975.1), (*TEAM_ROW[:4], "1998.7.1"))).rows
    assert values(typed[0])["入党时间"] == date(1998, 7, 1)
    assert values(typed[0])["出生年月"] == Decimal("1975.1")
    assert values(typed[1])["入党时间"] == "1998.7.1"


def test_a_formula_without_a_value_is_a_fault_and_no_blank():
    rows = [TEAM_HEADERS, ("虎跳镇", "陈江村", '=A2&"三"', None, None, None, "=1+1")]
    cells = read(workbook(rows)).rows[0].cells
    assert "公式没有计算结果" in cells["姓名"].fault
    assert "公式没有计算结果" in cells["户数"].fault


def test_formula_results_are_read_and_error_values_are_faults():
    plain = team(("虎跳镇", "陈江村", 1, None, None, None, 2))
    results = {
        b'<c r="C2" t="n"><v>1</v></c>': b'<c r="C2" t="str"><f>B2</f><v>A</v></c>',
        b'<c r="G2" t="n"><v>2</v></c>': b'<c r="G2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    }
    cells = read(workbooks.with_sheet_xml(plain, results)).rows[0].cells
    assert cells["姓名"] == ("C", "A", None)
    assert "错误值 #DIV/0!" in cells["户数"].fault


def test_a_formula_whose_result_is_the_empty_text_is_a_blank():
    plain = team(("虎跳镇", "陈江村", 1))
    empty = {b'<c r="C2" t="n"><v>1</v></c>': b'<c r="C2" t="str"><f>IF(1,"")</f><v></v></c>'}
    assert read(workbooks.with_sheet_xml(plain, empty)).rows[0].cells["姓名"] == ("C", None, None)


# Formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_are_read_in_every_usual_encoding(encoding, delimiter):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([TEAM_HEADERS, ("虎跳镇", "垟垆村", "张三", f'="{ID_NUMBER}"', "19980701", "1975.1", "")])
    row = read(text.getvalue().encode(encoding)).rows[0]
    assert values(row) == {
        "乡镇(街道)": "虎跳镇",
        "村(社区)": "垟垆村",
        "姓名": "张三",
        "身份证号": ID_NUMBER,
        "入党时间": "19980701",
        "出生年月": Decimal("1975.1"),
        "户数": None,
    }


def test_an_id_that_a_csv_holds_in_scientific_notation_is_a_fault():
    text = ",".join(TEAM_HEADERS) + "\n虎跳镇,陈江村,张三,1.10105E+17\n"
    assert "科学记数" in read(text.encode()).rows[0].cells["身份证号"].fault


def test_an_old_xls_is_read_with_its_merged_cells():
    parsed = read((workbooks.DATA / "team.xls").read_bytes())
    assert parsed.header_row == 2
    first, second = (values(row) for row in parsed.rows)
    assert first["入党时间"] == date(1998, 7, 1)
    assert first["出生年月"] == Decimal("1975.1")
    assert second["乡镇(街道)"] == "虎跳镇"
    assert "存成了数字" in parsed.rows[1].cells["身份证号"].fault


def test_content_decides_and_not_the_extension():
    assert len(read_workbook(team(TEAM_ROW), "班子.csv", TEAM_SPECS).rows) == 1
