"""Owns which characters of a typed text stand for others and which for nothing."""

import re
import unicodedata
from collections.abc import Iterable


def _every(*ranges: tuple[int, int]) -> Iterable[int]:
    return (code for first, last in ranges for code in range(first, last + 1))


FULL_WIDTH = {code: code - 0xFEE0 for code in _every((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))}
SPACES = dict.fromkeys((0x09, 0xA0, 0x1680, *_every((0x2000, 0x200A)), 0x202F, 0x205F, 0x2800, 0x3000), " ")
LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
# Controls, marks of direction and joining, fillers, and variation selectors: nobody sees them, and no search finds
# a name that holds one.
NOTHING = dict.fromkeys(
    _every(
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C),
        (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
        (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )
)  # fmt: skip
# What is copied from a PDF looks like 生 and 马 and is another character: radicals and compatibility forms.
RADICALS = dict(
    zip(
        map(ord, "⺁⺠⺩⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰"),
        "厂民王虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
LOOK_ALIKES: dict[int, str] = RADICALS | {
    code: same
    for code in _every((0x2E9F, 0x2E9F), (0x2EF3, 0x2EF3), (0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
    if (same := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
PLAIN: dict[int, int | str | None] = {**FULL_WIDTH, **SPACES, **LINE_ENDS, **NOTHING, **LOOK_ALIKES}
# One class of characters up to U+FFFF is a table look-up to `re`; with one beyond, it would try them one by one.
NEEDS_CLEANING = re.compile(f"[{re.escape(''.join(chr(code) for code in PLAIN if code < 0x10000))}\r\n]|  |^ | $")
BEYOND = re.compile("[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0002f800-\U0002fa1f\U000e0000-\U000e0fff]")


# An accent of its own behind its letter, as some computers type é: looks the same, is found by no search, and is drawn
# by no Chinese typeface.
ACCENTS = re.compile("[\u0300-\u036f\u3099\u309a]")


def composed(text: str) -> str:
    """The text with letter and accent as one character, where there is one (Unicode's form NFC)."""
    return unicodedata.normalize("NFC", text) if ACCENTS.search(text) else text


def needs_cleaning(text: str) -> bool:
    return NEEDS_CLEANING.search(text) is not None or (not text.isascii() and BEYOND.search(text) is not None)
