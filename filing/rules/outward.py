"""How a row of ours stands in the import table of another system: one entry for each heading, as plain data.

What cannot be written so is never written half: ``written`` raises, saying why and what to do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

COLUMN, FIXED, BLANK = "column", "fixed", "blank"
KINDS = {COLUMN: "台账的一列", FIXED: "固定内容", BLANK: "留空"}
TEXT, NUMBER, DAY = "text", "number", "day"
FORMS = {TEXT: "文本（编码前的0不丢）", NUMBER: "数值", DAY: "日期"}
CELL = "cell"
DAY_FORMS = {
    "%Y-%m-%d": "2026-03-05",
    "%Y/%m/%d": "2026/03/05",
    "%Y.%m.%d": "2026.03.05",
    "%Y%m%d": "20260305",
    "%Y年%m月%d日": "2026年03月05日",
    "%Y-%m": "2026-03",
    "%Y.%m": "2026.03",
    "%Y%m": "202603",
    "%Y年%m月": "2026年03月",
    CELL: "日期格（显示为2026-03-05）",
}
MONTH_FORMS = frozenset({"%Y-%m", "%Y.%m", "%Y%m", "%Y年%m月"})
MOST_HEADINGS, LONGEST_HEADING, LONGEST_FIXED, MOST_CODES, MOST_CHARACTERS = 120, 60, 100, 300, 32_000
NOTHING = "空"
"""Stands in a code list for a cell that is not filled in."""
_MARK = re.compile(r"[=＝:：\t]")
_MONTH = re.compile(r"(\d{4})[.\-年/](\d{1,2})月?")

Value = str | int | float | Decimal | date | None


class Unwritable(ValueError):
    """The value cannot stand there: ``why`` and what to do about it."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why, self.remedy = why, remedy


@dataclass(frozen=True)
class Month:
    """A day of which only year and month may be told."""

    day: date


@dataclass(frozen=True)
class Heading:
    """One column of the other system's table. ``source``: header of the ledger's column, or the fixed content.

    ``codes``: our words → their code, in the order they were typed; none where our words go as they are. ``longest``:
    characters the other system takes, 0 where it does not say.
    """

    title: str
    kind: str
    source: str = ""
    form: str = TEXT
    day_form: str = "%Y-%m-%d"
    codes: tuple[tuple[str, str], ...] = ()
    required: bool = False
    longest: int = 0

    @property
    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "codes": [list(one) for one in self.codes]}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        return cls(**{**told, "codes": tuple((ours, theirs) for ours, theirs in told.get("codes", ()))})

    @property
    def told(self) -> str:
        """What it takes, in words."""
        if self.kind == FIXED:
            return f"固定写“{self.source}”"
        return self.source if self.kind == COLUMN else "留空"

    @property
    def written_as(self) -> str:
        if self.kind != COLUMN:
            return "—"
        if self.codes:
            return f"代码({len(self.codes)}项)"
        return f"日期 {DAY_FORMS.get(self.day_form, '')}" if self.form == DAY else FORMS[self.form].partition("（")[0]

    @property
    def code_lines(self) -> str:
        return "\n".join(f"{ours}={theirs}" for ours, theirs in self.codes)

    @property
    def is_text(self) -> bool:
        return self.kind != COLUMN or bool(self.codes) or self.form == TEXT or self._says_day

    @property
    def _says_day(self) -> bool:
        return self.form == DAY and self.day_form != CELL


def read(headings: Iterable[Mapping[str, Any]]) -> list[Heading]:
    return [Heading.read(one) for one in headings]


