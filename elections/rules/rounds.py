"""What follows from a round, which facts contradict each other, and what differs from the plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from elections.choices import CAUSES_OF, Announced, Body, Cause, Procedure, RoundKind, RoundState

FOLLOWS: dict[str, RoundKind] = {
    Announced.OTHER: RoundKind.OTHER,
    Announced.TIE: RoundKind.TIE,
    Announced.VOID: RoundKind.REPEAT,
}
WINDOWS: dict[str, str] = {RoundKind.OTHER: "runoff_days", RoundKind.REPEAT: "void_election_days"}
"""The rule that says within how many days of the last round such a round is held."""
OF_SOME_SEATS = (RoundKind.TIE, RoundKind.OTHER)
OF_RECALL = (Announced.RECALLED, Announced.NOT_RECALLED, Announced.VOID)
OF_ELECTION = (Announced.COMPLETE, Announced.OTHER, Announced.TIE, Announced.VACANT, Announced.VOID)


@dataclass(frozen=True)
class Facts:
    """What is told of a round."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    announced_at: datetime | None = None
    announced: str = ""
    cause: str = ""


def outcomes(procedure: str) -> tuple[Announced, ...]:
    """What may be announced in this procedure."""
    return OF_RECALL if procedure == Procedure.RECALL else OF_ELECTION


def follows(state: str, announced: str, kind: str = RoundKind.FIRST) -> RoundKind | None:
    """The round that a finished one of this kind leads to; None where the election is over.

    A vote among the tied and one on the seats left over are held again as what they were: who was elected stays.
    """
    found = RoundKind.REPEAT if state == RoundState.BROKEN_OFF else FOLLOWS.get(announced)
    return RoundKind(kind) if found == RoundKind.REPEAT and kind in OF_SOME_SEATS else found


def window_key(kind: str, *, body: str, procedure: str) -> str:
    """The rule that limits such a round; empty for the party's elections and for recalls, which the law leaves open."""
    return "" if body == Body.PARTY or procedure == Procedure.RECALL else WINDOWS.get(kind, "")


def latest_day(last: date, days: int | None) -> date | None:
    """The last lawful day of a round after one on that day; None where nothing limits it."""
    return last + timedelta(days=days) if days is not None else None


def faults(facts: Facts, *, procedure: str, now: datetime) -> list[str]:
    """What cannot have been so, or is not said; nothing that merely should not have been."""
    return [*_times(facts, now), *_outcome(facts, procedure)]


def _times(facts: Facts, now: datetime) -> list[str]:
    told = [("大会开始", facts.opened_at), ("投票截止", facts.closed_at), ("当场公布", facts.announced_at)]
    known = [(what, at) for what, at in told if at is not None]
    found = [f"{what}时间在现在之后，请在发生后登记。" for what, at in known if at > now]
    for (earlier, one), (later, other) in pairwise(known):
        if other < one:
            found.append(f"{later}时间早于{earlier}时间，请核对，先更正填错的一项。")
    return found


def _outcome(facts: Facts, procedure: str) -> list[str]:
    if not facts.announced:
        return []
    if facts.announced not in outcomes(procedure):
        return ["这项程序没有所选的公布结果，请重新选择。"]
    allowed = CAUSES_OF.get(facts.announced, ())
    if facts.announced == Announced.VOID and not facts.cause:
        return ["选举无效须选择原因。"]
    if facts.cause and facts.cause not in allowed:
        return [f"“{Cause(facts.cause).label}”不是“{Announced(facts.announced).label}”的原因，请重新选择或不选。"]
    return []


def deviations(*, planned: date | None, held: date | None, confirmed: bool, latest: date | None) -> list[str]:
    """How a round that took place differs from what was planned; facts stand, these are to be looked at."""
    if held is None:
        return []
    found = []
    if planned and held != planned:
        found.append(f"实际投票日{_said(held)}与计划投票日{_said(planned)}不同")
    if not confirmed:
        found.append("本轮日期未经审定即已投票")
    if latest and held > latest:
        found.append(f"实际投票日{_said(held)}晚于最迟日{_said(latest)}")
    return found


def _said(day: date) -> str:
    return f"{day:%Y年%m月%d日}"
