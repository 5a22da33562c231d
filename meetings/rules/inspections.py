"""Questions about inspections and their findings over plain values."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from meetings.oversight_choices import Tier


def inspection_faults(
    values: Mapping[str, Any], *, area_is_county: bool, today: date, starts_on: date | None
) -> dict[str, str]:
    """What contradicts itself: each tier has its own target, and nothing is held before its time."""
    found: dict[str, str] = {}
    tier, held = values.get("tier") or Tier.TOWNSHIPS, values.get("held_on")
    if tier == Tier.BODIES:
        if not values.get("looked_at"):
            found["looked_at"] = "县领导小组督查工作机构的，请选择被督查的工作机构。"
        elif values.get("looked_at") == values.get("body"):
            found["looked_at"] = "督导机构与被督查的工作机构相同，机构不能督查自己，请核对。"
        if not area_is_county:
            found["area"] = "督查工作机构的，单位请选县本级。"
    else:
        if not values.get("body"):
            found["body"] = "工作机构督导乡镇的，请选择督导机构。"
        if values.get("looked_at"):
            found["looked_at"] = "工作机构督导乡镇的，被督查的工作机构请留空。"
        if area_is_county:
            found["area"] = "工作机构督导乡镇的，请选择被督导的乡镇。"
    if held and held > today:
        found["held_on"] = f"督导日期({held})在今天之后，请核对；尚未开展的留空。"
    elif held and starts_on and held < starts_on:
        found["held_on"] = f"督导日期({held})早于本届启动日期({starts_on})，请核对。"
    return found


def finding_faults(values: Mapping[str, Any], *, held_on: date | None, is_held: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    deadline = values.get("deadline")
    if values.get("inspection") and not is_held:
        found["inspection"] = "这次督导还没有填写督导日期，请先登记已开展，再登记发现的问题。"
    if deadline and held_on and deadline < held_on:
        found["deadline"] = f"整改时限({deadline})早于督导日期({held_on})，请核对。"
    return found


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
