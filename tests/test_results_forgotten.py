"""What is filled into an office's own workbook leaves no result standing that is no longer true."""

import io
import re
import subprocess
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from electioncycle.sheets.marking.dependents import Formula, References, resting_on
from electioncycle.sheets.marking.workbook import OpenWorkbook
from tests import workbooks

NAMES = (
    '<definedNames><definedName name="全镇户数">花名册!$B$2:$B$9</definedName>'
    '<definedName name="人均" localSheetId="1">花名册!$C$2</definedName>'
    '<definedName name="左邻">花名册!A1</definedName><definedName name="XFE1">花名册!$C$9</definedName></definedNames>'
)
SHARED = '<f t="shared" ref="D2:D4" si="0">B2*2</f>'
FOLLOWS = '<f t="shared" si="0"/>'
ROLL = {
    "A2": "大岩社区",
    "A3": "柳田村",
    "A4": "石垟村",
    "B2": 1,
    "B3": 2,
    "B4": 3,
    "C2": 9,
    "C3": 9,
    "D2": SHARED,
    "D3": FOLLOWS,
    "D4": FOLLOWS,
    "E2": "C2+1",
    "E3": "E2+1",
    "F2": 'IF(A2="B2","B3",C3)',
}
SUMS = {
    "A1": "SUM(花名册!B2:B4)",
    "A2": "SUM('花名册'!$C:$C)",
    "A3": "SUM(花名册!3:3)",
    "A4": "SUM(全镇户数)",
    "A5": "人均*2",
    "A6": "A1+1",
    "A7": "A6+1",
    "B1": 'INDIRECT("花名册!B"&2)',
    "B2": "OFFSET(花名册!A1,1,1)",
    "B3": "表1[户数]",
    "B4": "左邻",
    "B5": "没有这个名称",
    "B6": "花名册!A1:INDEX(花名册!C1:C9,2)",
    "B7": "TODAY()",
    "B8": "XFE1",
    "C1": '<f t="array" ref="C1:C3">花名册!B2:B4*2</f>',
    "C2": 4,
    "C3": 6,
    "C5": "1+1",
    "C6": "花名册!B9",
}


def cell(reference, says):
    if isinstance(says, int):
        return f'<c r="{reference}"><v>{says}</v></c>'
    if says.startswith("<f"):
        return f'<c r="{reference}">{says}<v>77</v></c>'
    if re.search(r"[A-Z(*+[]|左邻|没有", says):
        text = says.replace("&", "&amp;")
        return f'<c r="{reference}" t="str"><f>{text}</f><v>77</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{says}</t></is></c>'


def rows(cells):
    numbers = sorted({int(re.sub(r"\D", "", one)) for one in cells})
    return "".join(
        f'<row r="{number}">'
        + "".join(cell(at, says) for at, says in sorted(cells.items()) if at[1:] == str(number))
        + "</row>"
        for number in numbers
    )


def office(**sheets):
    """A workbook with 花名册 and 汇总, and a third sheet in which nothing stands."""
    book = Workbook()
    book.active.title = "花名册"
    book.create_sheet("汇总")
    book.create_sheet("空表")
    contents = {"sheet1": sheets.get("roll", ROLL), "sheet2": sheets.get("sums", SUMS)}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbooks.saved(book))) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            text = source.read(name).decode()
            if cells := contents.get(name.removeprefix("xl/worksheets/").removesuffix(".xml")):
                text = re.sub("<sheetData ?/>|<sheetData></sheetData>", f"<sheetData>{rows(cells)}</sheetData>", text)
            if name == "xl/workbook.xml":
                text = re.sub("<definedNames ?/>|<definedNames></definedNames>", "", text)
                text = re.sub("<calcPr[^>]*/>", "", text).replace("</sheets>", f"</sheets>{NAMES}")
            out.writestr(name, text)
    return target.getvalue()


def filled(data, *changes):
    """With these cells of 花名册 filled in: row, column, text."""
    book = OpenWorkbook(data)
    book.make_still()
    for row, column, text in changes:
        book.sheet("花名册").change(row, column).text = text
    book.forget_results()
    return book.saved()


