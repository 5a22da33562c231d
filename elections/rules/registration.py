"""Who is registered, in numbers: what does not add up, what differs, what two lines of one list have in common.

Nothing here keeps a name: a list is read, compared within itself and let go; lines are told by their numbers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from elections.rules.checks import Finding, checks
from villages.rules.values import Share

STEP = "registration"
_GROUP = re.compile(r"\s*(.+?)[\s:：,，]*(\d{1,6})\s*(?:人|户)?\s*")
_BETWEEN = re.compile(r"[\n;；]+")
SHOWN = 20
"""How many lines of a list a sentence names."""


@dataclass(frozen=True)
class Figures:
    """What is known of one registration."""

    registered: int
    classes: dict[str, int] = field(default_factory=dict)
    groups: Sequence[tuple[str, int]] = ()
    outsider_present: int | None = None
    outsider_for: int | None = None
    adults: int | None = None
    last: int | None = None
    counted: int | None = None
    doubles: Sequence[Sequence[int]] = ()
    doubles_settled: bool = False
    young: Sequence[int] = ()


@dataclass(frozen=True)
class Correction:
    """One change of the figure after the list was out."""

    number: int
    registered: int
    notice_number: str = ""
    published_on: date | None = None


def read_groups(text: str) -> list[tuple[str, int]]:
    """``一组 126`` line by line; lines that are none are left out (``groups_fault`` names them)."""
    found = (_GROUP.fullmatch(line) for line in _lines(text))
    return [(one[1].strip(), int(one[2])) for one in found if one]


def groups_fault(text: str) -> str:
    """What cannot be read as a group with its number, in one sentence."""
    wrong = [line for line in _lines(text) if not _GROUP.fullmatch(line)]
    if wrong:
        return f"“{wrong[0]}”不是“小组名称 人数”，请每行写一组，如：一组 126。"
    names = [name for name, _ in read_groups(text)]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return f"小组“{twice[0]}”写了两次，请合并为一行。" if twice else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _BETWEEN.split(text.replace("\r", "\n")) if line.strip()]


def findings(one: Figures, *, approval: Share | None = None) -> Iterator[Finding]:
    """What is not in order with the figures; ``approval`` is the part of a meeting that must agree to outsiders."""
    yield from _sums(one)
    yield from _outsiders(one, approval)
    yield from _list(one)
    if one.adults is not None and one.registered > one.adults:
        yield _found("W.108", f"登记{one.registered}人，村情概况中的人数{one.adults}人。")
    if one.last and _far(one.registered, one.last):
        apart = abs(one.registered - one.last)
        yield _found("W.109", f"登记{one.registered}人，上届{one.last}人，相差{apart}人。")


def _sums(one: Figures) -> Iterator[Finding]:
    said = []
    if one.classes and (total := sum(one.classes.values())) != one.registered:
        said.append(f"各类合计{total}人")
    if one.groups and (total := sum(number for _, number in one.groups)) != one.registered:
        said.append(f"各小组合计{total}人")
    if one.counted is not None and one.counted != one.registered:
        said.append(f"上传的名单{one.counted}人")
    if said:
        yield _found("F.102", f"{'，'.join(said)}，登记总数{one.registered}人。")


def _outsiders(one: Figures, approval: Share | None) -> Iterator[Finding]:
    number = one.classes.get("outsider", 0)
    if not number:
        return
    present, agreed = one.outsider_present, one.outsider_for
    if not present or agreed is None:
        yield _found("F.105", f"登记非户籍人员{number}人，没有登记会议表决的到会和同意人数。")
    elif approval is not None and not approval.reached(agreed, present):
        yield _found("F.105", f"登记非户籍人员{number}人，会议到会{present}人，同意{agreed}人，没有通过。")


def _list(one: Figures) -> Iterator[Finding]:
    if one.doubles and not one.doubles_settled:
        lines = "；".join("、".join(map(str, some)) for some in one.doubles[:SHOWN])
        yield _found("F.103", f"上传的名单有{len(one.doubles)}处姓名、性别、出生年月相同，在第{lines}行。")
    if one.young:
        lines = "、".join(map(str, one.young[:SHOWN]))
        yield _found("F.104", f"上传的名单有{len(one.young)}人在选举日未满年龄，在第{lines}行。")


def _far(now: int, last: int) -> bool:
    check, apart = checks()["W.109"], abs(now - last)
    return apart >= check.whole("people") and check.share().reached(apart, last)


def corrections(some: Iterable[Correction], *, published: int, polled: date | None) -> Iterator[Finding]:
    """Corrections without a notice of their own, or with one that came after the vote."""
    before = published
    for one in some:
        late = polled is not None and one.published_on is not None and one.published_on > polled
        changed, before = one.registered != before, one.registered
        if late or not (one.notice_number and one.published_on):
            what = f"登记总数更正为{one.registered}人" if changed else "名单有更正"
            why = "补充公告在投票之后" if late else "没有登记补充公告的编号和日期"
            yield Finding("F.107", f"第{one.number}次更正：{what}，{why}。", "voter_list", one.number)


def _found(code: str, words: str) -> Finding:
    return Finding(code, words, STEP)


@dataclass(frozen=True)
class Listed:
    """One line of an uploaded list, as long as it is looked at."""

    line: int
    name: str
    sex: str
    birth: date | None
    group: str = ""
    exact: bool = True
    """Whether the day of birth is known; else ``birth`` is the first of the month."""


def doubles(lines: Iterable[Listed]) -> list[list[int]]:
    """Lines with the same name, sex and birth month, in the order of the sheet."""
    same: dict[Any, list[int]] = defaultdict(list)
    for one in lines:
        if one.birth is not None:
            same[one.name, one.sex, one.birth.year, one.birth.month].append(one.line)
    return [some for some in same.values() if len(some) > 1]


def too_young(lines: Iterable[Listed], day: date, age: int) -> list[int]:
    """Lines of those born after the day ``age`` years before the polling day; the 29 February counts as 1 March.

    Where only the month is known, somebody born in that very month may be old enough.
    """
    last = _years_before(day, age)
    return [one.line for one in lines if one.birth and _after(one, last)]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February in a year that has none
        return date(day.year - years, 2, 28)


def _after(one: Listed, last: date) -> bool:
    """Somebody born on a 29 February comes of age on the 1 March."""
    birth = one.birth or date.min
    if not one.exact:
        return (birth.year, birth.month) > (last.year, last.month)
    return (date(birth.year, 3, 1) if (birth.month, birth.day) == (2, 29) else birth) > last


def by_group(lines: Iterable[Listed]) -> list[tuple[str, int]]:
    """Groups in the order of the sheet with how many stand in each."""
    found: dict[str, int] = defaultdict(int)
    for one in lines:
        found[one.group] += 1
    return [(name or "未分组", number) for name, number in found.items()]
