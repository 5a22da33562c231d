"""What is wrong, late or lacking in a change between two elections, and the words of its papers. Pure."""

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from elections.choices import POSTS_OF, Body, PostCode
from elections.mid_term_choices import ENDS, LEAVES, Ground, MidTermKind
from elections.rules.norms import Norms

DATA = Path(__file__).resolve().parent.parent / "data" / "mid_term.json"
DAYS = {
    "asked_on": "提出或发生日期",
    "decided_on": "决定日期",
    "effective_on": "离任(就任)日期",
    "published_on": "公布日期",
    "until": "恢复履职日期",
}
DECIDE, PUBLISH = "decide", "publish"


@dataclass(frozen=True)
class Paper:
    code: str
    title: str
    kinds: tuple[str, ...]
    law: str
    unsure: bool
    to: str
    text: tuple[str, ...]
    signed: str
    day: str


@cache
def papers() -> dict[str, Paper]:
    found = json.loads(DATA.read_text(encoding="utf-8"))["papers"]
    return {one["code"]: Paper(**{**one, "kinds": tuple(one["kinds"]), "text": tuple(one["text"])}) for one in found}


def papers_of(kind: str) -> list[Paper]:
    return [one for one in papers().values() if kind in one.kinds]


def faults(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What cannot be so, by field; what is merely outside the law is recorded and said (``late``)."""
    found = _of_days(values, today)
    kind, body, post = (values.get(name) for name in ("kind", "body", "post"))
    if body and post and post not in POSTS_OF[body]:
        found["post"] = f"{Body(body).label}没有{PostCode(post).label}这一职务，请核对组织和职务。"
    ground = values.get("ground") or ""
    if kind == MidTermKind.ENDED and ground not in ENDS:
        found["ground"] = f"职务终止的请选择情形：{'、'.join(str(Ground(one).label) for one in ENDS)}。"
    if kind == MidTermKind.ABSENT and (not ground or ground == Ground.DIED):
        found["ground"] = "暂不能履职的请选择情形，如患病、长期外出不履职。"
    if kind == MidTermKind.RESIGNED and values.get("effective_on") and not values.get("decided_on"):
        found["decided_on"] = "填了离任日期，请填写接受辞职的决定日期；还没有决定的，离任日期不填。"
    if kind == MidTermKind.ELECTED and not values.get("sex"):
        found["sex"] = "补选就任的请填写性别。"
    if values.get("until") and kind != MidTermKind.ABSENT:
        found["until"] = "恢复履职日期只有“暂不能履职”才填写。"
    return found


def _of_days(values: Mapping[str, Any], today: date) -> dict[str, str]:
    asked = values.get("asked_on")
    found = {}
    for name, label in DAYS.items():
        day = values.get(name)
        if day and day > today:
            found[name] = f"{label}({day})在今天之后，发生之后再登记。"
        elif day and asked and day < asked:
            found[name] = f"{label}({day})早于提出或发生日期({asked})，请核对。"
    return found


@dataclass(frozen=True)
class Clock:
    """What is to be done by when; ``latest`` None: no rule says a day."""

    step: str
    words: str
    latest: date | None
    basis: str = ""


def clock(kind: str, asked_on: date, decided_on: date | None, published_on: date | None, norms: Norms) -> Clock | None:
    """What comes next of this change: the decision on a resignation, then its publication."""
    if kind == MidTermKind.RESIGNED and decided_on is None:
        return _clock(DECIDE, "辞职待决定", asked_on, "resignation_days", norms)
    if kind == MidTermKind.RESIGNED and decided_on and published_on is None:
        return _clock(PUBLISH, "辞职决定待公布", decided_on, "resignation_publish_days", norms)
    if kind in LEAVES and published_on is None:
        return Clock(PUBLISH, "离任待公布", None)
    return None


def _clock(step: str, words: str, since: date, key: str, norms: Norms) -> Clock:
    days = norms.whole(key)
    if days is None:
        return Clock(step, words, None)
    return Clock(step, words, since + timedelta(days=days), norms.basis(key))


def late(asked_on: date, decided_on: date | None, published_on: date | None, norms: Norms) -> list[str]:
    """What of a resignation came after its last day; recorded as it was."""
    found = []
    steps = (
        ("决定", asked_on, decided_on, "resignation_days"),
        ("公布", decided_on, published_on, "resignation_publish_days"),
    )
    for words, since, done, key in steps:
        days = norms.whole(key) if since and done else None
        if since and done and days is not None and done > since + timedelta(days=days):
            found.append(f"{words}日期{done}晚于规定的{since + timedelta(days=days)}{norms.basis(key)}。")
    return found


def by_election_until(since: date, left: int, norms: Norms) -> date | None:
    """The last day for a by-election where too few members are left; None where no rule says one."""
    months, least = norms.whole("byelection_months"), norms.whole("committee_min")
    if months is None or least is None or left >= least:
        return None
    return _months_after(since, months)


def _months_after(day: date, months: int) -> date:
    """The same day of that month, else its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
