"""Reading a county's official text into items of a negative list."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^\s*(?:[①-⑳]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、])\s*"
)
_YEARS = re.compile(r"(?:未满|不满|近|尚未满)\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*年")
_ENDED = ("刑满", "期满", "执行完毕", "释放")
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
LONGEST_HEADING = 24


@dataclass(frozen=True)
class Draft:
    """An item as the pasted text gives it; everything in it is still to be checked by a person."""

    text: str
    hard: bool
    years: int | None
    runs_from_end: bool


def number_of(text: str) -> int:
    """五 → 5, 十二 → 12, 5 → 5."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def read_items(pasted: str) -> list[Draft]:
    """One item a numbered line; a short line that speaks of 不能, 不宜 or 不选 is a heading, others go on with it.

    What stands before the first heading counts as HARD.
    """
    found: list[tuple[str, bool]] = []
    hard = True
    for line in filter(None, (one.strip() for one in pasted.splitlines())):
        bare = _NUMBER.sub("", line)
        if _is_heading(bare):
            hard = "不宜" not in bare
        elif bare != line or not found:
            found.append((bare, hard))
        else:
            found[-1] = (found[-1][0] + bare, found[-1][1])
    return [_draft(text.rstrip("；;。"), hard) for text, hard in found]


def _is_heading(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and text.endswith(("：", ":", "不能", "不宜", "不选", "情形", "情形的"))
        and (any(word in text for word in ("不能", "不宜", "不选", "不得")))
    )


def _draft(text: str, hard: bool) -> Draft:
    years = _YEARS.search(text)
    return Draft(text, hard, number_of(years[1]) if years else None, any(word in text for word in _ENDED))
