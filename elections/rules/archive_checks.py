"""Where what is recorded of one election contradicts itself: days, attendance, posting, names, votes; without names."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from electioncycle.wording import day_in_words
from elections.rules import archive
from elections.rules.checks import Finding

Days = Mapping[str, Sequence[date | None]]
"""By step, the days on which it happened."""
FIGURES = (("发出选票", re.compile(r"发出选票(\d+)张")), ("收回选票", re.compile(r"收回选票(\d+)张")))
"""What a notice of a result says in figures."""
CANDIDATES, RESULT, VOID, CORRECTED = "candidates_list", "result", "void_result", "corrected_result"
"""Codes of the notices that are held against other rows."""


@dataclass(frozen=True)
class Posted:
    """A notice that hangs or hung: its number, which step it is of, since when, until when, its words."""

    number: str
    step: str
    code: str
    day: date | None
    taken_down_on: date | None
    text: str
    place: int = 0
    """What tells it apart among the findings of one code."""


@dataclass(frozen=True)
class Meeting:
    """Who was entitled to come to a meeting of one kind."""

    title: str
    kind: str
    entitled: int | None


@dataclass(frozen=True)
class Counted:
    """What the verified report of one round says."""

    number: int
    day: date
    printed: int
    issued: int
    recovered: int
    elected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is recorded of one election that has ended."""

    titles: Mapping[str, str]
    days: Days
    meetings: Sequence[Meeting] = ()
    notices: Sequence[Posted] = ()
    candidates: tuple[str, ...] = ()
    rounds: Sequence[Counted] = ()
    renamed: int = 0
    """How many of those elected are called otherwise in the register of persons."""
    printed: int | None = None
    """Ballots as they were handed over and sealed, as far as somebody counted them."""
    sealed: int | None = None
    delivered: int | None = None
    void_rounds: Sequence[tuple[int, str]] = ()
    """Rounds that were void, with the code of the notice that says so; corrections of a result likewise."""
    objection_days: int | None = None
    polling: date | None = None


def findings(known: Known) -> Iterator[Finding]:
    yield from dates(known)
    yield from attendance(known)
    yield from posting(known)
    yield from names(known)
    yield from votes(known)
    yield from completeness(known)


def dates(known: Known) -> Iterator[Finding]:
    """A step that was before the one it follows from."""
    for number, (first, second) in enumerate(archive.order(), 1):
        for before, after in zip(known.days.get(first, ()), known.days.get(second, ()), strict=False):
            if before and after and after < before:
                later, earlier = known.titles.get(second, second), known.titles.get(first, first)
                words = f"“{later}”{day_in_words(after)}，早于“{earlier}”{day_in_words(before)}。"
                yield Finding("W.701", words, second, number)
                break


def attendance(known: Known) -> Iterator[Finding]:
    """Meetings of the same people, to which not as many were entitled."""
    told = [one for one in known.meetings if one.entitled]
    for number, (one, other) in enumerate(pairwise(told), 1):
        if one.kind == other.kind and one.entitled != other.entitled:
            words = f"{one.title}应到会{one.entitled}人，{other.title}应到会{other.entitled}人，同是{one.kind}。"
            yield Finding("W.702", words, number=number)


def posting(known: Known) -> Iterator[Finding]:
    """Notices that were taken down too early."""
    for one in known.notices:
        last = _hangs_until(one, known)
        if last and one.taken_down_on and one.taken_down_on < last:
            words = f"公告{one.number}{day_in_words(one.taken_down_on)}撤下，应张贴到{day_in_words(last)}。"
            yield Finding("W.703", words, one.step, one.place)


def _hangs_until(one: Posted, known: Known) -> date | None:
    if one.step in archive.hangs_until_polling():
        return known.polling
    if one.step == "voter_list" and one.day and known.objection_days is not None:
        return date.fromordinal(one.day.toordinal() + known.objection_days)
    return None


def names(known: Known) -> Iterator[Finding]:
    """A notice that lists people and leaves some out; people who are called otherwise since."""
    listed = [("", "", ()), (CANDIDATES, "正式候选人", known.candidates)]  # the first place is that of the renamed
    listed += [(RESULT, "当选人", one.elected) for one in known.rounds]
    for number, (code, what, wanted) in enumerate(listed, 1):
        texts = [one for one in known.notices if one.code == code]
        if texts and (gone := _left_out(wanted, texts)):
            words = f"公告{texts[-1].number}所列姓名中没有{what}{gone}人的姓名，请与名单、报告单核对。"
            yield Finding("W.704", words, texts[-1].step, number)
    if known.renamed:
        yield Finding("W.704", f"报告单上当选人的姓名与人员登记的姓名有{known.renamed}人不同。")


def _left_out(wanted: Collection[str], texts: Iterable[Posted]) -> int:
    """How many no notice names; none where no notice names any of them, as the list hangs beside it."""
    said = "\n".join(one.text for one in texts)
    found = [one for one in wanted if one in said]
    return len(wanted) - len(found) if found else 0


def votes(known: Known) -> Iterator[Finding]:
    """Figures of notices, of ballots handed on and of reports that are not the same."""
    for number, words in enumerate((_printed(known), _sealed(known), _delivered(known)), 1):
        if words:
            yield Finding("W.705", words, number=number)
    counted = {"发出选票": {one.issued for one in known.rounds}, "收回选票": {one.recovered for one in known.rounds}}
    for one in known.notices if known.rounds else ():
        if words := "；".join(_figures_said(one, counted)):
            yield Finding("W.705", f"公告{one.number}{words}。", one.step, one.place)


def _printed(known: Known) -> str:
    first = known.rounds[0].issued if known.rounds else None
    if known.printed is None or first is None or known.printed >= first:
        return ""
    return f"交接的选票{known.printed}张，少于报告单发出的{first}张。"


def _sealed(known: Known) -> str:
    last = known.rounds[-1].recovered if known.rounds else None
    if known.sealed is None or last is None or known.sealed >= last:
        return ""
    return f"封存的选票{known.sealed}张，少于报告单收回的{last}张。"


def _delivered(known: Known) -> str:
    if None in (known.sealed, known.delivered) or known.sealed == known.delivered:
        return ""
    return f"封存的选票{known.sealed}张，送达的{known.delivered}张。"


def _figures_said(one: Posted, counted: Mapping[str, Collection[int]]) -> Iterator[str]:
    for what, pattern in FIGURES if one.code == RESULT else ():
        for found in pattern.findall(one.text):
            if int(found) not in counted[what]:
                yield f"写{what}{found}张，结果报告单是{_either(counted[what])}张"


def _either(numbers: Collection[int]) -> str:
    return "、".join(map(str, sorted(numbers)))


def completeness(known: Known) -> Iterator[Finding]:
    """A round that was void, or a result that was corrected, without its notice; where notices are recorded at all."""
    posted = {one.code for one in known.notices}
    for number, code in known.void_rounds if known.notices else ():
        if code not in posted:
            what = "更正了结果" if code == CORRECTED else "无效"
            yield Finding("W.706", f"第{number}轮{what}，没有登记张贴公告。", number=number)
