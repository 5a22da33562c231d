"""Questions about discipline activities and reminder texts over plain values."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

MOST_DAYS = 180
"""Reminders drafted at once."""


def activity_faults(
    *, planned_on: date | None, held_on: date | None, proof: str, today: date, starts_on: date | None
) -> dict[str, str]:
    """What contradicts itself in one activity; held without a word of proof is not held."""
    found: dict[str, str] = {}
    if planned_on and starts_on and planned_on < starts_on:
        found["planned_on"] = f"计划日期({planned_on})早于本届启动日期({starts_on})，请核对。"
    if held_on and held_on > today:
        found["held_on"] = f"开展日期({held_on})在今天之后，请核对；尚未开展的留空。"
    elif held_on and starts_on and held_on < starts_on:
        found["held_on"] = f"开展日期({held_on})早于本届启动日期({starts_on})，请核对。"
    if held_on and not proof.strip():
        found["proof"] = "已开展的请写明佐证(签到册、照片、信息等)，附件在详情页上传。"
    return found


def reminder_days(first: date, last: date) -> list[date]:
    """Every day of the range. Raises ValueError with the reason for a range that makes no sense."""
    if last < first:
        raise ValueError(f"止日({last})早于起日({first})，请核对。")
    number = (last - first).days + 1
    if number > MOST_DAYS:
        raise ValueError(f"一次最多起草{MOST_DAYS}天，现为{number}天，请分段起草。")
    return [first + timedelta(days=day) for day in range(number)]


def drafted(days: Sequence[date], texts: Sequence[Any]) -> list[tuple[date, Any]]:
    """One text a day, in turn."""
    return [(day, texts[number % len(texts)]) for number, day in enumerate(days)] if texts else []
