"""Owns the cleaning of single values: each function returns the value or raises ValueError in Chinese."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from electioncycle.cleaning.characters import PLAIN, composed, needs_cleaning
from electioncycle.cleaning.choice_words import label_meant

DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅●.．", "·"))
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇]")
DAY = re.compile(r"(\d{4})\s*[-/.年、]\s*(\d{1,2})\s*[-/.月、]\s*(\d{1,2})\s*[日号]?(?:[ T][\d:.]+)?")
DAY_FIRST = re.compile(r"\d{4}\s*[-/.年、]\s*\d{1,2}\s*[-/.月、]\s*\d{1,2}\s*[日号]?")
TIME = re.compile(r"(\D{2})?\s*(\d{1,2})\s*(?::|时|点)\s*(?:(\d{1,2})\s*(?::\d{2}|分)?|(半)|整)?")
HOURS_OF = {
    "凌晨": range(7),
    "早上": range(4, 13),
    "上午": range(5, 13),
    "中午": range(11, 15),
    "下午": range(12, 20),
    "傍晚": range(16, 21),
    "晚上": range(17, 24),
}
"""Which hours of the whole day the part of it that is named before an hour may mean."""
UNITS = re.compile(r"(?:人|户|票|份|笔|个|名|元|亩|周?岁|年|次)$")
TOO_LARGE = Decimal(10) ** 18
EXCEL_BEGINS = date(1899, 12, 30)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
NOTHING_SAID = re.compile(r"[/\\\\—–…-]+|无|不详|暂无|未知|待定|空|没有|n/?a|none|null", re.IGNORECASE)
NO = frozenset({"否", "无", "不是", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0"})

NO_SPELLINGS: Mapping[str, Collection[str]] = {}


ADDED = re.compile(r"(.+)[(\[【](.+)[)\]】]")


@dataclass(frozen=True, slots=True)
class AmbiguousMonth:
    """A month typed as the number 1975.1, which Excel shows alike for 1975.1 and 1975.10."""

    year: int
    months: tuple[int, ...]

    def settle(self, id_number: str | None) -> date | None:
        """The month that the ID number confirms, else None."""
        born = birth_date(id_number) if id_number else None
        if born and born.year == self.year and born.month in self.months:
            return born.replace(day=1)
        return None


def clean_text(value: Any) -> str | None:
    """Text without odd spaces and with half-width digits and letters; None for a blank. Keeps line breaks."""
    if value is None:
        return None
    text = composed(str(value))
    if needs_cleaning(text):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(PLAIN).split("\n")
        text = "\n".join(re.sub(" {2,}", " ", line).strip() for line in lines).strip()
    return text or None


def clean_name(value: Any) -> str | None:
    """张 三 → 张三; every middle dot becomes "·"; spaces stay only in names without Chinese characters."""
    text = clean_text(value)
    if text is None or not HAN.search(text):
        return text
    return re.sub(r"\s+", "", text).translate(DOTS).strip("·") or None


def clean_int(value: Any) -> int | None:
    """A whole number; 12人 and 1,200 are understood."""
    number = clean_decimal(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise ValueError(f"“{value}”应为整数")
    return int(number)


def clean_decimal(value: Any) -> Decimal | None:
    """An amount; thousands separators, ¥ and a unit behind are dropped, 万 and 亿 are refused."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value) >= TOO_LARGE:
            raise ValueError(f"“{value}”太大，不是合理的数字")
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        return None
    _refuse_filler(text, value, "不是数字")
    if re.search("[万亿]元?$", text):
        raise ValueError(f"“{value}”带有“万”或“亿”，请按表头的单位只填数字")
    plain = UNITS.sub("", text.removeprefix("¥").replace(",", "").replace(" ", ""))
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,10})?", plain):
        raise ValueError(f"“{value}”不是数字")
    return Decimal(plain)


