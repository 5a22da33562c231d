"""Owns finding the header in a sheet: wherever it stands, in whatever order, in one row or several merged ones."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from openpyxl.utils import get_column_letter

from electioncycle.cleaning import cells

from .model import FAULT_HEADER, KEY_HEADER, NUMBER_HEADER, HeaderSpec, SheetError

DEEPEST = 3
LOOKED_AT = 40
"""So many lines of each sheet the parser sends for its header to be found in."""
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
COMPUTED = re.compile(r"\(自(?:动|动生成|动计算)?\)$")
ANOTHERS = re.compile("配偶|爱人|父亲|母亲|父母|子女|儿子|女儿|亲属|家属|前任|原任|上届|拟任")
"""In brackets behind a heading these say whose or which value stands below: it is not the column's own."""
EVERYDAY: dict[str, tuple[str, ...]] = {
    "姓名": ("名字", "人员姓名", "干部姓名"),
    "身份证号": (
        "身份证号码",
        "身份证",
        "公民身份号码",
        "公民身份证号",
        "公民身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "居民身份证",
    ),
    "电话": ("联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "本人电话"),
    "出生年月": ("出生日期", "出生时间", "出生年月日", "生日"),
    "入党时间": ("入党日期", "入党年月", "入党年月日"),
    "参加工作时间": ("工作时间", "参工时间", "参加工作年月", "参加工作日期"),
    "最高学历": ("学历", "文化程度", "现学历"),
    "民族": ("族别",),
    "籍贯": ("籍贯地",),
    "党组织职务": ("党内职务", "党支部职务", "支部职务", "村党组织职务"),
    "村(居)委会职务": ("村委会职务", "居委会职务", "村委职务", "村民委员会职务", "居民委员会职务"),
    "登记参加选举人数(预计)": ("选民数(预计)", "选民数", "选民人数", "预计选民数", "登记参加选举人数"),
}
"""What offices call a column whose name is in the templates, each where its meaning is certain."""
NUMBER_OF_A_PERSON = re.compile("身份证|公民身份号|身份号码|证件号")
Merge = list[int]


@dataclass(slots=True)
class Header:
    """Where the header stands; columns count from 0 here."""

    row: int
    end: int
    columns: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    key_column: int | None = None
    doubled: list[str] = field(default_factory=list)

    def missing(self, specs: Sequence[HeaderSpec]) -> list[str]:
        return [spec.name for spec in specs if spec.required and spec.name not in self.columns]


@lru_cache(maxsize=4096)
def full(text: str) -> str:
    """Compared form of a header: half-width, without spaces, marks and punctuation, brackets' content kept."""
    return re.sub(r"[\s*★☆※::、,,./·_()\[\]【】〔〕-]", "", _plain(text))


@lru_cache(maxsize=4096)
def short(text: str) -> str:
    """Like `full`, without what stands in brackets."""
    return full(BRACKETS.sub(lambda said: said[0] if ANOTHERS.search(said[0]) else "", _plain(text)))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def find_header(rows: dict[int, list[Any]], merges: Sequence[Merge], specs: Sequence[HeaderSpec]) -> Header | None:
    """The block of rows that names the most columns, else None; the smaller and the earlier block wins a tie."""
    texts = spread(rows, merges)
    best: tuple[tuple[int, int, int], Header] | None = None
    for depth in range(1, DEEPEST + 1):
        for top in sorted(texts):
            header = _match(texts, top, depth, specs)
            rank = (len(header.columns), -depth, -top)
            if header.columns and (best is None or rank > best[0]):
                best = rank, header
    if best is None or len(best[1].columns) < min(2, len(specs)):
        return None
    header = best[1]
    used = {*header.columns.values()}
    for top, left, bottom, right in merges:
        if top <= header.end < bottom <= header.row + DEEPEST and used & set(range(left, right + 1)):
            header.end = bottom
    return _to_its_end(header, texts, specs)


def _to_its_end(header: Header, texts: dict[int, dict[int, str]], specs: Sequence[HeaderSpec]) -> Header:
    """Headings that stand over others are read with them: 测评情况 over 优 and 称 is no column twice."""
    depth = header.end - header.row + 1
    deeper = _match(texts, header.row, depth, specs) if depth > 1 else header
    return deeper if len(deeper.columns) >= len(header.columns) else header


def spread(rows: dict[int, list[Any]], merges: Sequence[Merge]) -> dict[int, dict[int, str]]:
    """Texts of the first rows by row and column, with merged ranges filled."""
    texts = {
        number: {column: text for column, value in enumerate(values) if (text := _heading(value))}
        for number, values in rows.items()
    }
    for top, left, bottom, right in merges:
        if top in texts and left in texts[top] and bottom - top < DEEPEST:
            for row in range(top, bottom + 1):
                for column in range(left, min(right, left + 100) + 1):
                    texts.setdefault(row, {}).setdefault(column, texts[top][left])
    return texts


def _heading(value: Any) -> str:
    """Without what nobody sees in it; 2023 over a column is a number to the parser."""
    whole = isinstance(value, float) and value.is_integer()
    return cells.clean_text(int(value) if whole else value) or ""


def _match(texts: dict[int, dict[int, str]], top: int, depth: int, specs: Sequence[HeaderSpec]) -> Header:
    header = Header(row=top, end=top + depth - 1)
    lines = [texts.get(row, {}) for row in range(top, top + depth)]
    if depth > 1 and not all(lines):
        return header
    spellings: dict[int, list[str]] = {}
    for column in sorted({column for line in lines for column in line}):
        parts = list(dict.fromkeys(_upper(line, column, last=line is lines[-1]) for line in lines))
        parts = [part for part in parts if part]
        header.texts[column] = "".join(parts)
        spellings[column] = ["".join(parts), parts[-1]] if len(parts) > 1 else parts
    _assign(header, spellings, specs)
    _sort_out_the_rest(header)
    return header


def _upper(line: dict[int, str], column: int, *, last: bool) -> str:
    """A heading over several columns counts for those right of it where a file has no merged cells, such as csv."""
    if column in line or last:
        return line.get(column, "")
    return next((line[left] for left in range(column - 1, -1, -1) if left in line), "")


EXACT, LOOSE, ANYHOW = LOOSENESS = (0, 1, 2)
"""A heading spelt out, without its brackets, and under another name."""


def _assign(header: Header, spellings: dict[int, list[str]], specs: Sequence[HeaderSpec]) -> None:
    """Give each spec its column, exact spellings first, so that a loose match never takes another's place."""
    for spelling in range(2):
        places = _places(spellings, spelling)
        for loose in LOOSENESS:
            for spec in specs:
                if spec.name in header.columns:
                    continue
                names = _names(spec, loose)
                taken = set(header.columns.values())
                at = dict.fromkeys(column for name in names for column in places[loose].get(name, ()))
                found = sorted(column for column in at if column not in taken)
                if spec.name == KEY_HEADER:
                    # The product's own key stands last; an office's numbering may carry the same name before it.
                    found = found[-1:]
                    header.key_column = found[0] if found else header.key_column
                if found:
                    header.columns[spec.name] = found[0]
                if len(found) > 1:
                    where = "、".join(f"{get_column_letter(column + 1)}列" for column in found)
                    header.doubled.append(f"“{spec.name}”({where})")


@lru_cache(maxsize=4096)
def _names(spec: HeaderSpec, loose: int) -> frozenset[str]:
    """The compared forms a column of this spec may carry."""
    spellings = (spec.name, *spec.aliases, *(EVERYDAY.get(spec.name, ()) if loose == ANYHOW else ()))
    return frozenset(form(name) for form in ((full, short) if loose else (full,)) for name in spellings)


def _places(spellings: dict[int, list[str]], spelling: int) -> list[dict[str, list[int]]]:
    """By looseness: the columns that stand under a compared form."""
    found: list[dict[str, list[int]]] = [{} for _ in LOOSENESS]
    for column, texts in spellings.items():
        if len(texts) > spelling:
            for loose, at in enumerate(found):
                for form in (full, short) if loose > EXACT else (full,):
                    at.setdefault(form(texts[spelling]), []).append(column)
    return found


def _sort_out_the_rest(header: Header) -> None:
    taken = set(header.columns.values())
    for column, text in header.texts.items():
        if column in taken or full(text) in {NUMBER_HEADER, FAULT_HEADER} or COMPUTED.search(_plain(text)):
            continue
        if full(text) == KEY_HEADER:
            header.key_column = column
        else:
            header.unknown.append(" ".join(text.split()))


def check_header(header: Header | None, sheet: str, specs: Sequence[HeaderSpec], filename: str) -> Header:
    """Return a usable header; raises SheetError naming what is missing, doubled or not there at all."""
    if header is None:
        wanted = "、".join(spec.name for spec in specs if spec.required) or "、".join(spec.name for spec in specs[:8])
        raise SheetError(
            f"在文件“{filename}”各工作表的前 {LOOKED_AT} 行中没有找到表头，表头应包含：{wanted}；"
            "请使用系统下载的模板填写后重新上传。"
        )
    where = f"工作表“{sheet}”第 {header.row} 行的表头"
    if missing := header.missing(specs):
        found = "、".join(" ".join(text.split()) for text in header.texts.values())
        raise SheetError(
            f"{where}缺少必填列：{'、'.join(missing)}；找到的列有：{found[:300]}；请补上缺少的列，或改用系统下载的模板。"
        )
    numbers = [text for text in header.unknown if NUMBER_OF_A_PERSON.search(_plain(text))]
    if numbers and any(spec.kind == "id_number" for spec in specs):
        raise SheetError(
            f"{where}中有不认识的列“{'、'.join(numbers)}”，照此导入会丢掉身份证号；"
            "请把列名改成“身份证号”或模板中的名称，不需要导入的请删去该列。"
        )
    if header.doubled:
        raise SheetError(f"{where}中同名的列出现了多次：{'、'.join(header.doubled)}；请只保留一列后重新上传。")
    return header
