"""How days and small numbers are written in Chinese, on pages and papers alike."""

from datetime import date, datetime

DIGITS = "零一二三四五六七八九"
HIGHEST = 99


def day_in_words(day: date | None, blank: str = "") -> str:
    """2026年1月5日; without a day what stands in its place."""
    return f"{day.year}年{day.month}月{day.day}日" if day else blank


def moment_in_words(at: datetime) -> str:
    """2026年1月5日8时30分, of a moment in local time."""
    return f"{day_in_words(at.date())}{at.hour}时{at.minute:02}分"


def numeral(number: int) -> str:
    """1 → 一, 10 → 十, 23 → 二十三; beyond 99 as figures."""
    if number > HIGHEST:
        return str(number)
    tens, ones = divmod(number, 10)
    return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones] if ones else ''}"
