"""Questions about complaints over plain values: clocks, and what an answer or a publication lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from meetings.oversight_choices import ComplaintState
from villages.rules.reader import Rules


@dataclass(frozen=True)
class Clock:
    """What must happen next, until when; ``due_on`` is None where the county's rules name no days."""

    what: str
    due_on: date | None

    def is_over(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def clock(
    state: str,
    *,
    received_on: date,
    accepted_on: date | None,
    extended: bool,
    answered_on: date | None,
    rules: Rules,
) -> Clock | None:
    """The clock that runs in this state; None where none does. Days are the county's own (待确认)."""
    if state == ComplaintState.RECEIVED:
        return Clock("受理回执", _after(received_on, rules.whole("complaint_accept_days")))
    if state in (ComplaintState.ACCEPTED, ComplaintState.CONCLUDED):
        days = rules.whole("complaint_answer_days")
        more = (rules.whole("complaint_extension_days") or 0) if extended else 0
        return Clock("办结答复", _after(accepted_on or received_on, days and days + more))
    if state == ComplaintState.ANSWERED:
        return Clock("公布结果", _after(answered_on or received_on, rules.whole("complaint_publication_days")))
    return None


def _after(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)


def complaint_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """What contradicts itself in what was entered."""
    found: dict[str, str] = {}
    received = values.get("received_on")
    if received and received > today:
        found["received_on"] = f"收到日期({received})在今天之后，请核对。"
    named = any((values.get(name) or "").strip() for name in ("name", "phone", "address"))
    if values.get("anonymous") and named:
        found["anonymous"] = "标为匿名的不能填写反映人姓名、电话、住址，请清空或取消匿名。"
    facts, name = values.get("facts") or "", (values.get("name") or "").strip()
    if len(name) > 1 and name in facts:
        found["facts"] = "“反映的事实”中写有反映人姓名，请改写，避免泄露反映人身份。"
    return found


def conclusion_gaps(*, verdict: str, result: str, handler: str) -> list[str]:
    """What an application for review lacks."""
    wanted = (
        (handler, "没有填写承办单位(人)"),
        (verdict, "没有选择核查结论"),
        (result if len(result.strip()) >= 4 else "", "没有写明核查情况和处理结果(不少于4个字)"),
    )
    return [sentence for value, sentence in wanted if not value.strip()]


def publication_faults(text: str, *, names: list[str]) -> str:
    """Why a notice may not hang out like this: it names whoever complained."""
    if any(len(name) > 1 and name in text for name in names):
        return "公布内容中写有反映人的姓名、电话或住址，请删去后再公布。"
    return ""
