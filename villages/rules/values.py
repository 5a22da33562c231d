"""Values of rules: of what kind each is, how a typed text is read into one, and how code asks for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from electioncycle.wording import numeral

OVER, AT_LEAST = "over", "share"
"""How a fraction is compared: strictly more than it, or at least it."""
_SHARE = re.compile(r"(?:(over|share|超过|多于|不少于|至少)\s*)?(?:(\d{1,4})\s*/\s*(\d{1,4})|(\d{1,3})\s*%)")
_SIGNED = re.compile(r"(over|share|超过|多于|不少于|至少)?\s*(.*)", re.DOTALL)
_IN_WORDS = {OVER: "超过", AT_LEAST: "不少于"}
_SIGNS = {"over": OVER, "超过": OVER, "多于": OVER, "share": AT_LEAST, "不少于": AT_LEAST, "至少": AT_LEAST}
_WIDE = str.maketrans("０１２３４５６７８９／％：．", "0123456789/%:.")


class Unreadable(ValueError):
    """A value of the wrong kind; its words say what may be entered."""


@dataclass(frozen=True)
class Share:
    """An exact fraction of a whole, with the sign of the comparison. Compared on integers, never on rounded figures."""

    fraction: Fraction
    sign: str

    def reached(self, part: int, whole: int) -> bool:
        one, other = part * self.fraction.denominator, whole * self.fraction.numerator
        return one > other if self.sign == OVER else one >= other

    def least(self, whole: int) -> int:
        """The smallest part of the whole that reaches it."""
        at, beyond = divmod(whole * self.fraction.numerator, self.fraction.denominator)
        return at + 1 if self.sign == OVER or beyond else at

    def __str__(self) -> str:
        return f"{'超过' if self.sign == OVER else '不少于'}{self.fraction}"

    @property
    def part(self) -> str:
        """``半数``, ``三分之二``: the fraction itself in the words of papers."""
        if self.fraction == Fraction(1, 2):
            return "半数"
        return f"{numeral(self.fraction.denominator)}分之{numeral(self.fraction.numerator)}"

    def words(self, whole: str, *, reached: bool = True) -> str:
        """``超过登记人数的半数``: in the words of papers, and what is said when it was not reached."""
        verb = "超过" if self.sign == OVER else "达到"
        return f"{verb if reached else f'未{verb}'}{whole}的{self.part}"


@dataclass(frozen=True)
class Kind:
    """One kind of value. ``read`` takes what is stored or typed and raises Unreadable; ``stored`` is what is kept."""

    def read(self, value: Any) -> Any:
        raise NotImplementedError

    def stored(self, text: str) -> Any:
        """What is kept of a typed text: as it was typed, where it can be read."""
        self.read(text)
        return text

    def shown(self, value: Any) -> str:
        """A stored value in the words in which it may be typed."""
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(value)


@dataclass(frozen=True)
class Whole(Kind):
    """Days, people, years: a whole number between two bounds."""

    least: int = 0
    most: int = 9999
    unit: str = ""

    def read(self, value: Any) -> int:
        text = str(value).translate(_WIDE)
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,6}", text) or not self.least <= int(text) <= self.most:
            raise Unreadable(f"只能填{self.least}至{self.most}的整数{f'({self.unit})' if self.unit else ''}")
        return int(text)

    def stored(self, text: str) -> int:
        return self.read(text)


@dataclass(frozen=True)
class Number(Kind):
    """A figure that may have decimals, such as a mean age."""

    least: int = 0
    most: int = 9999

    def read(self, value: Any) -> Decimal:
        try:
            found = Decimal(str(value).translate(_WIDE))
        except InvalidOperation:
            found = Decimal("NaN")
        if isinstance(value, bool) or not found.is_finite() or not self.least <= found <= self.most:
            raise Unreadable(f"只能填{self.least}至{self.most}的数，如47.5")
        return found

    def stored(self, text: str) -> int | float:
        found = self.read(text)
        return int(found) if found == found.to_integral_value() else float(found)


@dataclass(frozen=True)
class Part(Kind):
    """A fraction; ``sign`` is meant where the value itself does not say over or share."""

    sign: str

    def read(self, value: Any) -> Share:
        found = _SHARE.fullmatch(str(value).translate(_WIDE).strip())
        if found is None or (found[2] and not 0 < int(found[2]) <= int(found[3])) or found[4] in ("0", "00", "000"):
            raise Unreadable("只能填不大于1的分数或百分比，如1/2、20%；可在前面写“超过”或“不少于”")
        fraction = Fraction(int(found[2]), int(found[3])) if found[2] else Fraction(int(found[4]), 100)
        if fraction > 1:
            raise Unreadable("只能填不大于1的分数或百分比，如1/2、20%")
        return Share(fraction, _SIGNS.get(found[1], self.sign))

    def stored(self, text: str) -> str:
        """As typed; a sign in words is kept as its code, so that what is shown and sent again is no change."""
        self.read(text)
        sign, rest = _SIGNED.fullmatch(text.strip()).groups()  # type: ignore[union-attr]  # it matches any text
        return f"{_SIGNS[sign]} {rest}" if sign else text

    def shown(self, value: Any) -> str:
        sign, rest = _SIGNED.fullmatch(str(value).strip()).groups()  # type: ignore[union-attr]  # it matches any text
        return f"{_IN_WORDS[_SIGNS[sign]]}{rest}" if sign else str(value)


@dataclass(frozen=True)
class YesNo(Kind):
    def read(self, value: Any) -> bool:
        if value in (True, False) and isinstance(value, bool):
            return value
        if value not in ("是", "否"):
            raise Unreadable("只能填“是”或“否”")
        return bool(value == "是")

    def stored(self, text: str) -> bool:
        return self.read(text)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a fixed vocabulary; typed as its word or its code, kept as its code."""

    words: Mapping[str, str]
    how_many = "之一"

    def read(self, value: Any) -> Any:
        for code, word in self.words.items():
            if value in (code, word):
                return code
        listed = "、".join(code if code == word else f"{word}({code})" for code, word in self.words.items())
        raise Unreadable(f"只能填以下{self.how_many}：{listed}")

    def stored(self, text: str) -> Any:
        return self.read(text)

    def shown(self, value: Any) -> str:
        return self.words.get(value, str(value))