def clean_date(value: Any) -> date | None:
    """A day: 2020-1-5, 2020/1/5, 2020.1.5, 20200105, 2020年1月5日, or Excel's day number."""
    if value is None or isinstance(value, date):
        return _in_living_memory(value.date() if isinstance(value, datetime) else value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        return None
    _refuse_filler(text, value, "不是日期", "，有的请填成 2020-01-05 的样子")
    if re.fullmatch(r"[1-7]\d{4}(?:\.0*)?", text):
        return _in_living_memory(EXCEL_BEGINS + timedelta(days=int(float(text))))
    found = DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if not found:
        short = re.fullmatch(r"\d{4}(?:[-/.年]\s*\d{1,2}月?|\d{2}|年)?", text)
        raise ValueError(f"“{value}”{'缺少月或日' if short else '不是日期'}，请填成 2020-01-05 的样子")
    return _day(int(found[1]), int(found[2]), int(found[3]), value)


def clean_time(value: Any) -> time | None:
    """A time of day: 8:30, 8：30, 08:30:00, 8时30分, 8点半, 上午8时, 下午2点半."""
    if value is None or isinstance(value, time):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        return None
    found = TIME.fullmatch(text)
    try:
        return time(_hour(found[1], int(found[2])), 30 if found[4] else int(found[3] or 0))  # type: ignore[index]
    except (TypeError, ValueError):
        raise ValueError(f"“{value}”不是时间，请填成 08:30 的样子") from None


def _hour(part: str | None, hour: int) -> int:
    """The hour of the whole day: 下午2点 and 下午14点 are the same, 上午15点 and 晚上12点 are none."""
    if part is None:
        return hour
    meant = [one for one in (hour, hour + 12) if one in HOURS_OF.get(part, ())]
    if not meant:
        raise ValueError(part)
    return meant[0]


def clean_moment(value: Any) -> datetime | None:
    """A day with its time, as the clock on the wall said it: 2026-12-20 8:30, 2026年12月20日8时30分."""
    if value is None or isinstance(value, datetime):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        return None
    found = DAY_FIRST.match(text)
    day = clean_date(found[0].strip()) if found else None
    at = clean_time(text[found.end() :].lstrip(" T")) if found else None
    if day is None or at is None:
        raise ValueError(f"“{value}”不是日期和时间，请填成 2026-12-20 08:30 的样子")
    return datetime.combine(day, at)


def clean_month(value: Any) -> date | AmbiguousMonth | None:
    """A month as its first day: 1975.10, 1975年10月， 197510, 1975-10; the number 1975.1 is AmbiguousMonth."""
    if value is None or isinstance(value, date):
        day = clean_date(value)
        return day.replace(day=1) if day else None
    if isinstance(value, Decimal | int | float):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if number.as_tuple().exponent == -1 and str(number).endswith(".1"):
            _day(int(number), 1, 1, value)
            return AmbiguousMonth(int(number), (1, 10))
        value = format(number, "f")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not text:
        return None
    _refuse_filler(text, value, "不是年月", "，有的请填成 1975-10 的样子")
    found = re.fullmatch(r"(\d{4})\s*[-/.年、]\s*(\d{1,2})\s*月?(?:\s*[-/.]?\s*\d{1,2}\s*[日号]?)?(?: [\d:.]+)?", text)
    found = found or re.fullmatch(r"(\d{4})(\d{2})(?:\d{2})?", text)
    if not found:
        raise ValueError(f"“{value}”不是年月{_lost_format(text)}，请填成 1975-10 的样子")
    return _day(int(found[1]), int(found[2]), 1, value)


def _lost_format(text: str) -> str:
    """Excel's day number stands where the date format was taken away; it may be anything, so nothing is guessed."""
    if not re.fullmatch(r"[1-7]\d{4}", text):
        return ""
    day = EXCEL_BEGINS + timedelta(days=int(text))
    return f"；像是日期丢了格式(按日期是{day:%Y-%m-%d})，是的请把该列设为日期格式"


def _refuse_filler(text: str, shown: Any, what: str, remedy: str = "") -> None:
    """无, / and — stand in a cell that its writer did not want to leave blank."""
    if NOTHING_SAID.fullmatch(text):
        raise ValueError(f"“{shown}”{what}，没有的请留空{remedy}")


def _day(year: int, month: int, day: int, shown: Any) -> date:
    try:
        found = date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{shown}”不是真实存在的日期") from error
    return _in_living_memory(found)  # type: ignore[return-value]


def _in_living_memory(value: date | None) -> date | None:
    if value is not None and not 1900 <= value.year <= 2100:
        raise ValueError(f"“{value:%Y-%m-%d}”的年份不在 1900 至 2100 之间")
    return value


def check_digit(head: str) -> str:
    """The last place of an ID number (GB 11643) after its first seventeen."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True)) % 11]


def clean_id_number(value: Any) -> str | None:
    """An 18-digit identity number whose birth date exists and whose check digit is right (GB 11643)."""
    text = clean_text(value)
    if text is None:
        return None
    _refuse_filler(text, value, "不是身份证号")
    text = re.sub(r"[\s'‘’`-]", "", text).upper()
    if re.fullmatch(r"\d{15}", text):
        raise ValueError("是 15 位旧身份证号，请填写 18 位公民身份号码")
    if not re.fullmatch(r"\d{17}[\dX]", text):
        others = "".join(dict.fromkeys(re.sub(r"\d|X$", "", text)))
        found = f"其中有“{others[:5]}”" if others else f"现为 {len(text)} 位"
        raise ValueError(f"身份证号应为 18 位数字(末位可为 X)，{found}")
    if birth_date(text) is None:
        raise ValueError(f"身份证号中的出生日期 {text[6:14]} 不存在")
    if check_digit(text[:17]) != text[17]:
        raise ValueError("身份证号校验位不符，请逐位核对")
    return text


def birth_date(id_number: str) -> date | None:
    """The birth date in an 18-digit identity number, None when there is no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def clean_phone(value: Any) -> str | None:
    """One mobile or office number; +86, spaces and dashes inside a mobile number are dropped."""
    text = clean_text(value)
    if text is None:
        return None
    _refuse_filler(text, value, "不是电话号码")
    text = re.sub(r"[\s'‘’`]", "", unicodedata.normalize("NFKC", text).replace("—", "-"))
    digits = re.sub(r"^(?:\+?86|0086)(?=1)", "", text.replace("-", ""))
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return digits
    landline = re.fullmatch(r"\(?(0\d{2,3})?\)?-?([2-9]\d{6,7})(?:[-转*]+(\d{1,6}))?", text)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    if re.search(r"[/、,;]", text):
        raise ValueError(f"“{value}”填了多个号码，请只填一个")
    raise ValueError(f"“{value}”不是有效的电话号码")


def clean_sealed(name: str) -> Callable[[Any], str | None]:
    """What reads an encrypted field: an ID number, a telephone number, or plain text, as its name says."""
    return {"id_number": clean_id_number, "phone": clean_phone}.get(name, clean_text)


def clean_bool(value: Any) -> bool | None:
    """是/否, 有/无, √/×; None for a blank."""
    if value is None or isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip().lower()
    if not text:
        return None
    if text in YES or text in NO:
        return text in YES
    raise ValueError(f"“{value}”应填“是”或“否”")


def clean_choice(
    value: Any, choices: Mapping[str, str], spellings: Mapping[str, Collection[str]] = NO_SPELLINGS
) -> str | None:
    """The code of a choice given as label, as code, in other words for it, or without spaces and a number in front.

    Brackets of the label may be left out; what somebody adds in brackets is dropped only where it says the same.
    ``spellings`` are other words for a label that the caller accepts besides.
    """
    text = clean_text(value)
    if text is None:
        return None
    labels = {str(label): code for code, label in choices.items()}
    if text in labels:
        return labels[text]
    found = _choice(_squeezed(text), labels)
    if found is not None:
        return found
    also = {code for label, code in labels.items() if text in spellings.get(label, ())}
    if len(also) == 1:
        return also.pop()
    allowed = "、".join(list(labels)[:15]) + ("等" if len(labels) > 15 else "")
    raise ValueError(f"“{text}”不在可填的内容之内，可填：{allowed}")


def _choice(text: str, labels: Mapping[str, str]) -> str | None:
    """The one choice that these squeezed words fit, else None."""
    for spelling in (_squeezed, _without_brackets):
        found = {code for label, code in labels.items() if text and text in {spelling(label), spelling(str(code))}}
        if len(found) == 1:
            return found.pop()
    if meant := label_meant(text, labels):
        return labels[meant]
    added = ADDED.fullmatch(text)
    before = _choice(added[1], labels) if added else None
    return before if added and before is not None and before == _choice(added[2], labels) else None


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    plain = re.sub(r"^(?:\d{1,2}[.、]|\(\d{1,2}\))", "", unicodedata.normalize("NFKC", text).strip())
    return re.sub(r"[\s\"'“”·,.、。;]", "", plain).casefold()


@lru_cache(maxsize=4096)
def _without_brackets(text: str) -> str:
    return re.sub(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】", "", _squeezed(text))
