"""The 编号 of an exported line: which row, in which version, and of which site."""

from typing import Any

from electioncycle.sheets.model import ROW_NUMBER

NO_SUCH_ROW = "没有这个编号的记录，或它不在您的管辖范围内；新增的行请将编号留空。"
ANOTHER_SITE = (
    "这个编号是从另一套系统导出的，在这里指的是别的记录，没有改动它。要导入到本系统的，请清空隐藏的“编号”列后重新上传，"
    "系统按村、姓名等认出各行。"
)


def row_key(row: Any, site: str = "") -> str:
    """``site`` stands in whatever leaves the product: rows of another site have the same numbers."""
    return f"R{row.pk}V{row.version}" + (f"S{site}" if site else "")


def read_number(text: str) -> tuple[int, int] | None:
    """Row and version of a 编号; None where it is none of ours."""
    found = ROW_NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def read_site(text: str) -> str:
    """The site that a 编号 names; empty where it names none, as those of earlier editions."""
    found = ROW_NUMBER.fullmatch(text)
    return (found[3] or "") if found else ""
