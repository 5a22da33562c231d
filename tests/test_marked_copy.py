"""A marked copy is the office's own workbook with nothing changed but what is said of it, made within limits."""

import dataclasses
import importlib
import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from electioncycle.sheets import Mark, MarkedSheet, process, read_workbook
from tests import workbooks
from tests.workbooks import TEAM_HEADERS, TEAM_ROW, TEAM_SPECS

annotating = importlib.import_module("electioncycle.sheets.annotate")  # the package names the function so
SHEET = "xl/worksheets/sheet1.xml"
PICTURE = b"\x89PNG kept as it is"
DROP_DOWN = (
    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    b'spreadsheetml/2009/9/main"><x14:dataValidations count="1"/></ext></extLst></worksheet>'
)
FAULT = Mark(3, "身份证号", "123", "身份证号应为 18 位")


def own_workbook():
    """An office's workbook: notes, fills, cached results, a drop-down to another sheet, a picture beside."""
    book = Workbook()
    page = book.active
    page.title = "班子"
    for row in (TEAM_HEADERS, TEAM_ROW, ("虎跳镇", "陈江村", "李四", "123", None, None, "=1+1"), TEAM_ROW):
        page.append(row)
    page["C4"].comment, page["D3"].comment = Comment("请核对党籍", "张某"), Comment("乡镇自己的批注", "张某")
    page["C4"].fill = PatternFill("solid", fgColor="FFFFC7CE")
    page.merge_cells("A3:A4")
    page.column_dimensions["B"].width = 33
    result = b"<v>2</v></c>"
    changes = {b"<v /></c>": result, b"<v></v></c>": result, b"<v/></c>": result, b"</worksheet>": DROP_DOWN}
    data = workbooks.with_sheet_xml(workbooks.saved(book), changes)
    with zipfile.ZipFile(target := io.BytesIO(data), "a") as out:
        out.writestr("xl/media/image1.png", PICTURE)
    return target.getvalue()


def read(data, name="班子.xlsx"):
    return read_workbook(data, name, TEAM_SPECS)


def marked(data, *faults, name="班子.xlsx"):
    return annotating.annotate(data, name, [MarkedSheet(read(data, name), faults)])


def page_of(data):
    return load_workbook(io.BytesIO(data)).active


def part(data, name=SHEET):
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def rows_of(data):
    return dict(re.findall(rb'(<row r="\d+")(.*?</row>)', part(data), re.DOTALL))


def test_only_the_cells_concerned_change():
    data = own_workbook()
    copy = marked(data, FAULT)
    before, after = rows_of(data), rows_of(copy)
    assert {number for number in before if before[number] != after[number]} == {b'<row r="1"', b'<row r="3"'}
    assert b"<f>1+1</f><v>2</v>" in after[b'<row r="3"']
    assert part(copy).endswith(DROP_DOWN)
    assert part(copy, "xl/media/image1.png") == PICTURE
    page = page_of(copy)
    assert page["C4"].comment.text == "请核对党籍"
    assert page["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert (page["D3"].fill.fgColor.rgb, page["H1"].value, page["H3"].value) == (
        "FFFFC7CE",
        "错误说明",
        "第3行 D列“身份证号”：身份证号应为 18 位",
    )
    assert page.column_dimensions["B"].width == 33


