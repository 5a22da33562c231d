"""Disputes over plain values: who takes them up, their clocks, what a finding lacks, what speaks against a recount."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from elections.dispute_choices import FOLLOWS, Consequence, DisputeState, Finding
from elections.rules.checks import checks
from elections.rules.norms import Norms

DATA = Path(__file__).resolve().parent.parent / "data" / "disputes.json"
RAISE, ACCEPT, FIND = "dispute_raise_days", "dispute_accept_days", "dispute_finding_days"
LEAST_WORDS = 4


@dataclass(frozen=True)
class Taking:
    """Who takes a kind of dispute up, the usual one first, and by which text."""

    acceptors: tuple[str, ...]
    law: str
    unsure: bool

    @property
    def source(self) -> str:
        return f"{self.law}{'(待确认)' if self.unsure else ''}"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@cache
def takings() -> dict[str, Taking]:
    data: list[dict[str, Any]] = _data()["kinds"]
    return {one["kind"]: Taking(tuple(one["acceptors"]), one["law"], one["unsure"]) for one in data}


@dataclass(frozen=True)
class Clock:
    """What must happen next, until when; ``due_on`` is None where the county's rules name no days."""

    what: str
    due_on: date | None
    basis: str = ""

    def is_over(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def clock(state: str, *, received_on: date, accepted_on: date | None, norms: Norms) -> Clock | None:
    """The clock that runs in this state; None where none does."""
    if state == DisputeState.RECEIVED:
        return _clock("受理", received_on, ACCEPT, norms)
    if state in (DisputeState.ACCEPTED, DisputeState.CONCLUDED):
        return _clock("认定", accepted_on or received_on, FIND, norms)
    return Clock("后续办理", None) if state == DisputeState.FOUND else None


def _clock(what: str, day: date, key: str, norms: Norms) -> Clock:
    days = norms.whole(key)
    return Clock(what, None if days is None else day + timedelta(days=days), norms.basis(key))


def raised_late(received_on: date, announced_on: date | None, norms: Norms) -> str:
    """That it came after the time for raising one is over, in words; it is recorded all the same."""
    days = norms.whole(RAISE)
    if announced_on is None or days is None or (received_on - announced_on).days <= days:
        return ""
    last = announced_on + timedelta(days=days)
    return f"结果{announced_on:%Y-%m-%d}公布，异议应在{last:%Y-%m-%d}前提出，{received_on:%Y-%m-%d}收到，已逾期。"


def faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """What contradicts itself in what was entered."""
    found: dict[str, str] = {}
    received, facts = values.get("received_on"), values.get("facts") or ""
    if received and received > today:
        found["received_on"] = f"收到日期({received})在今天之后，请核对。"
    hidden = ((values.get(name) or "").strip() for name in ("name", "phone"))
    if any(len(one) > 1 and one in facts for one in hidden):
        found["facts"] = "“异议内容”中写有提出人的姓名或电话，请改写，避免泄露提出人身份。"
    return found


@dataclass(frozen=True)
class Found:
    """A finding as it was typed."""

    finding: str
    words: str
    number: str
    on: date | None
    consequence: str
    post: str = ""


def finding_gaps(found: Found, *, today: date, accepted_on: date | None, of_round: bool) -> list[str]:
    """What a finding lacks before another person can check it."""
    gaps = []
    if found.finding not in Finding.values:
        gaps.append("没有选择认定")
    if len(found.words.strip()) < LEAST_WORDS:
        gaps.append(f"没有写明调查核实情况和认定理由(不少于{LEAST_WORDS}个字)")
    if not found.number.strip():
        gaps.append("没有填写认定文号")
    gaps += _day_gaps(found.on, today, accepted_on)
    gaps += _consequence_gaps(found, of_round=of_round) if found.finding in Finding.values else []
    return gaps


def _day_gaps(on: date | None, today: date, accepted_on: date | None) -> list[str]:
    if on is None:
        return ["没有填写认定日期"]
    if on > today:
        return [f"认定日期({on})在今天之后"]
    return [f"认定日期({on})早于受理日期({accepted_on})"] if accepted_on and on < accepted_on else []


def _consequence_gaps(found: Found, *, of_round: bool) -> list[str]:
    if found.consequence not in Consequence.values:
        return ["没有选择后续"]
    if found.consequence not in FOLLOWS[found.finding]:
        return [f"“{Finding(found.finding).label}”的后续不能是“{Consequence(found.consequence).label}”"]
    if found.finding == Finding.POST_VOID and not found.post:
        return ["没有选择哪个职务当选无效"]
    needs_round = found.consequence in (Consequence.CORRECTION, Consequence.REPEAT)
    return ["没有登记异议针对第几轮投票，不能更正结果或者重新选举"] if needs_round and not of_round else []


# --- recounts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """When and before whom sealed ballots were opened, and sealed again."""

    accepted_on: date | None
    approval: str
    approved_on: date | None
    opened_at: datetime
    opened_by: Sequence[str]
    resealed_at: datetime | None
    resealed_by: Sequence[str]


def recount_faults(opened: Opened, *, now: datetime) -> list[str]:
    """What cannot have been so; nothing that merely should not have been."""
    found = []
    if opened.opened_at > now or (opened.resealed_at and opened.resealed_at > now):
        found.append("启封或者重新封存的时间在现在之后，请在发生后登记。")
    if opened.resealed_at and opened.resealed_at < opened.opened_at:
        found.append("重新封存时间早于启封时间，请核对。")
    if not opened.opened_by:
        found.append("没有填写启封在场人，请写明姓名，用顿号隔开。")
    return found


def recount_codes(opened: Opened) -> list[tuple[str, str]]:
    """What speaks against how the ballots were opened: code and words; the fact stands."""
    codes, least = [], _data()["present"]
    day = opened.opened_at.date()
    if not opened.approval or (opened.approved_on and opened.approved_on > day):
        codes.append("F.521")
    if opened.accepted_on is None or day < opened.accepted_on:
        codes.append("F.522")
    if len(opened.opened_by) < least:
        codes.append("F.523")
    if opened.resealed_at is None or len(opened.resealed_by) < least:
        codes.append("F.524")
    return [(code, said(code)) for code in codes]


def said(code: str) -> str:
    check = checks()[code]
    return f"{check.title}：{check.advice}"


def people(text: str) -> list[str]:
    """Names as somebody typed them, one after the other."""
    plain = text
    for mark in "，,；;/ 　\n":
        plain = plain.replace(mark, "、")
    return [one for one in plain.split("、") if one]
