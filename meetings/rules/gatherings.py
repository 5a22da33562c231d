"""Questions about meetings over plain values: what a meeting must say, when one is due, whether one was missed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from electioncycle.rounding import whole
from meetings.choices import Cadence, MeetingState, Period

PEOPLE = {"expected": "应到", "attended": "实到"}


def meeting_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field for a meeting."""
    found: dict[str, str] = {}
    state, held_on = values.get("state") or MeetingState.HELD, values.get("held_on")
    if state == MeetingState.HELD and held_on and held_on > today:
        found["held_on"] = f"日期({held_on})还没有到：尚未召开的，状态请选“拟召开”。"
    expected, attended = values.get("expected"), values.get("attended")
    if expected is not None and attended is not None and attended > expected:
        found["attended"] = f"实到({attended}人)多于应到({expected}人)，请核对；列席的另填“列席”。"
    missing = expected is not None and attended is not None and attended < expected
    if missing and not (values.get("absent") or "").strip():
        found["absent"] = f"实到比应到少{expected - attended}人，请写明请假人员和原因。"  # type: ignore[operator]
    deadline = values.get("deadline")
    if deadline and held_on and deadline < held_on:
        found["deadline"] = f"时限({deadline})早于会议日期({held_on})，请核对。"
    if deadline and not (values.get("owner") or "").strip():
        found["owner"] = "填了时限，没有填责任人，请填写由谁负责。"
    return found


def series_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """Sentences by field for a series."""
    found: dict[str, str] = {}
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        found["ends_on"] = f"截止日期({ends_on})早于起始日期({starts_on})，请核对。"
    if values.get("cadence") == Cadence.ONCE and not ends_on:
        found["ends_on"] = "限期召开一次的，请填写召开期限。"
    if values.get("level") != "village":
        for name, label in (("batch", "适用批次"), ("near_days", "选举日前多少日内")):
            if values.get(name):
                found[name] = f"“{label}”只用于村级会议，请清空，或把召开层级改为“村”。"
    return found


def window(
    starts_on: date, ends_on: date | None, *, near_days: int | None = None, election_day: date | None = None
) -> Period | None:
    """From when to when a series binds one holder; None where not at all, such as without an election day to be near.

    With ``near_days`` only the days before the election day count; the election day itself is the last in any case.
    """
    if near_days is not None:
        if election_day is None:
            return None
        starts_on = max(starts_on, election_day - timedelta(days=near_days))
    last = min(filter(None, (ends_on, election_day)), default=date.max)
    return (starts_on, last) if starts_on <= last else None


def periods(cadence: str, bound: Period, until: date, *, workdays_only: bool = False) -> list[Period]:
    """The times that began by ``until`` in each of which one meeting is due; a week runs from Monday to Sunday."""
    first, last = bound
    if cadence == Cadence.AD_HOC or first > until:
        return []
    if cadence == Cadence.ONCE:
        return [(first, last)]
    found: list[Period] = []
    day = first
    while day <= min(last, until):
        end = min(_end_of(cadence, day), last)
        if not (cadence == Cadence.DAILY and workdays_only and day.weekday() >= 5):
            found.append((day, end))
        day = end + timedelta(days=1)
    return found


def _end_of(cadence: str, day: date) -> date:
    if cadence == Cadence.WEEKLY:
        return day + timedelta(days=6 - day.weekday())
    if cadence == Cadence.MONTHLY:
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return following - timedelta(days=1)
    return day


@dataclass(frozen=True)
class Kept:
    """How a cadence was kept: times in which a meeting was held, missed, and not over yet."""

    kept: int = 0
    missed: int = 0
    pending: int = 0

    @property
    def due(self) -> int:
        return self.kept + self.missed

    @property
    def share(self) -> int | None:
        """Percent of the times that are over or already kept."""
        return whole(100 * self.kept / self.due) if self.due else None

    @property
    def words(self) -> str:
        """“3/5” or “3/5+2” for two that are not over yet; a dash where nothing is due."""
        if not self.due and not self.pending:
            return "—"
        return f"{self.kept}/{self.due}" + (f"+{self.pending}" if self.pending else "")

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.kept + other.kept, self.missed + other.missed, self.pending + other.pending)


def kept(expected: Iterable[Period], held: Iterable[date], today: date) -> Kept:
    """A time counts as kept by one meeting within it, as missed once it is over; today may still be kept."""
    days = set(held)
    done = gone = open_ones = 0
    for first, last in expected:
        if any(first <= day <= last for day in days):
            done += 1
        elif last < today:
            gone += 1
        else:
            open_ones += 1
    return Kept(done, gone, open_ones)


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