def codes_in(text: str) -> tuple[tuple[str, str], ...]:
    """``男=1`` line by line, “＝”, “：” and tabs too. Raises Unwritable, naming the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        ours, _, theirs = (one.strip() for one in _MARK.sub("=", line, count=1).partition("="))
        if not ours or not theirs:
            raise Unwritable(f"代码表第{number}行“{line.strip()}”不是“本平台的写法=上级代码”", "每行写一项，如：男=1")
        if ours in found:
            raise Unwritable(f"代码表第{number}行“{ours}”前面已写过", "每个写法只能有一个代码，请删去多余的一行")
        found[ours] = theirs
    if len(found) > MOST_CODES:
        raise Unwritable(f"代码表有{len(found)}项，最多{MOST_CODES}项", "请减少")
    return tuple(found.items())


def wrong(heading: Heading, others: Sequence[Heading]) -> str:
    """Why this entry cannot be kept beside the others, in one sentence; empty where it can."""
    if not heading.title or len(heading.title) > LONGEST_HEADING:
        return f"没有填写上级表的列名，或超过{LONGEST_HEADING}个字。请照上级的表填写。"
    if any(one.title == heading.title for one in others):
        return f"“{heading.title}”一列已经有了，列名不能重复。请直接修改那一列。"
    if len(others) >= MOST_HEADINGS:
        return f"一张对应表最多{MOST_HEADINGS}列，请分成几张。"
    if heading.kind not in KINDS or heading.form not in FORMS or heading.day_form not in DAY_FORMS:
        return "没有选择填什么或写成什么，请在列表中选择后再保存。"
    if heading.kind == FIXED and not 0 < len(heading.source) <= LONGEST_FIXED:
        return f"选了固定内容的，须填写内容(不超过{LONGEST_FIXED}个字)。"
    if heading.kind == BLANK and heading.required:
        return "留空的列不能同时是必填。请选择填什么，或取消必填。"
    if not 0 <= heading.longest <= MOST_CHARACTERS:
        return f"最多字数请填1至{MOST_CHARACTERS}的整数，不限的不填。"
    if any(heading.longest < len(theirs) for _, theirs in heading.codes if heading.longest):
        return f"代码表里有代码超过最多{heading.longest}个字，上级系统收不进去。请核对代码或字数。"
    return ""


def written(heading: Heading, value: Any) -> Value:
    """What stands in the cell. Raises Unwritable."""
    if heading.kind != COLUMN:
        return heading.source if heading.kind == FIXED else ""
    found = _formed(heading, value)
    if found in (None, ""):
        if heading.required:
            raise Unwritable("没有填写，上级系统要求必填", "请在台账里补填")
        return ""
    if heading.longest and isinstance(found, str) and len(found) > heading.longest:
        raise Unwritable(f"“{found}”有{len(found)}个字，上级系统最多收{heading.longest}个", "请在台账里改短")
    return found


def _formed(heading: Heading, value: Any) -> Value:
    if heading.codes:
        return _coded(heading, _words(value))
    if value in (None, ""):
        return ""
    if heading.form == NUMBER:
        return _number(value)
    return _day(value, heading.day_form) if heading.form == DAY else _words(value)


def _coded(heading: Heading, words: str) -> str:
    codes = dict(heading.codes)
    if not words:
        return codes.get(NOTHING, "")
    if words not in codes:
        raise Unwritable(f"“{words}”在代码表里没有对应的代码", "请在这一列的代码表里补上，或核对台账里填的内容")
    return codes[words]


def _words(value: Any) -> str:
    if isinstance(value, Month):
        return f"{value.day:%Y.%m}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value).strip()


def _number(value: Any) -> Value:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    try:
        number = Decimal(str(value).strip())
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Unwritable(f"“{value}”不是数值", "请核对台账，或把这一列改为写成文本")
    return number


def _day(value: Any, form: str) -> Value:
    day, only_month = _read_day(value)
    if only_month and form not in MONTH_FORMS:
        raise Unwritable(f"“{day:%Y.%m}”只有年月，写不成年月日", "请把这一列改为只写年月的日期格式")
    return day if form == CELL else day.strftime(form)


def _read_day(value: Any) -> tuple[date, bool]:
    if isinstance(value, Month):
        return value.day, True
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value), False
    text = str(value).strip()
    try:
        return date.fromisoformat(text), False
    except ValueError:
        found = _MONTH.fullmatch(text)
        if found is None or not 1 <= int(found[2]) <= 12:
            raise Unwritable(f"“{text}”不是日期", "请核对台账，或把这一列改为写成文本") from None
        return date(int(found[1]), int(found[2]), 1), True