def test_a_note_of_the_users_own_is_added_to_and_comes_back_as_it_was():
    copy = marked(own_workbook(), FAULT)
    assert page_of(copy)["D3"].comment.text == "乡镇自己的批注\n【导入检查】第3行 D列“身份证号”：身份证号应为 18 位"
    again = page_of(marked(copy, Mark(2, "户数", "320", "太多")))
    assert again["D3"].comment.text == "乡镇自己的批注"
    assert again["D3"].fill.fill_type is None
    assert again["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert (again["G2"].comment.text, again["H3"].value) == ("第2行 G列“户数”：太多", None)


def test_a_formula_that_reaches_out_leaves_its_last_value():
    data = workbooks.with_sheet_xml(own_workbook(), {b"<f>1+1</f>": b'<f>HYPERLINK("http://x")</f>'})
    copy = part(marked(data, FAULT))
    assert b"HYPERLINK" not in copy
    assert re.search(rb'<c r="G3"[^>]*><v>2</v></c>', copy)


@pytest.mark.parametrize(
    "change",
    [
        {b"</sheetData>": b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'},
        {b"</sheetData>": b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'},
        {b'ref="A3:A4"': b'ref="I1:XFD1048576"'},
        {b"<cols>": b'<cols><col min="9" max="16384" width="9" style="0"/>'},
    ],
)
def test_a_format_over_the_whole_sheet_costs_no_time_and_no_memory(change):
    data = workbooks.with_sheet_xml(own_workbook(), change)
    assert part(data) != part(own_workbook())
    began = time.process_time()
    copy = marked(data, FAULT)
    assert time.process_time() - began < 2
    assert len(copy) < 30_000
    assert re.search(rb'<c r="D3"[^>]* s="\d+"', part(copy))
    assert len(read(copy).rows) == 3


def test_what_cannot_be_marked_in_time_is_told_in_a_list(monkeypatch):
    monkeypatch.setattr(annotating, "SECONDS", 0)
    page = page_of(marked(own_workbook(), FAULT))
    assert "逐条列在这里" in page["A1"].value
    assert [cell.value for cell in page[3]] == [3, "D", "身份证号", "123", "身份证号应为 18 位"]


def test_what_the_writer_cannot_take_comes_back_as_values():
    data = workbooks.with_sheet_xml(own_workbook(), {b"</sheetData>": b"<!-- written by hand --></sheetData>"})
    page = page_of(marked(data, FAULT))
    assert (page["D3"].fill.fgColor.rgb, page["H1"].value, page["G3"].value) == ("FFFFC7CE", "错误说明", 2)


def test_the_child_that_writes_knows_limits_and_no_keys(monkeypatch):
    started = []
    popen = process.subprocess.Popen
    monkeypatch.setattr(process.subprocess, "Popen", lambda *args, **more: started.append(more) or popen(*args, **more))
    tight = dataclasses.replace(annotating.MARKING, memory_bytes=48 * 1024**2)
    large = workbooks.with_sheet_xml(own_workbook(), {b"</sheetData>": b" " * 40 * 1024**2 + b"</sheetData>"})
    assert page_of(marked(large, FAULT))["H1"].value == "错误说明"
    monkeypatch.setattr(annotating, "MARKING", tight)
    assert "逐条列在这里" in page_of(marked(large, FAULT))["A1"].value
    assert all(one["env"] == {} for one in started)


def with_hidden_row():
    book = load_workbook(io.BytesIO(own_workbook()))
    book.active.row_dimensions[3].hidden = True
    return workbooks.saved(book)


@pytest.mark.parametrize("own_filter", ("", "A1:D4"))
def test_the_copy_leads_to_its_faults(own_filter):
    book = load_workbook(io.BytesIO(with_hidden_row()))
    book.active.auto_filter.ref = own_filter or None
    data = workbooks.saved(book)
    copy = marked(data, FAULT, Mark(4, "姓名", "", "必填，不能为空，请补填。"))
    page = page_of(copy)
    assert "本表有2处问题，在2行中" in page["A1"].comment.text
    assert page["A1"].hyperlink.location == "H3"
    assert page["A1"].value == TEAM_HEADERS[0]
    assert page.auto_filter.ref == "A1:H4"
    assert not page.row_dimensions[3].hidden
    second = marked(copy, Mark(4, "姓名", "", "必填，不能为空，请补填。"))
    again = page_of(second)
    assert "本表有1处问题，在1行中" in again["A1"].comment.text
    assert "本表有2处" not in again["A1"].comment.text
    assert again["A1"].hyperlink.location == "H4"
    assert part(second).count(b"<hyperlink ") == 1


def test_the_offices_own_note_and_link_at_the_top_left_stay():
    book = load_workbook(io.BytesIO(own_workbook()))
    book.active["A1"].comment = Comment("全镇汇总", "张某")
    book.active["A1"].hyperlink = "#班子!B2"
    copy = marked(workbooks.saved(book), FAULT)
    page = page_of(copy)
    assert page["A1"].comment.text.startswith("全镇汇总")
    assert "本表有1处问题" in page["A1"].comment.text
    assert part(copy).count(b"<hyperlink ") == 1
    assert page["A1"].hyperlink.location != "H3"
