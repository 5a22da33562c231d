"""A file that cannot be used is refused in one plain Chinese sentence, within little time and memory."""

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from electioncycle.sheets import Limits, SheetError, process, read_workbook

from . import workbooks
from .workbooks import TEAM_ROW, TEAM_SPECS, team, workbook


def read(data, specs=TEAM_SPECS, **options):
    return read_workbook(data, "班子.xlsx", specs, **options)


def refusal(data, specs=TEAM_SPECS, **options):
    with pytest.raises(SheetError) as caught:
        read(data, specs, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "空文件"),
        (b"%PDF-1.7 ...", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\x00\xff\xfe\x80\x81" * 900, "不是工作簿"),
        (b"PK\x03\x04 and then nothing", "已损坏或没有传完整"),
        (team(TEAM_ROW)[:3000], "已损坏或没有传完整"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 90, "已损坏或没有传完整"),
        (workbooks.encrypted(), "密码"),
        (workbooks.with_parts(team(TEAM_ROW), {"xl/vbaProject.bin": b"Sub"}), "带有宏或控件"),
        (workbooks.with_parts(team(TEAM_ROW), {"xl/activeX/activeX1.xml": b"<ax/>"}), "带有宏或控件"),
        (workbooks.with_parts(team(TEAM_ROW), {"xl/externalLinks/externalLink1.xml": b"<l/>"}), "取自其他文件的链接"),
        (workbooks.with_parts(team(TEAM_ROW), {"xl/connections.xml": b"<c/>"}), "数据连接"),
        (workbook([]), "没有内容"),
        (team(), "下面没有数据"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(data, words):
    message = refusal(data)
    assert words in message
    assert message.count("。") == 1
    assert "请" in message


def test_a_word_document_is_called_one():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "Word 文档" in refusal(target.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    started = time.monotonic()
    assert "解压后有" in refusal(workbooks.zip_bomb(600))
    assert "已损坏" in refusal(workbooks.lying_zip_bomb())
    assert time.monotonic() - started < 20


def test_a_sheet_with_far_corners_only_is_refused_in_words():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "村", "x"
    assert "内存或时间上限" in refusal(workbooks.saved(book), limits=Limits(memory_bytes=512 * 1024**2))


def test_a_large_file_is_refused_by_its_size():
    assert "超过 20 MB 的上限" in refusal(b"x" * (20 * 1024**2 + 1))


def test_exactly_the_allowed_rows_are_read_and_one_more_is_refused():
    specs = TEAM_SPECS[:3]
    assert len(read(workbooks.many_rows(100_000), specs).rows) == 100_000
    assert "超过 100000 行的上限" in refusal(workbooks.many_rows(100_001), specs)
    assert "单元格超过 50 个" in refusal(workbooks.many_rows(100), specs, limits=Limits(cells=50))


def test_the_parser_learns_nothing_of_the_keys(monkeypatch):
    started = []
    popen = process.subprocess.Popen
    monkeypatch.setattr(process.subprocess, "Popen", lambda *args, **more: started.append(more) or popen(*args, **more))
    read(team(TEAM_ROW))
    assert started[0]["env"] == {}
