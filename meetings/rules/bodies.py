"""Questions about bodies and memberships over plain values."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def link_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """Sentences by field for a link; one that has ended says since when and why."""
    found = in_order(values, "since", "until", "结束日", "挂联起始日")
    until, reason = values.get("until"), (values.get("ended_reason") or "").strip()
    if until and until > today:
        found["until"] = f"结束日({until})还没有到，请在结束当天或之后登记。"
    if until and not reason:
        found["ended_reason"] = "填写了结束日的，请写明结束原因，如：工作调动。"
    if reason and not until:
        found["until"] = "填写了结束原因，没有填写结束日，请补填；仍在挂联的，请清空结束原因。"
    return found


def in_order(values: Mapping[str, Any], first: str, last: str, last_label: str, first_label: str) -> dict[str, str]:
    """A sentence when the later of two days stands before the earlier."""
    begins, ends = values.get(first), values.get(last)
    if begins and ends and ends < begins:
        return {last: f"{last_label}({ends})早于{first_label}({begins})，请核对。"}
    return {}
