"""Questions about pledges over plain values: what must be there, when the next contact is due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

FOLLOW_DAYS = "pledge_follow_days"
"""The rule that says how often a signer is to be talked with; without it nobody is reminded."""


def faults(values: Mapping[str, Any], *, held_on: date | None, today: date) -> dict[str, str]:
    """Contradictions of a pledge, by field; ``held_on`` is the day of its talk."""
    day = values.get("withdrew_on")
    if day and day > today:
        return {"withdrew_on": f"退选日期({day})在今天之后，请核对。"}
    if day and held_on and day < held_on:
        return {"withdrew_on": f"退选日期({day})早于谈话日期({held_on})，请核对：先谈话，后由本人提出。"}
    return {}


def signing_faults(day: date | None, *, voluntary: bool, scanned: bool, drawn_on: date, today: date) -> list[str]:
    """What stands against recording a signature."""
    found = []
    if not voluntary:
        found.append("没有确认本人自愿签订；不愿签的请登记未签")
    if day is None:
        found.append("没有填写签订日期")
    elif day > today:
        found.append(f"签订日期({day})在今天之后")
    elif day < drawn_on:
        found.append(f"签订日期({day})早于本人表示退选的日期({drawn_on})")
    if not scanned:
        found.append("没有上传本人签字的承诺书扫描件")
    return found


def next_contact(signed_on: date, followed_on: date | None, days: int | None, election_day: date | None) -> date | None:
    """The day of the next contact; None where none is owed, such as after the election day."""
    if not days:
        return None
    due = (followed_on or signed_on) + timedelta(days=days)
    return None if election_day and due > election_day else due
