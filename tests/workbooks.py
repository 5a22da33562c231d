"""Builds the workbooks that offices send: tidy, messy, broken and hostile."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from electioncycle.sheets import HeaderSpec

DATA = Path(__file__).parent / "data"
TEAM_HEADERS = ("乡镇(街道)", "村(社区)", "姓名", "身份证号", "入党时间", "出生年月", "户数")
TEAM_SPECS = (
    HeaderSpec("乡镇(街道)", required=True),
    HeaderSpec("村(社区)", required=True),
    HeaderSpec("姓名", aliases=("人员姓名",), required=True),
    HeaderSpec("身份证号", aliases=("公民身份号码",), kind="id_number"),
    HeaderSpec("入党时间", kind="date"),
    HeaderSpec("出生年月", kind="month"),
    HeaderSpec("户数", kind="int"),
)
# A number of the standard's own example, which belongs to nobody.
ID_NUMBER = "11010519491231002X"
TEAM_ROW = ("虎跳镇", "陈江村", "张三", ID_NUMBER, "1998-07-01", "1949.12", 320)


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), sheet: str = "班子") -> bytes:
    """An xlsx with these rows from A1 on."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def team(*rows: Sequence[Any], headers: Sequence[Any] = TEAM_HEADERS) -> bytes:
    """An xlsx with the header of the team template and these rows."""
    return workbook([headers, *rows])


def many_rows(count: int) -> bytes:
    """An xlsx with `count` data rows, written faster than openpyxl would."""
    header = "<row><c t='inlineStr'><is><t>乡镇</t></is></c><c t='inlineStr'><is><t>村</t></is></c>"
    header += "<c t='inlineStr'><is><t>姓名</t></is></c></row>"
    row = header.replace("乡镇", "虎跳镇").replace("村", "陈江村").replace("姓名", "张三")
    filled = f"<sheetData>{header}{row * count}</sheetData>".encode()
    return with_sheet_xml(workbook([]), {b"<sheetData />": filled, b"<sheetData></sheetData>": filled})


def with_sheet_xml(data: bytes, changes: dict[bytes, bytes]) -> bytes:
    """The same xlsx with byte strings of its first sheet replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            for old, new in changes.items() if name == "xl/worksheets/sheet1.xml" else ():
                text = text.replace(old, new)
            archive.writestr(name, text)
    return target.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same xlsx with these parts in it besides."""
    with zipfile.ZipFile(target := io.BytesIO(data), "a") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    """A zip that looks like an xlsx and unpacks to this many megabytes of nothing."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _ in range(megabytes):
                entry.write(b" " * 1024**2)
    return target.getvalue()


def lying_zip_bomb() -> bytes:
    """The same, whose directory says that it unpacks to a few bytes."""
    sound = zip_bomb(300)
    size = (300 * 1024**2).to_bytes(4, "little")
    return sound.replace(size, (64).to_bytes(4, "little"))


def encrypted() -> bytes:
    """The outline of an xlsx with an opening password: an OLE file whose directory names EncryptedPackage."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return header + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")
