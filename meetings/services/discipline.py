"""The “十个一”: which unit has held which activity; reminder texts drafted for the county's own SMS channel."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.security import audit
from meetings.models import DisciplineActivity, ReminderText
from meetings.rules import discipline as rules
from villages.choices import AreaLevel, ListKind
from villages.models import Area, Cycle, KindItem

LONGEST = 140


def kinds_of(cycle: Cycle | None) -> list[KindItem]:
    return list(KindItem.objects.filter(cycle=cycle, kind=ListKind.DISCIPLINE_ACTIVITY)) if cycle else []


@dataclass
class Standing:
    """One item of one unit."""

    planned: int = 0
    held: int = 0
    last_on: date | None = None
    next_on: date | None = None
    overdue: int = 0

    @property
    def tone(self) -> str:
        if self.overdue:
            return "bad"
        return "ok" if self.held else "info" if self.planned else "plain"

    @property
    def words(self) -> str:
        if self.held:
            return f"已开展{self.held}次，{self.last_on:%m.%d}"
        if self.overdue:
            return f"应于{self.next_on:%m.%d}开展"
        return f"计划{self.next_on:%m.%d}" if self.next_on else "未安排"


@dataclass
class UnitLine:
    """County or township with its standing in each item."""

    area: Area
    items: dict[int, Standing] = field(default_factory=lambda: defaultdict(Standing))

    @property
    def held(self) -> int:
        return sum(one.held > 0 for one in self.items.values())


def standings(user: Actor, cycle: Cycle) -> tuple[list[KindItem], list[UnitLine]]:
    """Units the user sees, county first, by item; three queries."""
    kinds, today = kinds_of(cycle), timezone.localdate()
    levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
    areas = Area.objects.visible_to(user).filter(level__in=levels, path__startswith=cycle.county.path)
    lines = {area.pk: UnitLine(area) for area in areas.order_by("level", "position", "code")}
    rows = DisciplineActivity.objects.filter(cycle=cycle, area__in=list(lines)).order_by("planned_on")
    for area, kind, planned, held in rows.values_list("area_id", "kind_id", "planned_on", "held_on"):
        one = lines[area].items[kind]
        one.planned += 1
        if held:
            one.held += 1
            one.last_on = max(filter(None, (one.last_on, held)))
        else:
            one.next_on = one.next_on or planned
            one.overdue += planned < today
    return kinds, list(lines.values())


def sentence(kinds: Sequence[KindItem], lines: Sequence[UnitLine], place: str, today: date) -> str:
    """Ready to be copied into a report."""
    held = sum(one.held for line in lines for one in line.items.values())
    whole = [line for line in lines if kinds and line.held == len(kinds)]
    overdue = sum(one.overdue for line in lines for one in line.items.values())
    return (
        f"截至{today.month}月{today.day}日，{place}围绕换届纪律“十个一”共{len(kinds)}项开展活动{held}场次，"
        f"{len(lines)}个单位中{len(whole)}个各项均已开展；超过计划日期未开展的{overdue}场次。"
    )


def phrases_of(cycle: Cycle) -> list[KindItem]:
    """Reminder phrases that have a text."""
    rows = KindItem.objects.filter(cycle=cycle, kind=ListKind.DISCIPLINE_REMINDER)
    return [one for one in rows if one.guidance.strip()]


def draft_reminders(cycle: Cycle, *, first: date, last: date, audience: str, by: Actor) -> int:
    """One text a day from the county's list of phrases, for days that have none yet; returns how many."""
    if not by.may(Action.ADD) or not by.roles & COUNTY_ROLES:
        raise NotYours("纪律提醒短信由县换届办起草。")
    cycle.require_open_for_entry()
    audience = audience.strip()[:60]
    if len(audience) < 2:
        raise Refused("没有填写发送对象，请填写后再起草。")
    try:
        days = rules.reminder_days(first, last)
    except ValueError as error:
        raise Refused(str(error)) from None
    phrases = phrases_of(cycle)
    if not phrases:
        raise Refused("“纪律提醒语”清单中没有写明内容的提醒语，请先在“类别清单”中填写说明栏。")
    if long := [one.name for one in phrases if len(one.guidance.strip()) > LONGEST]:
        raise Refused(f"提醒语“{long[0]}”超过{LONGEST}字，请先在“类别清单”中改短。")
    with transaction.atomic():
        Cycle.all_rows.select_for_update(of=("self",)).get(pk=cycle.pk)
        present = set(ReminderText.objects.filter(cycle=cycle, audience=audience).values_list("day", flat=True))
        rows = [
            ReminderText(cycle=cycle, day=day, audience=audience, text=phrase.guidance.strip())
            for day, phrase in rules.drafted(days, phrases)
            if day not in present
        ]
        history.record_many(rows, by=by, reason="按提醒语清单起草")
        if rows:
            audit.record(audit.Event.ADDED, by=by, row=cycle, ledger="remindertext", rows=len(rows))
    return len(rows)
