"""Owns which rows of a sheet are furniture and no data: totals, notes, signatures, examples, repeated headers."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from itertools import islice
from typing import Any

from .model import ROW_NUMBER

TOTAL = re.compile(r"(?:本[页表村镇乡]|全[县镇乡区市村])?(?:合计|小计|总计|共计|累计)(?:\(.*\))?[::]?")
NOTES = re.compile(r"(?:填表|填报|填写)(?:说明|要求|须知)|(?:说明|备注|附注|注)[\d一二三四五六七八九十]*:")
LABEL = re.compile(
    r"(?:说明|填[报表]单位|填[报表]人|制表人?|经办人|审[核批签]人?|复核人?|负责人|单位负责人|主要领导|联系(?:人|电话)"
    r"|填[报表]日期|填[报表]时间|截[至止](?:时间|日期)|数据截止日|签字|盖章|单位\(盖章\))(?:\(?(?:签字|签名|盖章)\)?)?(?::.*)?"
)
ANSWERED = re.compile(":.")
DATA_CELLS = 2
EXAMPLE = re.compile(r"\(?(?:填写|填报)?(?:示例|样例|范例|例如|举例)(?:行|\d)?\)?(?::.*)?|例\d?:?")


class Furniture:
    """Judges the rows of one sheet in their order: lines under 填表说明 belong to it."""

    def __init__(self, header_texts: dict[int, str], known: Collection[int], key_column: int | None) -> None:
        self.header = {column: _plain(text) for column, text in header_texts.items()}
        self.known = frozenset(known)
        self.key_column = key_column
        self.in_notes = False

    def includes(self, values: list[Any]) -> bool:
        """True when the row is no data; what our own exports numbered is data, whatever it is called."""
        if self._is_numbered(values):
            self.in_notes = False
            return False
        filled = list(islice((at for at, value in enumerate(values) if value not in ("", None)), 3))
        first = [_plain(values[at]) for at in filled if isinstance(values[at], str)]
        if first and (NOTES.match(first[0]) or LABEL.fullmatch(first[0])) and self._holds_data(values, filled[0]):
            self.in_notes = False
            return False
        if first and NOTES.match(first[0]):
            self.in_notes = True
            return True
        if self.in_notes and len(filled) == 1:
            return True
        self.in_notes = False
        if any(TOTAL.fullmatch(text) or EXAMPLE.fullmatch(text) for text in first):
            return True
        if first and LABEL.fullmatch(first[0]):
            return True
        return len(first) > 1 and self._repeats_header(values)

    def _is_numbered(self, values: list[Any]) -> bool:
        at = self.key_column
        if at is None or at >= len(values):
            return False
        return isinstance(values[at], str) and ROW_NUMBER.fullmatch(values[at].strip()) is not None

    def _holds_data(self, values: list[Any], label: int) -> bool:
        """A person whose 备注 reads 负责人 fills further columns; under a table a name or a day follows each label."""
        rest, awaited = 0, not ANSWERED.search(_plain(values[label]))
        for at in range(label + 1, len(values)):
            value = values[at]
            if value in ("", None):
                continue
            if isinstance(value, str) and LABEL.fullmatch(_plain(value)):
                awaited = not ANSWERED.search(_plain(value))
            else:
                rest += not awaited and at in self.known
                awaited = False
        return rest >= DATA_CELLS

    def _repeats_header(self, values: list[Any]) -> bool:
        filled = ((at, value) for at, value in enumerate(values) if value not in ("", None))
        return all(isinstance(value, str) and self.header.get(at) == _plain(value) for at, value in filled)


@lru_cache(maxsize=8192)
def _plain(value: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value[:200]))
