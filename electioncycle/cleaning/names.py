"""Owns how the name of a person, a place or a nation is read: what is cleaned away, and what is refused and why."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from electioncycle.cleaning.cells import clean_name

ORDINARY = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇]+")
LOST = re.compile("[?？□■▢▯◻◼⬜〓\ufffd\u2ff0-\u2fff]")
COVERED = re.compile("[*＊×✕✖○●◯]")
OWN_CODE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
BRACKETED = re.compile(r"[(（\[【〔〈《「『｛{].*")
SEVERAL = re.compile("[、,，;；/／\\\\]")
IN_LATIN = frozenset(" -'’.")
NOT_A_NAME = frozenset({"无", "暂无", "不详", "未知", "没有"})
NATIONS = frozenset(
    re.findall(
        r"\S+",
        "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 "
        "黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 "
        "撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 "
        "京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族",
    )
)


def clean_person_name(value: Any) -> str | None:
    """One person's name: letters and "·"; raises ValueError naming what does not belong there and what to do."""
    text = clean_name(value)
    if text in NOT_A_NAME:
        raise ValueError(f"“{text}”不是姓名，没有的请留空")
    if text is None or ORDINARY.fullmatch(text):
        return text
    _refuse_lost(text, "请按身份证补上这个字")
    for spelling, reason in ODD:
        if found := spelling.search(text):
            raise ValueError(f"“{text}”含有{reason(found[0])}")
    latin = not ORDINARY.search(text)
    kinds, signs = ("LM", {"·", *IN_LATIN}) if latin else ("L", {"·"})  # accents belong to letters only
    for sign in text:
        if unicodedata.category(sign)[0] not in kinds and sign not in signs:
            raise ValueError(f"“{text}”含有{_named(sign)}，请只填姓名")
    return text


ODD: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (COVERED, lambda sign: f"遮去字的“{sign}”，请填写完整的姓名"),
    (OWN_CODE, lambda sign: f"系统外造字{_named(sign)}，在别的电脑上显示不出，请改用身份证上的标准字"),
    (re.compile(r"\d+"), lambda digits: f"数字“{digits}”，请只填姓名"),
    (BRACKETED, lambda words: f"括号“{words}”，请只填姓名，括号里的内容填到相应的栏"),
    (SEVERAL, lambda sign: f"“{sign}”，请每行只填一个人的姓名"),
)


def clean_place_name(value: Any) -> str | None:
    """The name of a place; raises ValueError when a character was lost or is one of some computer's own."""
    text = clean_registered_name(value)
    if text and (found := OWN_CODE.search(text)):
        raise ValueError(f"“{text}”含有系统外造字{_named(found[0])}，在别的电脑上显示不出，请改用标准字")
    return text


def clean_registered_name(value: Any) -> str | None:
    """Like ``clean_place_name`` for the official registry, which holds characters of computers' own here and there."""
    text = clean_name(value)
    if text and not ORDINARY.fullmatch(text):
        _refuse_lost(text, "请按区划名册补上这个字")
    return text


def clean_nation(value: Any) -> str | None:
    """汉 and 汉族 are one nation."""
    text = clean_name(value)
    if text is None or text in NATIONS:
        return text
    if f"{text}族" in NATIONS:
        return f"{text}族"
    return clean_person_name(text)


def _refuse_lost(text: str, remedy: str) -> None:
    if found := LOST.search(text):
        raise ValueError(f"“{text}”中的{_named(found[0])}疑似生僻字丢失，{remedy}")


def _named(sign: str) -> str:
    """The character as people see it, or its number where they see nothing they would know."""
    code = f"U+{ord(sign):04X}"
    return f"({code})" if unicodedata.category(sign)[0] in "CZ" else f"“{sign}”"
