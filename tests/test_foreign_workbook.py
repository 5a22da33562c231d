"""A workbook somebody else made, with all that offices put into one, comes back with nothing lost but what was said."""

import io
import re
import subprocess
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from electioncycle.sheets import Mark, MarkedSheet, annotate, read_workbook
from tests import uploads, workbooks
from tests.workbooks import TEAM_HEADERS, TEAM_ROW, TEAM_SPECS

NAME = "村干部花名册.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
FAULTS = [Mark(3, "身份证号", "123", "身份证号应为 18 位"), Mark(4, None, "", "该村不存在")]
IN_A_CELL = b'<c r="I3" t="str"><f>_xlfn.DISPIMG("ID_A1",1)</f><v>=DISPIMG("ID_A1",1)</v></c>'
ADDED = {
    "xl/cellimages.xml": b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
    "xl/_rels/cellimages.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'image" Target="media/image9.png"/></Relationships>',
    "xl/media/image9.png": b"\x89PNG of a cell",
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
    "xl/calcChain.xml": b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<c r="G3" i="1"/></calcChain>',
}
FURTHER_LIST = (
    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    b'spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/'
    b'2006/main"><x14:dataValidation type="list"><x14:formula1><xm:f>'
    + "选项!$A$1:$A$2".encode()
    + b"</xm:f></x14:formula1><xm:sqref>C2:C9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
SAID_OF_A_CELL = {"xl/styles.xml", SHEET, "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"}
"""The parts in which a mark stands: the sheet, its comments and their boxes, the styles."""


def foreign():
    book = Workbook()
    page = book.active
    page.title = "花名册"
    page.append(["虎跳镇村干部花名册"])
    for row in (TEAM_HEADERS, ("虎跳镇", "陈江村", "李四", "123", None, None, "=1+1"), TEAM_ROW):
        page.append(row)
    page.merge_cells("A1:G1")
    page["D3"].comment, page["C4"].comment = Comment("乡镇自己的批注", "张某"), Comment("请核对党籍", "张某")
    page["C4"].fill, page["G4"].number_format = PatternFill("solid", fgColor="FFFFC7CE"), '#,##0"户"'
    page.column_dimensions["B"].width, page.row_dimensions[4].height = 33, 28
    page.conditional_formatting.add("G3:G9", CellIsRule("lessThan", ["100"], fill=PatternFill(bgColor="FFFFFF00")))
    choice = DataValidation(type="list", formula1="选项!$A$1:$A$2")
    choice.add("E3:E9")
    page.add_data_validation(choice)
    page.print_area, page.print_title_rows, page.freeze_panes = "A1:G9", "1:2", "C3"
    page.oddFooter.center.text, page.auto_filter.ref = "第 &P 页", "A2:G4"
    page.protection.sheet = True
    page.add_image(Picture(io.BytesIO(uploads.photo("PNG"))), "J2")
    totals = book.create_sheet("汇总")
    totals["A1"], totals["A2"] = "户数合计", "=SUM(花名册!G3:G4)"
    chart = BarChart()
    chart.add_data(Reference(totals, min_col=1, min_row=2, max_row=2))
    totals.add_chart(chart, "C2")
    lists = book.create_sheet("选项")
    lists.append(["是"])
    lists.append(["否"])
    lists.sheet_state = "hidden"
    book.defined_names["全镇"] = DefinedName("全镇", attr_text="花名册!$A$3:$G$4")
    return finished(workbooks.saved(book))


def finished(data):
    """With what openpyxl does not write: results of formulas, a picture in a cell, a list of the newer kind."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"</f><v\s*/>|</f><v></v>", b"</f><v>2</v>", text)
            if name == SHEET:
                text = re.sub(rb'(<row r="3".*?)(</row>)', rb"\1" + IN_A_CELL + rb"\2", text, flags=re.DOTALL)
                text = text.replace(b"</worksheet>", FURTHER_LIST + b"</worksheet>")
            out.writestr(name, text)
        for name, text in ADDED.items():
            out.writestr(name, text)
    return target.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(data):
    return read_workbook(data, NAME, TEAM_SPECS)


@pytest.fixture(scope="module")
def both():
    data = foreign()
    return data, annotate(data, NAME, [MarkedSheet(read(data), FAULTS)])


def test_part_by_part_only_what_was_said_is_new(both):
    before, after = map(parts, both)
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} == SAID_OF_A_CELL
    sheet, marked = before[SHEET], after[SHEET]
    assert IN_A_CELL in marked
    assert b"<f>1+1</f><v>2</v>" in marked
    assert marked.endswith(FURTHER_LIST + b"</worksheet>")
    for name in (
        "mergeCells",
        "conditionalFormatting",
        "dataValidations",
        "sheetProtection",
        "headerFooter",
        "drawing",
    ):
        found = re.search(rb"<%s\b.*?(?:/>|</%s>)" % (name.encode(), name.encode()), sheet, re.DOTALL)
        assert found, name
        assert found[0] in marked, name
    rows = [dict(re.findall(rb'(<row r="\d+")(.*?</row>)', one, re.DOTALL)) for one in (sheet, marked)]
    assert {row for row in rows[0] if rows[0][row] != rows[1][row]} == {b'<row r="%d"' % n for n in (2, 3, 4)}


def test_the_offices_own_words_and_colours_stand_beside_ours(both):
    page = load_workbook(io.BytesIO(both[1]))["花名册"]
    assert page["D3"].comment.text.startswith("乡镇自己的批注\n【导入检查】")
    assert page["C4"].comment.text == "请核对党籍"
    assert (page["D3"].fill.fgColor.rgb, page["C4"].fill.fgColor.rgb) == ("FFFFC7CE", "FFFFC7CE")
    assert page.print_area == "'花名册'!$A$1:$G$9"
    assert page["G4"].number_format == '#,##0"户"'
    assert [page["H2"].value, page["H4"].value] == ["错误说明", "第4行：该村不存在"]


def test_sent_back_without_opening_it_every_result_is_still_there(both):
    first, again = map(read, both)
    assert [row.cells for row in again.rows] == [row.cells for row in first.rows]
    assert str(again.rows[0].cells["户数"].value) == "2"


@pytest.mark.slow
def test_the_office_opens_the_copy_and_finds_everything_in_it(both, tmp_path):
    file = tmp_path / "copy.xlsx"
    file.write_bytes(both[1])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = parts((tmp_path / "copy.ods").read_bytes())["content.xml"].decode()
    for words in ("错误说明", "该村不存在", "乡镇自己的批注", "请核对党籍", "全镇", "选项", "of:=SUM("):
        assert words in content, words
