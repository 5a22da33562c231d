"""Owns the checks on an uploaded file before any parser sees it: what it is by content, and how large it may grow."""

import io
import re
import zipfile
from collections.abc import Collection

from .model import Limits, SheetError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPES = "[content_types].xml"
SAVE_AS = "请用 WPS 或 Excel 打开后另存为 xlsx 再上传"
FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
)
MARKUP = re.compile(rb"<[a-z!?]|mime-version:|from: <saved by", re.IGNORECASE)
"""How a web page begins, also one kept as mht; many systems offer such a page as their .xls."""

OF_2003 = b'"urn:schemas-microsoft-com:office:spreadsheet"'
"""The namespace of “XML 表格 2003”, which some systems also offer as their .xls."""
PROGRAMS = re.compile(r"vbaproject|/macrosheets/|/activex/")
OUTWARD = re.compile(r"xl/(?:externallinks/|querytables/|connections\.xml)")
"""Parts of an xlsx that run something, or fetch something from another file, when somebody opens the copy we give."""


def kind_of(data: bytes, filename: str, limits: Limits) -> str:
    """Say `xlsx`, `xls`, `ods` or `text` by content; raises SheetError for whatever is no workbook or too large."""
    if not data.strip(b"\0 \r\n\t"):
        raise SheetError(f"文件“{filename}”是空文件，请检查后重新选择要上传的工作簿。")
    if len(data) > limits.file_bytes:
        size, most = len(data) / 1024**2, limits.file_bytes / 1024**2
        raise SheetError(f"文件“{filename}”有 {size:.1f} MB，超过 {most:.0f} MB 的上限，请删去图片或分成几个文件上传。")
    if data.startswith(b"PK"):
        return _zip_kind(data, filename, limits)
    if data.startswith(OLE):
        return _ole_kind(data, filename)
    for magic, what in FOREIGN:
        if data.startswith(magic):
            raise SheetError(f"文件“{filename}”是{what}，不是工作簿，请上传 xlsx、xls 或 csv 文件。")
    if MARKUP.match(data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")):
        what = "XML 格式" if OF_2003 in data[:2000] else "网页格式"
        raise SheetError(f"文件“{filename}”是{what}的表格，不是真正的工作簿，{SAVE_AS}。")
    return "text"


def _zip_kind(data: bytes, filename: str, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
            is_ods = "mimetype" in names and b"spreadsheet" in _beginning(archive, "mimetype", 200)
            is_locked = any(entry.flag_bits & 1 for entry in entries)
            programs = any(map(PROGRAMS.search, names)) or (not is_locked and b"macroEnabled" in _types(archive))
    except Exception as error:
        raise SheetError(f"文件“{filename}”已损坏或没有传完整，{SAVE_AS}。") from error
    unzipped = sum(entry.file_size for entry in entries)
    dense = unzipped > 50 * 1024**2 and unzipped > limits.ratio * len(data)
    if unzipped > limits.unzipped_bytes or dense or len(entries) > 10_000:
        raise SheetError(
            f"文件“{filename}”解压后有 {unzipped / 1024**2:.0f} MB，超出正常工作簿的大小，"
            "请把有内容的行复制到系统下载的模板中再上传。"
        )
    if is_locked:
        raise SheetError(f"文件“{filename}”加了密码，请取消密码后重新上传。")
    if "xl/workbook.xml" in names:
        _require_inert(filename, names, programs=programs)
        return "xlsx"
    if is_ods:
        return "ods"
    if "xl/workbook.bin" in names:
        raise SheetError(f"文件“{filename}”是 xlsb 格式，系统不能读取，{SAVE_AS}。")
    what = "Word 文档" if "word/document.xml" in names else "压缩包或其他文件"
    raise SheetError(f"文件“{filename}”是{what}，不是工作簿，请上传 xlsx、xls 或 csv 文件。")


def _require_inert(filename: str, names: Collection[str], *, programs: bool) -> None:
    if programs:
        raise SheetError(
            f"文件“{filename}”带有宏或控件，系统不接收，"
            "请用 WPS 或 Excel 打开后另存为不含宏的“Excel 工作簿(xlsx)”再上传。"
        )
    if any(map(OUTWARD.match, names)):
        raise SheetError(
            f"文件“{filename}”中有取自其他文件的链接或数据连接，系统不接收，"
            "请在“数据”的“编辑链接”中断开链接(保留现有数值)，保存后再上传。"
        )


def _types(archive: zipfile.ZipFile) -> bytes:
    """What the parts of an xlsx say they are."""
    found = (entry for entry in archive.infolist() if entry.filename.lower() == CONTENT_TYPES)
    return next((_beginning(archive, entry, 100_000) for entry in found), b"")


def _beginning(archive: zipfile.ZipFile, entry: str | zipfile.ZipInfo, most: int) -> bytes:
    """The first bytes of an entry, however large it unpacks."""
    with archive.open(entry) as file:
        return file.read(most)


def _ole_kind(data: bytes, filename: str) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise SheetError(f"文件“{filename}”加了打开密码，请取消密码后重新上传。")
    if has("Workbook") or has("Book"):
        return "xls"
    what = "Word 文档" if has("WordDocument") else "其他文档"
    raise SheetError(f"文件“{filename}”是{what}或已损坏，不是工作簿，{SAVE_AS}。")
