"""Owns what a raw cell of the parser means in a column of a given kind: its cleaned value, or the fault it has."""

import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

from electioncycle.cleaning.cells import clean_text

from .model import Cell, CellValue, Kind

AS_TEXT = "请将该列设为文本格式后重新填写"
DIGITS_KEPT = 10**15
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{2}")
ERROR_TEXT = re.compile(r"#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}", re.IGNORECASE)
NUMBER_KINDS = frozenset({"int", "decimal", "month", "date"})


def to_cell(raw: Any, kind: Kind, column: str, *, from_text_file: bool) -> Cell:
    """The cell of one raw value; text files lost Excel's types, so 1975.1 in them is as doubtful as a number."""
    if raw is None or raw == "":
        return Cell(column, None)
    if isinstance(raw, str):
        return _text(raw, kind, column, from_text_file)
    if isinstance(raw, bool):
        return Cell(column, "是" if raw else "否")
    if isinstance(raw, int | float):
        return _number(raw, kind, column)
    tag, *content = raw
    if tag == "d":
        return _day(date.fromisoformat(content[0]), kind, column)
    if tag == "f":
        return Cell(column, None, "公式没有计算结果，请在 WPS 或 Excel 中打开保存一次，或改填数值")
    if tag == "e":
        return Cell(column, content[0], f"公式结果是错误值 {content[0]}，请改正公式或改填数值")
    if kind in NUMBER_KINDS or kind == "id_number":
        return Cell(column, content[0], "是时间格式，请改成该列要求的内容")
    return Cell(column, content[0])


def _text(raw: str, kind: Kind, column: str, from_text_file: bool) -> Cell:
    value = clean_text(raw)
    if value is None:
        return Cell(column, None)
    if value[0] in "#E" and ERROR_TEXT.fullmatch(value):  # how csv files, and values pasted as text, carry an error
        return Cell(column, value, f"是错误值 {value}，请改正公式或改填数值")
    if kind == "id_number" and SCIENTIFIC.fullmatch(value):
        return Cell(column, value, f"号码已变成科学记数，末尾几位已丢失，{AS_TEXT}")
    if kind == "month" and from_text_file and re.fullmatch(r"\d{4}\.1", value):
        return Cell(column, Decimal(value))
    return Cell(column, value)


def _number(raw: int | float, kind: Kind, column: str) -> Cell:
    if not math.isfinite(raw):
        return Cell(column, str(raw), "不是有效的数字，请重新填写")
    if kind not in NUMBER_KINDS and kind != "id_number" and abs(raw) < DIGITS_KEPT and raw == int(raw):
        return Cell(column, str(int(raw)))
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    whole = number == number.to_integral_value()
    shown = format(number.to_integral_value() if whole else number, "f")
    if kind == "id_number":
        return Cell(column, shown, f"身份证号存成了数字，末尾几位已丢失，{AS_TEXT}")
    if kind in NUMBER_KINDS:
        return Cell(column, Decimal(shown))
    if whole and abs(number) >= DIGITS_KEPT:
        return Cell(column, shown, f"数字超过 15 位，末尾几位已丢失，{AS_TEXT}")
    return Cell(column, shown)


def _day(day: date, kind: Kind, column: str) -> Cell:
    value: CellValue = day if kind in {"date", "month"} else day.isoformat()
    if kind in {"int", "decimal", "id_number"}:
        return Cell(column, value, "是日期格式，请将单元格设为常规格式后重新填写")
    return Cell(column, value)
