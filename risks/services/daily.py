"""Reporting a day, and who has reported."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk.reminders import reminder
from electioncycle.records import history, workflow
from electioncycle.refusals import Conflict, Refused
from electioncycle.security import audit
from risks.choices import DayState
from risks.models.daily import CUT_OFF, DailyReport
from risks.rules import daily as rules
from villages.choices import AreaLevel
from villages.models import Area, Cycle
from villages.services.rule_sets import rules_of

DAYS_SHOWN = 14


def report(
    township: Area,
    day: date,
    state: str,
    *,
    by: Actor,
    cycle: Cycle,
    situation: str = "",
    handling: str = "",
    version: int | None = None,
) -> DailyReport:
    """Report one day of one township. The same once more changes nothing; news of the same day is added to it.

    ``version`` is that of the report which the form was opened with, 0 where there was none yet.
    """
    situation, handling = situation.strip(), handling.strip()
    if found := rules.faults(day, state, situation, today=timezone.localdate(), starts_on=cycle.starts_on):
        raise Refused("".join(found.values()))
    try:
        with transaction.atomic():
            present = DailyReport.objects.filter(cycle=cycle, township=township, day=day).first()
            if present is None:
                row = DailyReport(cycle=cycle, township=township, day=day, state=state)
            else:
                row = workflow.locked(present)
                if (row.state, row.situation, row.handling) == (state, situation, handling):
                    return row
                _require_seen(row, version)
                if row.state == DayState.EVENT and state == DayState.QUIET:
                    raise Refused(f"{row}已报“有情况”。确需改为“无异常”的，请在日报台账中修改并写明原因。")
            row.state, row.situation, row.handling = state, situation, handling
            history.record(row, by=by, reason="" if present is None else "续报")
            event = audit.Event.ADDED if present is None else audit.Event.CHANGED
            audit.record(event, by=by, row=row, version=row.version)
            return row
    except IntegrityError:
        raise Refused(f"{township}{day:%Y年%m月%d日}的日报刚由他人报送，请刷新后核对。") from None


def _require_seen(row: DailyReport, version: int | None) -> None:
    """What was reported while the form stood open is read before anybody writes over it."""
    if version == 0:
        raise Conflict(f"{row}已由他人报送，您填写的没有保存。请核对下面已报的内容后，再次提交。", row=row)
    history.lock(row, version)


def cut_off(cycle: Cycle) -> time | None:
    """Until what time of day the county wants the report; None where it asks for none."""
    return rules_of(cycle).clock(CUT_OFF)


def deadline(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def townships_of(user: Actor, cycle: Cycle) -> list[Area]:
    """Townships of this cycle's county in the user's territory, in official order."""
    found = Area.objects.visible_to(user).filter(level=AreaLevel.TOWNSHIP, path__startswith=cycle.county.path)
    return list(found.order_by("position", "code"))


def unreported(user: Actor, cycle: Cycle, day: date) -> list[Area]:
    done = set(DailyReport.objects.filter(cycle=cycle, day=day).values_list("township_id", flat=True))
    return [township for township in townships_of(user, cycle) if township.pk not in done]


@dataclass(frozen=True)
class Line:
    """One township on one day, and its marks of the days before."""

    township: Area
    report: DailyReport | None
    marks: list[DailyReport | None]


@dataclass(frozen=True)
class DayOverview:
    day: date
    days: list[date]
    lines: list[Line]

    @property
    def reported(self) -> list[DailyReport]:
        return [line.report for line in self.lines if line.report is not None]

    @property
    def missing(self) -> list[Area]:
        return [line.township for line in self.lines if line.report is None]

    @property
    def counts(self) -> dict[str, int]:
        states = Counter(report.state for report in self.reported)
        return {
            "all": len(self.lines),
            "reported": len(self.reported),
            "missing": len(self.missing),
            "quiet": states[DayState.QUIET],
            "event": states[DayState.EVENT],
            "late": sum(report.late for report in self.reported),
        }

    def reminder(self, now: datetime, before: str) -> str:
        return reminder(len(self.reported), [str(one) for one in self.missing], now, before)


def overview(user: Actor, cycle: Cycle, day: date) -> DayOverview:
    """Who has reported on this day, with the days before it; two queries."""
    days = [day - timedelta(days=number) for number in range(DAYS_SHOWN)]
    townships = townships_of(user, cycle)
    rows = DailyReport.objects.filter(cycle=cycle, day__in=days, township__in=townships)
    by_place = {(row.township_id, row.day): row for row in rows}
    lines = [
        Line(one, by_place.get((one.pk, day)), [by_place.get((one.pk, past)) for past in reversed(days)])
        for one in townships
    ]
    return DayOverview(day, list(reversed(days)), lines)
