"""Questions about publicity and trainings over plain values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from meetings.oversight_choices import TRAINED, Attendance


def held_fault(held_on: date | None, *, today: date, starts_on: date | None, what: str = "日期") -> str:
    """Why something cannot have been held on this day; empty where it can."""
    if held_on and held_on > today:
        return f"{what}({held_on})在今天之后，请核对；尚未开展的不登记。"
    if held_on and starts_on and held_on < starts_on:
        return f"{what}({held_on})早于本届启动日期({starts_on})，请填写本届的日期。"
    return ""


def trainee_faults(values: Mapping[str, Any], *, held_on: date | None, today: date) -> dict[str, str]:
    """What contradicts itself in one attendance."""
    found: dict[str, str] = {}
    attendance, made_up = values.get("attendance") or Attendance.PRESENT, values.get("made_up_on")
    if attendance == Attendance.MADE_UP and not made_up:
        found["made_up_on"] = "到训情况为“已补训”，请填写补训日期。"
    if made_up and attendance != Attendance.MADE_UP:
        found["attendance"] = "填写了补训日期，到训情况请改为“已补训”。"
    if made_up and held_on and made_up < held_on:
        found["made_up_on"] = f"补训日期({made_up})早于培训日期({held_on})，请核对。"
    if made_up and made_up > today:
        found["made_up_on"] = f"补训日期({made_up})在今天之后，请核对。"
    if attendance in (Attendance.EXCUSED, Attendance.ABSENT) and not (values.get("absence") or "").strip():
        found["absence"] = "请假、缺席的请填写原因。"
    pledged = values.get("pledged_on")
    if pledged and pledged > today:
        found["pledged_on"] = f"承诺书签订日期({pledged})在今天之后，请核对。"
    return found


def is_trained(attendance: str) -> bool:
    return attendance in TRAINED