def forgotten(before, after):
    """Formula cells, and cells that one fills, whose result is no longer there."""

    def results(data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for number in (1, 2):
                text = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
                for found in re.finditer(r'<c r="([A-Z]+\d+)"[^>]*>(?:(?!</c>).)*<v>', text):
                    yield f"{number}!{found[1]}"

    return set(results(before)) - set(results(after))


ANYWHERE = {"2!B1", "2!B2", "2!B3", "2!B4", "2!B5", "2!B6"}
"""What looks where nobody can tell."""


@pytest.mark.parametrize(
    "changed, gone",
    [
        ((2, 2, "5"), {"1!B2", "1!D2", "2!A1", "2!A4", "2!A6", "2!A7", "2!C1", "2!C2", "2!C3"}),
        ((3, 2, "5"), {"1!B3", "1!D3", "2!A1", "2!A3", "2!A4", "2!A6", "2!A7", "2!C1", "2!C2", "2!C3"}),
        ((2, 3, "5"), {"1!C2", "1!E2", "1!E3", "2!A2", "2!A3", "2!A5"}),
        ((3, 3, "5"), {"1!C3", "1!F2", "2!A2", "2!A3"}),
        ((9, 2, "5"), {"2!A4", "2!C6"}),
        ((9, 3, "5"), {"2!A2", "2!B8"}),
        ((20, 9, "5"), set()),
    ],
)
def test_results_that_rest_on_a_changed_cell_go_and_all_others_stay(changed, gone):
    data = office()
    assert forgotten(data, filled(data, changed)) == gone | ANYWHERE


def test_the_workbook_is_worked_out_anew_when_it_is_opened_and_the_formulas_are_all_there():
    data = office()
    after = filled(data, (2, 2, "5"))
    parts = [zipfile.ZipFile(io.BytesIO(one)) for one in (data, after)]
    book = parts[1].read("xl/workbook.xml").decode()
    assert re.search(r'</definedNames>\s*<calcPr fullCalcOnLoad="1"/>', book)
    for number in (1, 2):
        before, now = (one.read(f"xl/worksheets/sheet{number}.xml").decode() for one in parts)
        assert re.findall(r"<f.*?(?:/>|</f>)", before) == re.findall(r"<f.*?(?:/>|</f>)", now)
    assert parts[0].read("xl/worksheets/sheet3.xml") == parts[1].read("xl/worksheets/sheet3.xml")
    assert load_workbook(io.BytesIO(after))["花名册"]["B2"].value == "5"


def test_where_no_value_changes_every_part_stays_as_it_is():
    data = office()
    book = OpenWorkbook(data)
    book.sheet("花名册").change(2, 2).style = book.styles.red
    book.forget_results()
    after = book.saved()
    assert forgotten(data, after) == set()
    assert b"fullCalcOnLoad" not in zipfile.ZipFile(io.BytesIO(after)).read("xl/workbook.xml")


def test_a_cell_that_no_longer_holds_a_formula_keeps_what_it_was_told():
    data = office(sums={**SUMS, "C5": "花名册!E2"})
    after = filled(data, (2, 5, "十"), (2, 3, "5"))
    page = load_workbook(io.BytesIO(after))["花名册"]
    assert (page["E2"].value, page["E3"].value) == ("十", "=E2+1")
    assert "2!C5" in forgotten(data, after)


def test_a_long_chain_and_a_ring_end():
    chain = [Formula(("a", row, 1, row, 1), frozenset({("a", row - 1, 1, row - 1, 1)})) for row in range(20_000, 1, -1)]
    ring = [Formula(("b", 1, 1, 1, 1), frozenset({("b", 2, 1, 2, 1), ("a", 1, 1, 9, 1)}))]
    ring += [Formula(("b", 2, 1, 2, 1), frozenset({("b", 1, 1, 1, 1)}))]
    found = resting_on([*chain, *ring], [("A", 1, 1)])
    assert len(found) == 19_999 + 2
    assert resting_on([*chain, *ring], []) == set()


@pytest.mark.parametrize(
    "formula", ["'一月:三月'!A1", "Sheet1:Sheet3!A1", "'[县.xlsx]表'!A1", "A1#", "SUM(A1:", "LET(甲,A1,甲)"]
)
def test_what_cannot_be_followed_counts_as_resting_on_everything(formula):
    assert References({}).of(formula, "表") is None


def test_a_name_that_names_itself_cannot_be_followed():
    names = {("", "甲"): "乙+1", ("", "乙"): "甲+1", ("表", "丙"): "表!$A$1", ("", "丙"): "表!$B$1"}
    references = References(names)
    assert references.of("甲", "表") is None
    assert references.of("丙", "表") == {("表", 1, 1, 1, 1)}
    assert references.of("丙", "另表") == {("表", 1, 2, 1, 2)}


@pytest.mark.slow
def test_an_office_program_works_out_what_was_left_out(tmp_path):
    sums = {at: says for at, says in SUMS.items() if at in ("A1", "A6", "A7", "C5")}
    source = tmp_path / "套表.xlsx"
    source.write_bytes(filled(office(sums=sums), (4, 1, "石垟社区"), (9, 9, "1")))
    book = OpenWorkbook(office(sums=sums))
    book.sheet("花名册").change(2, 2).blank = True
    book.forget_results()
    source.write_bytes(book.saved())
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*command, "--outdir", tmp_path / "out", source], check=True, capture_output=True, timeout=120)
    page = load_workbook(tmp_path / "out" / "套表.xlsx", data_only=True)["汇总"]
    assert [page[at].value for at in ("A1", "A6", "A7")] == [5, 6, 7]
