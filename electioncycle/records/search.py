"""Search keys: Chinese text plus pinyin initials and full pinyin, so that ``zjg`` finds 张建国."""

import re
from functools import lru_cache
from itertools import combinations, product

SURNAMES = {
    "仇": "qiu",
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "任": "ren",
    "区": "ou",
    "查": "zha",
    "朴": "piao",
    "尉": "yu",
    "盖": "ge",
    "翟": "zhai",
    "华": "hua",
    "冼": "xian",
    "乐": "yue",
    "员": "yun",
    "繁": "po",
}
"""Readings a surname has and the dictionary does not put first."""


def full_pinyin(name: str) -> str:
    """``zhangjianguo``, the surname read as a surname."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name)
    if name and name[0] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return "".join(syllables).lower()


def search_key(*texts: str) -> str:
    """One lower-case line: each text, its initials (all readings up to eight) and its full pinyin."""
    parts = [part for text in texts if text for part in _found_by(text)]
    return " ".join(dict.fromkeys(parts)).lower()


@lru_cache(maxsize=4096)
def _found_by(text: str) -> tuple[str, ...]:
    """A workbook names the same places, and its people with each of their rows, over and over."""
    syllables = _readings(text)
    if text[0] in SURNAMES:
        syllables[0] = [SURNAMES[text[0]], *[s for s in syllables[0] if s != SURNAMES[text[0]]]]
    initials = [list(dict.fromkeys(reading[:1] for reading in readings)) for readings in syllables]
    variants = ["".join(letters) for letters, _ in zip(product(*initials), range(8), strict=False)]
    return text, *variants, "".join(readings[0] for readings in syllables)


SHORT = re.compile("[\u4e00-\u9fff]{1,12}")
"""Texts of characters alone that are looked through for phrases."""


def _readings(text: str) -> list[list[str]]:
    """Syllable by syllable all readings, with what a phrase of the dictionary says of its own."""
    from pypinyin import Style, pinyin  # 46 MiB of dictionary, which a worker that only prints never needs
    from pypinyin.constants import PHRASES_DICT

    parts = (text[start:end] for start, end in combinations(range(len(text) + 1), 2) if end > start + 1)
    if SHORT.fullmatch(text) and not any(part in PHRASES_DICT for part in parts):
        return [[*_alone(character)] for character in text]
    return pinyin(text, style=Style.NORMAL, heteronym=True)


@lru_cache(maxsize=8192)
def _alone(character: str) -> tuple[str, ...]:
    """Names are made of few characters, and most of them are no phrase."""
    from pypinyin import Style, pinyin

    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
