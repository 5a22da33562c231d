"""Where a vote of the day stands, and the sentences a duty desk passes on; from facts and telephone reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from elections.choices import Announced, RoundKind, RoundState
from elections.day_choices import Standing

OVER = {
    RoundState.VOID: Standing.VOID,
    RoundState.BROKEN_OFF: Standing.BROKEN_OFF,
}
TONES: dict[str, str] = {
    Standing.NOT_BEGUN: "plain",
    Standing.VOTING: "info",
    Standing.COUNTING: "info",
    Standing.ANNOUNCED: "ok",
    Standing.AGAIN: "warn",
    Standing.VOID: "warn",
    Standing.BROKEN_OFF: "warn",
    Standing.UNDELIVERED: "warn",
}
"""No result is red: red is for late papers."""
AGAIN = (Announced.OTHER, Announced.TIE)
WITH_RESULT = (Standing.ANNOUNCED, Standing.AGAIN, Standing.VOID, Standing.UNDELIVERED)


@dataclass(frozen=True)
class Known:
    """What is known of one vote: facts of its round, what was told of it, where its ballots are.

    ``told`` is what a quick report said came of it; ``begun`` and ``ended`` are what turnout reports imply.
    """

    state: str = ""
    announced: str = ""
    told: str = ""
    begun: bool = False
    ended: bool = False
    sealed: bool = False
    delivered: bool = False
    past: bool = False

    @property
    def outcome(self) -> str:
        return self.announced or self.told


def standing(known: Known) -> Standing:
    """What was announced goes before what was told, a void vote before where its ballots are."""
    if known.state in OVER:
        return OVER[RoundState(known.state)]
    if not known.outcome:
        return _under_way(known)
    if known.outcome == Announced.VOID:
        return Standing.VOID
    if known.outcome in AGAIN:
        return Standing.AGAIN
    waits = (known.sealed or known.past) and not known.delivered
    return Standing.UNDELIVERED if waits else Standing.ANNOUNCED


def _under_way(known: Known) -> Standing:
    if known.state == RoundState.COUNTING or known.ended:
        return Standing.COUNTING
    return Standing.VOTING if known.state == RoundState.VOTING or known.begun else Standing.NOT_BEGUN


def past_half(voted: int | None, registered: int | None) -> bool | None:
    """Whether more than half have voted; None where a figure is missing."""
    return 2 * voted > registered if voted is not None and registered else None


def turnout_faults(reports: Sequence[int | None], registered: int | None) -> list[str]:
    """What cannot be so in the reports of one vote, in their order; they are kept as they were told."""
    told = [one for one in reports if one is not None]
    found = []
    if told and registered and max(told) > registered:
        found.append(f"参加投票{max(told)}人，多于登记的{registered}人，请核对")
    if told != sorted(told):
        found.append("后报的参加投票人数少于先报的，请核对")
    return found


@dataclass(frozen=True)
class Said:
    """One vote as the evening's text counts it."""

    name: str
    standing: Standing
    outcome: str = ""
    kind: str = RoundKind.FIRST
    verified: bool = False
    half: bool | None = None


def evening_text(place: str, day: date, now: datetime, votes: Sequence[Said]) -> str:
    """The text of the evening; what is not held against a signed sheet yet is said to be so."""
    told = [one for one in votes if one.standing in WITH_RESULT]
    at_once = [one for one in told if one.outcome in (Announced.COMPLETE, "") and one.kind == RoundKind.FIRST]
    parts = [
        f"今日应投票{len(votes)}个村（社区）",
        f"已公布结果{len(told)}个",
        f"一次选齐{len([one for one in at_once if one.outcome])}个",
        f"需另行选举{_named(told, Standing.AGAIN)}",
        f"选举无效{_named(told, Standing.VOID)}",
        f"尚在计票{_named(votes, Standing.COUNTING)}",
    ]
    for one, words in ((Standing.VOTING, "尚在投票"), (Standing.NOT_BEGUN, "未开始"), (Standing.BROKEN_OFF, "中止")):
        parts += [f"{words}{_named(votes, one)}"] if _of(votes, one) else []
    unverified = [one for one in told if not one.verified]
    mark = f"（其中{len(unverified)}个为快报或现场公布，未核对）" if unverified else ""
    return f"截至{_moment(day, now)}，{place}{'，'.join(parts)}。{mark}"


def turnout_text(place: str, day: date, now: datetime, votes: Sequence[Said]) -> str:
    """Whether more than half took part; no village is compared with another."""
    begun = [one for one in votes if one.standing != Standing.NOT_BEGUN]
    half = [one for one in votes if one.half]
    return (
        f"截至{_moment(day, now)}，{place}今日应投票{len(votes)}个村（社区），已开始{len(begun)}个，"
        f"已报参加投票过半{len(half)}个。"
    )


def incident_text(place: str, day: date, now: datetime, total: int, open_: int) -> str:
    return f"截至{_moment(day, now)}，{place}今日登记突发情况{total}件，已办结{total - open_}件，正在处置{open_}件。"


def _moment(day: date, now: datetime) -> str:
    """The hour of the day; of another day its end."""
    return f"{day.day}日{now.hour}时" if now.date() == day else f"{day.month}月{day.day}日投票日"


def _of(votes: Iterable[Said], standing: Standing) -> list[str]:
    return [one.name for one in votes if one.standing == standing]


def _named(votes: Iterable[Said], standing: Standing) -> str:
    names = _of(votes, standing)
    return f"{len(names)}个（{'、'.join(names)}）" if names else "0个"
