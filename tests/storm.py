"""Makes workbooks as no office would on purpose and every office does by accident: one sheet, mutated at random."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from tests import workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FEWEST = 4
"""Cells in a row that a shape may count on."""
ODD = ["\u200e", "\u00ad", "\u202a", "\ufe0f", "\ue000", "⽣", "（女）", "？", "．", "\u3000", "\u0301", "𠮷"]
ODD += ["_x738B_", "'", "=1+1"]
ODD_VALUES = ["#N/A", "1e308", "-1", "0", "99999999999999999999", "2020-13-45", "1975.1", "同上", "合计", "说明："]
ODD_VALUES += [
    "无",
    "—",
    "R1V1",
    "R999999999999999999V1",
    "负责人",
    "\\N",
    "NaN",
    "是",
    "110***********0021",
    "x" * 3000,
]


@dataclass
class Sheet:
    """A sheet before it is written: cells as XML by row, and what stands around them."""

    rows: list[list[str]]
    before: str = ""
    after: str = ""
    extra_rows: str = ""
    row_tag: str = '<row r="{number}">'
    addressed: bool = True
    styles: bool = True
    sheets: int = 1
    prolog: str = ""
    parts: dict[str, str] = field(default_factory=dict)


def letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def cell(value: str, address: str) -> str:
    where = f' r="{address}"' if address else ""
    if value.startswith("<"):
        return value.replace("<c", f"<c{where}", 1)
    return f'<c{where} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else ""


def xlsx(sheet: Sheet) -> bytes:
    """The sheet as a workbook, small and quickly written."""
    lines = []
    for number, row in enumerate(sheet.rows, 1):
        cells = "".join(
            cell(value, f"{letters(at)}{number}" if sheet.addressed else "") for at, value in enumerate(row, 1)
        )
        lines.append(sheet.row_tag.format(number=number) + cells + "</row>")
    body = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet.before}<sheetData>{"".join(lines)}{sheet.extra_rows}'
    body += f"</sheetData>{sheet.after}</worksheet>"
    return archive(sheet, body)


def archive(sheet: Sheet, body: str) -> bytes:
    names = [f"sheet{number}" for number in range(1, sheet.sheets + 1)]
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/worksheet" Target="worksheets/{name}.xml"/>' for name in names
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="{name}"/>' for at, name in enumerate(names, 1))
    types = "".join(
        f'<Override PartName="/xl/worksheets/{name}.xml" ContentType="{KIND}.worksheet+xml"/>' for name in names
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill>'
        '<patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellXfs count="2"><xf fontId="0"/><xf fontId="0" numFmtId="49"/>'
        "</cellXfs></styleSheet>",
        **{f"xl/worksheets/{name}.xml": sheet.prolog + body for name in names},
    }
    if not sheet.styles:
        del parts["xl/styles.xml"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in (parts | sheet.parts).items():
            out.writestr(name, text)
    return target.getvalue()


Mutation = Callable[[Sheet, random.Random], None]
SHAPES: list[Mutation] = []
"""What is done to a sheet before it is written."""
FILES: list[Callable[[Sheet, random.Random], tuple[str, bytes]]] = []
"""What is done to the written file, or how else the sheet is written."""


def shape(mutation: Mutation) -> Mutation:
    SHAPES.append(mutation)
    return mutation


def file(mutation: Any) -> Any:
    FILES.append(mutation)
    return mutation


def any_row(sheet: Sheet, chance: random.Random) -> list[str]:
    return chance.choice(sheet.rows[1:])


@shape
def as_it_is(sheet: Sheet, chance: random.Random) -> None:
    pass


@shape
def formatted_cell_far_below(sheet: Sheet, chance: random.Random) -> None:
    sheet.extra_rows += f'<row r="1048576"><c r="{chance.choice("AMZ")}1048576" s="1"/></row>'


@shape
def value_far_below(sheet: Sheet, chance: random.Random) -> None:
    at = chance.choice([70_000, 300_000, 1_048_576])
    sheet.extra_rows += f'<row r="{at}"><c r="{chance.choice("ACG")}{at}"><v>1</v></c></row>'


@shape
def value_in_the_last_corner(sheet: Sheet, chance: random.Random) -> None:
    sheet.extra_rows += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@shape
def value_far_right(sheet: Sheet, chance: random.Random) -> None:
    any_row(sheet, chance).extend([""] * chance.choice([200, 16_000]) + ["远处"])


@shape
def merges_over_millions(sheet: Sheet, chance: random.Random) -> None:
    merged = chance.choice(["A2:XFD1048576", "A1:A1048576", "C2:C900000", "A2:D2", "B2:B4", "D1:AZ3"])
    sheet.after = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' + sheet.after


@shape
def many_merges(sheet: Sheet, chance: random.Random) -> None:
    ranges = "".join(f'<mergeCell ref="A{n}:XFD{n + 3}"/>' for n in range(2, chance.choice([500, 60_000])))
    sheet.after = f"<mergeCells>{ranges}</mergeCells>" + sheet.after


@shape
def formats_over_whole_columns(sheet: Sheet, chance: random.Random) -> None:
    sheet.before += '<cols><col min="1" max="3" width="9"/><col min="4" max="16384" width="12" style="1"/></cols>'


@shape
def formats_over_whole_rows(sheet: Sheet, chance: random.Random) -> None:
    last = chance.choice([900, 60_000])
    sheet.extra_rows += "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(100, last))


@shape
def formatted_blanks(sheet: Sheet, chance: random.Random) -> None:
    sheet.extra_rows += "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letters(at)}{n}" s="1"/>' for at in range(1, 30)) + "</row>"
        for n in range(50, chance.choice([300, 8_000]))
    )


@shape
def hidden_and_filtered(sheet: Sheet, chance: random.Random) -> None:
    sheet.row_tag = '<row r="{number}" hidden="1">'
    sheet.after = '<autoFilter ref="A1:D9"/>' + sheet.after


@shape
def wrong_types(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows[1:]:
        number = chance.choice(["1e308", "45000.5", "-0", "1975.1", "110105194912310021", "NaN", ""])
        kind = chance.choice(["", ' t="b"', ' t="e"', ' t="d"', ' t="s"', ' t="str"', ' t="n" s="1"'])
        row[chance.randrange(len(row))] = f"<c{kind}><v>{number}</v></c>"


@shape
def errors(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows[1:]:
        row[chance.randrange(len(row))] = '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'


@shape
def formulas(sheet: Sheet, chance: random.Random) -> None:
    deep = "(" * 500 + "1" + ")" * 500
    found = [deep, 'WEBSERVICE("http://x")', "[1]A!B2", "cmd|'/c calc'!A0", "VLOOKUP(A1,B:C,2,0)", "A1&amp;B1"]
    for row in sheet.rows[1:]:
        value = chance.choice(["", "<v></v>", "<v>3</v>"])
        row[chance.randrange(len(row))] = f'<c t="str"><f>{chance.choice(found)}</f>{value}</c>'


@shape
def shared_formulas(sheet: Sheet, chance: random.Random) -> None:
    first, *others = sheet.rows[1:]
    first[-1] = '<c><f t="shared" si="0" ref="A1:A9">HYPERLINK("http://x")</f><v>1</v></c>'
    for row in others:
        row[-1] = '<c><f t="shared" si="0"/><v>1</v></c>'


@shape
def odd_characters(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows[1:]:
        at = chance.randrange(len(row))
        row[at] = chance.choice(ODD) + row[at] + chance.choice(ODD)


@shape
def odd_values(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows[1:]:
        row[chance.randrange(len(row))] = chance.choice(ODD_VALUES)


@shape
def blanked(sheet: Sheet, chance: random.Random) -> None:
    for row in sheet.rows[1:]:
        row[chance.randrange(len(row))] = ""


@shape
def lines_twice(sheet: Sheet, chance: random.Random) -> None:
    sheet.rows += [list(row) for row in sheet.rows[1:]] * chance.choice([1, 30])


@shape
def many_lines(sheet: Sheet, chance: random.Random) -> None:
    """Without the key each is a new row, or none."""
    sheet.rows += [[*row[:-1], ""] for row in sheet.rows[1:] for _ in range(150)]


@shape
def shuffled_columns(sheet: Sheet, chance: random.Random) -> None:
    order = list(range(len(sheet.rows[0])))
    chance.shuffle(order)
    sheet.rows = [[row[at] if at < len(row) else "" for at in order] for row in sheet.rows]


@shape
def column_lost_or_doubled(sheet: Sheet, chance: random.Random) -> None:
    at = chance.randrange(len(sheet.rows[0]))
    for row in sheet.rows:
        row[at : at + 1] = chance.choice([[], [row[at]] * 2]) if row is sheet.rows[0] else row[at : at + 1]


@shape
def wide_header(sheet: Sheet, chance: random.Random) -> None:
    sheet.rows[0] += [f"附加{number}" for number in range(chance.choice([100, 3_000]))]


@shape
def notes_and_totals(sheet: Sheet, chance: random.Random) -> None:
    sheet.rows.insert(0, ["某镇台账"])
    sheet.rows += [["合计", "9"], [], ["填表说明：", ""], ["1.每人一行"], ["制表人：某某"]]


@shape
def without_addresses(sheet: Sheet, chance: random.Random) -> None:
    sheet.addressed, sheet.row_tag = False, chance.choice(["<row>", '<row r="{number}">'])


@shape
def wrong_addresses(sheet: Sheet, chance: random.Random) -> None:
    sheet.extra_rows += chance.choice(
        ['<row r="2"><c r="A9"><v>1</v></c></row>', '<row r="0"/>', '<row r="9"><c r="ZZZZ9"><v>1</v></c></row>']
    )


@shape
def comments_in_the_xml(sheet: Sheet, chance: random.Random) -> None:
    sheet.extra_rows += '<!-- <row r="3"> --><row r="40"><c r="A40" t="str"><v><![CDATA[<row>]]></v></c></row>'


@shape
def entities(sheet: Sheet, chance: random.Random) -> None:
    sheet.prolog = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    sheet.extra_rows += '<row r="41"><c r="A41" t="str"><v>&c;&d;</v></c></row>'


@shape
def rules_over_everything(sheet: Sheet, chance: random.Random) -> None:
    sheet.after += '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>1'
    sheet.after += '</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" '
    sheet.after += 'sqref="A1:XFD1048576"><formula1>"是,否"</formula1></dataValidation></dataValidations>'


@shape
def drawing_that_is_not_there(sheet: Sheet, chance: random.Random) -> None:
    sheet.after += f'<legacyDrawing r:id="{chance.choice(["rId1", "rId7"])}"/>'


@shape
def many_sheets(sheet: Sheet, chance: random.Random) -> None:
    sheet.sheets = chance.choice([2, 120])


@shape
def without_styles(sheet: Sheet, chance: random.Random) -> None:
    sheet.styles = False


@shape
def huge_shared_strings(sheet: Sheet, chance: random.Random) -> None:
    strings = "".join(f"<si><t>{'长' * 40}{number}</t></si>" for number in range(60_000))
    sheet.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    any_row(sheet, chance)[0] = f'<c t="s"><v>{chance.choice([0, 59_999, 10**9])}</v></c>'


@shape
def long_texts(sheet: Sheet, chance: random.Random) -> None:
    any_row(sheet, chance)[2] = "很长" * chance.choice([200, 60_000])


@file
def whole(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    return "表.xlsx", xlsx(sheet)


@file
def truncated(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    data = xlsx(sheet)
    return "断.xlsx", data[: chance.randrange(len(data))]


@file
def bytes_flipped(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    data = bytearray(xlsx(sheet))
    for _ in range(chance.choice([1, 20])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return "坏.xlsx", bytes(data)


@file
def xml_damaged(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    data = xlsx(sheet)
    cut = chance.choice([(b"<v>", b"<v"), (b"</row>", b""), (b"<is>", b"<is><is>"), (b'"', b"'"), (b"<c ", b"<x:c ")])
    return "残.xlsx", workbooks.with_sheet_xml(data, dict([cut]))


@file
def prefixed(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    """As some programs write it: every element of the sheet with a prefix."""
    data, target = xlsx(sheet), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"(</?)(?=[a-zA-Z])", rb"\1x:", text).replace(b"xmlns=", b"xmlns:x=")
            out.writestr(name, text)
    return "前缀.xlsx", target.getvalue()


@file
def zip_bomb(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    return "弹.xlsx", workbooks.zip_bomb(chance.choice([60, 450]))


@file
def no_workbook(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    found = [
        b"",
        b"\0" * 90,
        b"%PDF-1.7",
        b"<html><table></table></html>",
        workbooks.encrypted(),
        chance.randbytes(900),
    ]
    return "不是表.xlsx", chance.choice(found)


def text_of(sheet: Sheet) -> str:
    """The values as comma separated text; a cell of XML shows as its value."""
    plain = [[re.sub("<[^>]*>", "", value).replace('"', '""') for value in row] for row in sheet.rows]
    return "\n".join(",".join(f'"{value}"' if "\n" in value else value for value in row) for row in plain)


@file
def text_file(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
    text = text_of(sheet).encode(encoding, "replace")
    return "表.csv", text + chance.choice([b"", b'\n"', b"\n\0\0", b"\n" * 5000, b"," * 20_000])


@file
def old_workbook(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    data = bytearray((workbooks.DATA / "team.xls").read_bytes())
    for _ in range(chance.choice([0, 1, 40])):
        data[chance.randrange(600, len(data))] = chance.randrange(256)
    return "旧.xls", bytes(data)


@file
def open_document(sheet: Sheet, chance: random.Random) -> tuple[str, bytes]:
    """An ods whose formats reach to its last row and column, as LibreOffice writes them."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    lines = []
    for row in sheet.rows:
        values = [escape(re.sub("<[^>]*>", "", value)) for value in row[:200]]
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>' for v in values
        )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    blank = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}"/>'
    blank = blank.format(*chance.choice([(1, 1), (1_048_000, 16_384)])) + "</table:table-row>"
    body = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="表">{"".join(lines)}'
        f"{blank}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", body)
        out.writestr("META-INF/manifest.xml", "<manifest/>")
    return "表.ods", target.getvalue()


def storm(rows: list[list[str]], count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """So many workbooks made from these rows (header first): what was done, name and content of the file.

    Every shape comes once as a whole xlsx and every kind of file once, as far as the count reaches; then two or three
    shapes at a time in any file.
    """
    chance = random.Random(seed)
    plain: list[tuple[list[Mutation], Any]] = [([one], whole) for one in SHAPES] + [([as_it_is], one) for one in FILES]
    chance.shuffle(plain)
    for number in range(count):
        if number < len(plain):
            shapes, written = plain[number]
        else:
            shapes, written = chance.sample(SHAPES, k=chance.choice([2, 3])), chance.choice([*FILES, *[whole] * 12])
        sheet = Sheet([list(row) for row in rows])
        for mutate in shapes:
            for row in sheet.rows:  # what an earlier shape cut off stands blank for the next
                row.extend([""] * (FEWEST - len(row)))
            mutate(sheet, chance)
        name, data = written(sheet, chance)
        yield " ".join([*(one.__name__ for one in shapes), written.__name__]), name, data
