"""Questions about placements: do the dates and what became of somebody go together?"""

from datetime import date
from typing import Any

ENDED = frozenset({"completed", "nominated", "in_office", "ended_early", "not_taken_up"})
"""Outcomes of a placement that goes on no longer."""


def placement_faults(values: dict[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field."""
    starts, ends, outcome = values.get("starts_on"), values.get("ends_on"), values.get("outcome")
    found = {}
    if starts and ends and ends < starts:
        found["ends_on"] = f"顶岗止({ends})早于顶岗起({starts})，请核对。"
    if outcome in ENDED and not values.get("outcome_on"):
        found["outcome_on"] = "已有去向的，请填写去向日期。"
    done = values.get("outcome_on")
    if done and starts and done < starts and outcome != "not_taken_up":
        found["outcome_on"] = f"去向日期({done})早于顶岗起({starts})，请核对。"
    if done and done > today:
        found["outcome_on"] = f"去向日期({done})在今天之后，请核对。"
    return found


def month_fault(month: date, starts: date, ends: date | None, *, today: date) -> str:
    """Why nothing can be noted for this month; empty where it can."""
    first = month.replace(day=1)
    if first > today.replace(day=1):
        return f"{month:%Y年%m月}还没有到，请在当月或以后记录。"
    if first < starts.replace(day=1) or (ends and first > ends.replace(day=1)):
        return f"{month:%Y年%m月}不在顶岗期间({starts}至{ends or '今'})内，请核对月份。"
    return ""
