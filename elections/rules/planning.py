"""What may be planned: a day for a step, another polling day, and what moves with it. Facts are never refused here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from electioncycle.wording import day_in_words
from elections.rules.calendar import OBJECTION, OTHER, POLLING, Due, Facts, Plans, Step, expected, overdue

IN_ROUNDS = (POLLING, OTHER)
"""Steps that happen in a round of the election and are recorded there."""
LONGEST = timedelta(days=730)
"""How far a typed day may lie from the polling day; beyond, the year is mistyped."""


@dataclass(frozen=True)
class Moved:
    """A step whose day goes along when the polling day moves."""

    due: Due
    old: date | None


def plan_refusal(one: Due, day: date, today: date) -> str:
    """Why the law does not let this step be planned on the day; empty where it does or only custom speaks."""
    title = one.step.title
    if one.step.step in IN_ROUNDS:
        return f"“{title}”的日期不在这里改：请用“改选举日”，另行选举在选举页面安排。"
    if day < today:
        return f"“{title}”不能计划在已经过去的{day_in_words(day)}；已经办理的，请登记实际日期。"
    if not one.law:
        return ""
    if one.latest and day > one.latest:
        return f"“{title}”计划在{day_in_words(day)}，晚于规定的最迟日{day_in_words(one.latest)}，请改到当天或以前。"
    if one.earliest and day < one.earliest:
        return f"“{title}”计划在{day_in_words(day)}，早于规定的最早日{day_in_words(one.earliest)}，请改到当天或以后。"
    return ""


def fact_refusal(day: date, polling_day: date, today: date, *, after: bool = False) -> str:
    """Why this cannot be the day on which something happened. Late or early for the law is no reason.

    ``after``: it follows from the result of the vote.
    """
    if day > today:
        return f"{day_in_words(day)}还没有到，办理之后再登记；要改计划的，请在日程页面填写计划日期。"
    if after and day < polling_day:
        return f"{day_in_words(day)}早于投票日{day_in_words(polling_day)}，选举结果还没有产生，请核对。"
    if abs(day - polling_day) > LONGEST:
        return f"{day_in_words(day)}与选举日{day_in_words(polling_day)}相差两年以上，请核对年份。"
    return ""


def hours_refusals(step: Step, *, begins_at: time | None, ends_at: time | None) -> dict[str, str]:
    """What cannot be of a step's hours, by field."""
    if not step.hours and (begins_at or ends_at):
        return {"begins_at" if begins_at else "ends_at": f"“{step.title}”不登记起止时间，请清空。"}
    if begins_at and ends_at and ends_at <= begins_at:
        return {"ends_at": f"{step.hours}结束({ends_at:%H:%M})不晚于开始({begins_at:%H:%M})，请核对。"}
    return {}


def cannot_come(dues: Sequence[Due], facts: Facts, today: date) -> str:
    """Which step has not come and could not come in time any more for this polling day; empty where all can."""
    for one in dues:
        missed = one.law and not one.done and one.anchor == POLLING and one.step.late and expected(one, facts)
        if missed and one.latest and one.latest < today and one.step.side == "before":
            days = (today - one.latest).days
            return (
                f"“{one.step.title}”还没有登记完成，按这一天最迟应在{day_in_words(one.latest)}，已过{days}日。"
                "已经办理的请先登记实际日期；没有办理的请改到更晚的一天。"
            )
    return ""


def moved_plans(plans: Plans, dues: Sequence[Due], shift: timedelta, today: date) -> dict[tuple[str, int], date]:
    """Plans of what has not happened go along by as many days; one that the law then forbids falls to its last day.

    ``dues`` are those of the new polling day without any plan.
    """
    by_place = {(one.step.step, one.number): one for one in dues}
    moved = {place: day + shift for place, day in plans.items() if place in by_place and not by_place[place].done}
    return {place: day for place, day in moved.items() if not plan_refusal(by_place[place], day, today)}


def moves(old: Sequence[Due], new: Sequence[Due]) -> list[Moved]:
    """What lies on another day than before, in the order of the calendar."""
    before = {(one.step.step, one.number): one for one in old}
    pairs = [(one, before.get((one.step.step, one.number))) for one in new]
    return [Moved(one, was.planned if was else None) for one, was in pairs if was is None or was.planned != one.planned]


DONE, LATE, OVERDUE, PLANNED_LATE, LAST_DAY, PASSED, SOON, NOT_YET, NOT_NEEDED = (
    "已办",
    "已办，晚于法定日",
    "已过法定日",
    "计划晚于法定日",
    "今天是最后一天",
    "已过计划日",
    "近日",
    "未到",
    "未发生",
)
TONES = {
    DONE: "ok",
    LATE: "bad",
    OVERDUE: "bad",
    PLANNED_LATE: "bad",
    LAST_DAY: "warn",
    PASSED: "warn",
    SOON: "warn",
    NOT_YET: "plain",
    NOT_NEEDED: "plain",
}
NEAR = timedelta(days=7)
"""How long before its day a step is put before people."""


def standing(one: Due, facts: Facts, today: date) -> str:
    """Where a step stands today, in words. Red is for what the law sets a day to."""
    if one.done:
        return LATE if one.is_late else DONE
    if not expected(one, facts):
        return NOT_NEEDED
    if overdue(one, facts, today):
        return OVERDUE
    if one.law and one.latest and one.planned and one.planned > one.latest:
        return PLANNED_LATE
    if one.law and one.latest == today:
        return LAST_DAY
    if one.planned and one.planned < today:
        return PASSED
    return SOON if one.planned and one.planned <= today + NEAR else NOT_YET


def with_one_more(dues: Sequence[Due]) -> Iterator[Due]:
    """After the objections that came there may come another."""
    last = max((one.number for one in dues if one.step.step == OBJECTION and one.done), default=0)
    for one in dues:
        yield one
        if one.step.step == OBJECTION and one.number == last:
            yield replace(one, number=last + 1, done=False, planned=one.latest)


def with_last_day(dues: Sequence[Due], facts: Facts) -> Iterator[Due]:
    """What the law wants by a day, must come, and has not come; the polling day itself is no last day."""
    for one in dues:
        if one.law and not one.done and one.latest and one.anchor != one.step.step and expected(one, facts):
            yield one
