"""Questions about daily reports over plain values: until when, whether late, what a report must say."""

from datetime import date, datetime, time
from typing import Any

from risks.choices import DayState
from villages.rules.reader import Rules

LEAST_WORDS = 4


def cut_off_time(value: Any) -> time | None:
    """The value of the rule (``"17:30"``) as a time of day; None where the county asks for no daily report."""
    return Rules(daily_report_cut_off=value).clock("daily_report_cut_off")


def is_late(day: date, reported_at: datetime, cut_off: time | None) -> bool:
    """Whether a report of ``day`` came after that day's cut-off; both in local time."""
    if cut_off is None:
        return reported_at.date() > day
    return (reported_at.date(), reported_at.time()) > (day, cut_off)


def faults(day: date | None, state: str, situation: str, *, today: date, starts_on: date) -> dict[str, str]:
    """Sentences by field for what stands against a report."""
    found = {}
    if day and day > today:
        found["day"] = f"日期({day})还没有到，请在当天报送。"
    elif day and day < starts_on:
        found["day"] = f"日期({day})早于本届启动日期({starts_on})，请核对。"
    if state == DayState.EVENT and len(situation.strip()) < LEAST_WORDS:
        found["situation"] = "选择“有情况”的，须写明时间、地点和事情经过。"
    if state == DayState.QUIET and situation.strip():
        found["situation"] = "填写了情况，动态应选“有情况”；确无异常的，请清空情况。"
    return found
