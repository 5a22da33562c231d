"""催报: the sentence that is copied into the work group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.web.pages import COUNTY

NAMED = 6
"""So many of what a unit lacks are named; the others are counted."""


@dataclass(frozen=True)
class Behind:
    """A unit that has not handed in everything: how much it lacks (``unit`` with its measure word), and which."""

    name: str
    number: int
    unit: str
    named: Sequence[str] = ()

    def __str__(self) -> str:
        lacks = f"{self.name}差{self.number}{self.unit}"
        if not self.named:
            return lacks
        return f"{lacks}：{'、'.join(self.named[:NAMED])}" + ("等" if len(self.named) > NAMED else "")


def reminder(
    reported: int, missing: Sequence[str | Behind], now: datetime, before: str, *, unit: str = "个乡镇"
) -> str:
    """Who has reported and who has not by ``now`` (local time); ``before`` says until when (今日20时)."""
    head = f"截至{now.month}月{now.day}日{now.hour}时，"
    if not missing:
        return f"{head}{reported}{unit}已全部报送。"
    if any(isinstance(one, Behind) for one in missing):
        return f"{head}已报齐{reported}{unit}，未报齐：{'；'.join(map(str, missing))}。请于{before}前报送。"
    return f"{head}已报{reported}{unit}，未报：{'、'.join(map(str, missing))}，请于{before}前报送。"


def asked_before(request: HttpRequest, otherwise: str = "今日20时") -> str:
    """Until when a page's reminder asks for, as its reader typed it."""
    return request.GET.get("before", "").strip()[:20] or otherwise


def reminder_for(user: Actor, units: int, behind: Sequence[str | Behind], before: str) -> str:
    """The sentence about townships, for the county: no township is shown the text that duns it."""
    return reminder(units - len(behind), behind, timezone.localtime(), before) if user.roles & COUNTY else ""
