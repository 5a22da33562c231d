"""Owns the punctuation of papers: Chinese text has full-width brackets, colons, semicolons and commas (GB/T 15834).

Labels, choices and what people type hold half-width ones, for short lines on the screen; on paper they become
full-width, in one place, in running text as in drawings. Figures, times, addresses and what is Latin as a whole stay
as they are.
"""

import re

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WIDE = f"{_HAN}，。、；：？！“”‘’（）《》〈〉〔〕【】％＿"
_HALF = re.compile(r"[(),:;]")
_BRACKETS = re.compile(r"(?P<before>[^()]?)(?P<gap>\s*)\((?P<inside>[^()]*)\)(?=(?P<after>\s*[^()]?))")
_SIGN = re.compile(f"(?<=[{_WIDE}])[ ]?([,:;])[ ]?|([,;])[ ]?(?=[{_WIDE}])")
_FULL = {",": "，", ":": "：", ";": "；"}
_IS_WIDE = re.compile(f"[{_WIDE}]")


def full_width(text: str) -> str:
    """The text as it is printed: 村(社区):3人;另有2人 → 村（社区）：3人；另有2人; 8:30, f(x) and 1,200 stay."""
    if not _HALF.search(text) or not _IS_WIDE.search(text):
        return text
    while (wider := _BRACKETS.sub(_bracketed, text)) != text:  # from the innermost outwards
        text = wider
    return _SIGN.sub(lambda sign: _FULL[sign[1] or sign[2]], text)


def _bracketed(found: re.Match[str]) -> str:
    around = f"{found['before']}{found['inside']}{found['after']}"
    if not _IS_WIDE.search(around):
        return found[0]
    return f"{found['before']}{found['gap']}（{found['inside']}）"
