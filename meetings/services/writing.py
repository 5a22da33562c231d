"""What the writing page sends and shows: lines as plain words of a form, read into entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from electioncycle.cleaning import cells
from electioncycle.ledgers import conflicts
from electioncycle.ledgers.conflicts import Difference
from electioncycle.records import history
from electioncycle.records.history import Touch
from electioncycle.refusals import Refused
from meetings.choices import LineKind
from meetings.models import Meeting, Minutes, MinutesLine
from meetings.services.minutes import LINES_MOST, Entry
from risks.choices import UNSETTLED
from risks.models import Problem
from villages.models import Village
from villages.workbooks.places import VillageIndex

SPARE = 3
"""Empty lines below what is written, for those without script."""
WORDS = ("kind", "text", "village", "leader", "unit", "owner", "deadline", "about")
HEAD = ("title", "distribution", "signer")


@dataclass
class Written:
    """One line as it stands in the form."""

    number: int
    pk: str = ""
    kind: str = LineKind.SITUATION
    text: str = ""
    village: str = ""
    leader: str = ""
    unit: str = ""
    owner: str = ""
    deadline: str = ""
    about: str = ""
    line: MinutesLine | None = None


@dataclass
class Sheet:
    """Everything in the form."""

    title: str
    distribution: str
    signer: str
    lines: list[Written] = field(default_factory=list)


def stored(minutes: Minutes, lines: Iterable[MinutesLine]) -> Sheet:
    """The form as the stored minutes fill it."""
    sheet = Sheet(minutes.title, minutes.distribution, minutes.signer)
    for number, line in enumerate(lines):
        village = f"{line.village.township} {line.village}" if line.village else ""
        words = (line.kind, line.text, village, line.leader, line.unit, line.owner, str(line.deadline or ""))
        sheet.lines.append(Written(number, str(line.pk), *words, str(line.about_id or ""), line))
    return sheet


def differences(sheet: Sheet, minutes: Minutes, lines: Iterable[MinutesLine], version: int) -> list[Difference]:
    """Where the form says something else than what is stored now: the head field by field, the lines as a whole."""
    since = conflicts.last_moment(minutes, version)
    base, touches = history.as_of(minutes, since), conflicts.touches_since(minutes, since)
    found = []
    for name in HEAD:
        target: Any = Minutes._meta.get_field(name)
        mine, now = getattr(sheet, name).strip(), getattr(minutes, name)
        if mine != now:
            before = getattr(base, name) if base else ""
            found.append(Difference(name, str(target.verbose_name), before, mine, now, touches.get(name)))
    mine, now = _told(sheet), _told(stored(minutes, lines))
    if mine != now:
        before = _told(stored(minutes, lines_at(minutes, since)))
        last = minutes.history.first()
        touch = Touch(last.history_user, last.history_date) if last and before != now else None
        found.append(Difference("lines", "全部条目（整表）", before, mine, now, touch))
    return found


def lines_at(minutes: Minutes, at: datetime) -> list[MinutesLine]:
    """The lines as they were at that time."""
    entries = MinutesLine.history.filter(minutes=minutes.pk, history_date__lte=at)
    latest = {entry.id: entry.instance for entry in entries.order_by("history_date", "history_id")}
    return sorted((one for one in latest.values() if one.withdrawn_at is None), key=lambda one: one.position)


def _told(sheet: Sheet) -> str:
    """Everything the lines say, a line each."""
    kinds = dict(LineKind.choices)
    told = []
    for one in sheet.lines:
        words = (one.village, one.leader, one.unit, one.owner, one.deadline)
        text = history.plain_lines(one.text.strip())
        if text:
            told.append(" ".join(filter(None, (str(kinds.get(one.kind, one.kind)), text, *map(str.strip, words)))))
    return "\n".join(told)


def settled(sheet: Sheet, data: Mapping[str, Any], minutes: Minutes, lines: Iterable[MinutesLine]) -> Sheet:
    """The form with what is stored now wherever its writer chose to keep that."""
    kept = stored(minutes, lines)
    for name in (*HEAD, "lines"):
        if data.get(f"keep-{name}") == conflicts.THEIRS:
            setattr(sheet, name, getattr(kept, name))
    return sheet


def differing(sheet: Sheet, minutes: Minutes, lines: Iterable[MinutesLine]) -> list[tuple[MinutesLine, bool]]:
    """The stored lines, each with whether the form says something else or nothing in its place."""
    mine = {one.pk: one for one in sheet.lines if one.text.strip()}
    found = []
    for theirs in stored(minutes, lines).lines:
        own = mine.get(theirs.pk)
        same = own is not None and all(getattr(own, name).strip() == getattr(theirs, name).strip() for name in WORDS)
        found.append((theirs.line, not same))
    return found  # type: ignore[return-value]  # stored lines have their line


def sent(data: Mapping[str, Any], lines: Iterable[MinutesLine]) -> Sheet:
    """The form as it was sent or kept; ``lines`` are those stored."""
    known = {str(line.pk): line for line in lines}
    title, distribution, signer = (str(data.get(name, ""))[:300] for name in HEAD)
    sheet = Sheet(title, distribution, signer)
    for number in range(min(_number(data.get("lines", "0")), LINES_MOST)):
        pk = str(data.get(f"line-{number}-pk", ""))
        words = {name: str(data.get(f"line-{number}-{name}", ""))[:5000] for name in WORDS}
        sheet.lines.append(Written(number, pk, line=known.get(pk), **words))
    return sheet


def kept(data: Mapping[str, Any]) -> dict[str, str]:
    """Of what a page sent, the part that is kept as a draft."""
    number = min(_number(data.get("lines", "0")), LINES_MOST)
    names = [*HEAD, *(f"line-{n}-{name}" for n in range(number) for name in ("pk", *WORDS))]
    return {"lines": str(number), **{name: str(data.get(name, ""))[:5000] for name in names if data.get(name)}}


def with_room(sheet: Sheet, more: int = SPARE) -> Sheet:
    """The sheet with empty lines below."""
    empty = sum(not one.text for one in sheet.lines[-more:])
    for _ in range(more - empty):
        sheet.lines.append(Written(len(sheet.lines)))
    return sheet


def entries(sheet: Sheet, minutes: Minutes, villages: Iterable[Village]) -> list[Entry]:
    """The lines as they are to be saved. Raises Refused with the line and what is wrong there."""
    index = VillageIndex(villages)
    open_ones = {str(problem.pk): problem for problem in problems_of(minutes.meeting)}
    found = []
    for number, one in enumerate((one for one in sheet.lines if one.text.strip()), 1):
        if one.line is not None and one.line.about:
            open_ones.setdefault(str(one.line.about_id), one.line.about)
        try:
            found.append(_entry(one, index, open_ones))
        except ValueError as error:
            raise Refused(f"第{number}条：{error}".rstrip("。") + "。") from None
    return found


def _entry(one: Written, index: VillageIndex, open_ones: Mapping[str, Problem]) -> Entry:
    if one.kind not in LineKind.values:
        raise ValueError("请选择类别")
    words = one.village.replace("/", " ").split()
    village = index.find(words[0] if len(words) > 1 else "", words[-1]) if words else None
    about = open_ones.get(one.about)
    if one.about and about is None:
        raise ValueError("所选的“对应的已有问题”已销号或不在本次会议范围内，请重新选择")
    long = [label for value, most, label in _limits(one) if len(value) > most]
    if long:
        raise ValueError(f"“{long[0]}”太长，请写简要些")
    return Entry(
        kind=one.kind,
        text=one.text,
        pk=one.line.pk if one.line else 0,
        village=village,
        leader=one.leader.strip(),
        unit=one.unit.strip(),
        owner=one.owner.strip(),
        deadline=_day(one.deadline),
        about=about,
    )


def _limits(one: Written) -> tuple[tuple[str, int, str], ...]:
    return ((one.leader, 60, "牵头领导"), (one.unit, 80, "责任单位"), (one.owner, 40, "责任人"))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return cells.clean_date(text)
    except ValueError as error:
        raise ValueError(f"时限“{text}”不是日期，请写成2026-11-30的样子") from error


def problems_of(meeting: Meeting) -> list[Problem]:
    """Open problems a task may belong to: of the village, else of the meeting's territory; the newest first."""
    rows = Problem.objects.filter(cycle=meeting.cycle_id, state__in=UNSETTLED).select_related("village__township")
    if meeting.village_id:
        rows = rows.filter(village=meeting.village_id)
    else:
        rows = rows.filter(village__path__startswith=meeting.area.path)
    return list(rows.order_by("-id")[:80])


def _number(text: Any) -> int:
    text = str(text)
    return int(text) if len(text) < 6 and text.isascii() and text.isdigit() else 0