@dataclass(frozen=True)
class Several(Choice):
    """Some of a fixed vocabulary; typed as words or codes with 、 between, kept as a list of codes."""

    how_many = "几项，用顿号分开"

    def read(self, value: Any) -> Any:
        given = value if isinstance(value, list) else re.split(r"[、,，;；\s]+", str(value).strip())
        return tuple(dict.fromkeys(super(Several, self).read(one) for one in given))

    def stored(self, text: str) -> Any:
        return list(self.read(text))

    def shown(self, value: Any) -> str:
        each = value if isinstance(value, list) else [value]
        return "、".join(super(Several, self).shown(one) for one in each)


@dataclass(frozen=True)
class Clock(Kind):
    """A time of day."""

    def read(self, value: Any) -> time:
        try:
            return time.fromisoformat(str(value).translate(_WIDE).strip())
        except ValueError:
            raise Unreadable("只能填一天中的时刻，如17:30") from None


@dataclass(frozen=True)
class Text(Kind):
    most: int = 500
    pattern: str = ""
    example: str = ""

    def read(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str) or len(value) > self.most:
            raise Unreadable(f"只能填文字，不超过{self.most}字")
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise Unreadable(f"写法应如“{self.example}”")
        return value


@dataclass(frozen=True)
class Anything(Kind):
    """A rule that the county added itself: 是/否, a number, a text such as 1/2; no code asks for it."""

    def read(self, value: Any) -> Any:
        return value

    def stored(self, text: str) -> Any:
        if text in ("是", "否"):
            return text == "是"
        try:
            return Number(-(10**9), 10**9).stored(text)
        except Unreadable:
            return text
