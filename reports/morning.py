"""The leaders' daily paper: made at its hour by itself, made anew when somebody asks for it, kept as it was."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.refusals import NotYours
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import audit
from reports.briefing import READY, Briefing, briefing
from reports.models import DailyPaper
from reports.snapshots import in_name_of
from villages.choices import CycleState
from villages.models import Cycle


def make_all(day: date) -> int:
    """For every open cycle; returns how many. Done twice the later one stands."""
    cycles = Cycle.objects.filter(state=CycleState.OPEN).select_related("county")
    return sum(make(cycle, day) is not None for cycle in cycles)


def make(cycle: Cycle, day: date, at: datetime | None = None) -> DailyPaper:
    """What the county's ledgers say now as the paper of this day, of 8:30 unless told ``at``; the later stands."""
    told = briefing(in_name_of(cycle), cycle, day, timezone.localtime(at).time() if at else READY)
    values = {"content": told.as_plain(), "made_at": at or timezone.now()}
    return DailyPaper.objects.update_or_create(cycle=cycle, day=day, defaults=values)[0]


def make_anew(cycle: Cycle, *, by: Actor) -> DailyPaper:
    """Somebody of the county wants today's paper as things stand now."""
    if not by.roles & COUNTY_ROLES or not by.covers(cycle.county.path):
        raise NotYours
    cycle.require_open_for_entry()
    with transaction.atomic():
        row = make(cycle, timezone.localdate(), timezone.now())
        audit.record(audit.Event.STEP, by=by, move="daily_paper", day=f"{row.day:%Y-%m-%d}")
    return row


def papers_of(user: Actor, cycle: Cycle | None) -> QuerySet[DailyPaper]:
    """Those of the user's whole county; nobody below it reads them."""
    if cycle is None or not user.covers(cycle.county.path):
        return DailyPaper.objects.none()
    return DailyPaper.objects.filter(cycle=cycle)


def told(row: DailyPaper) -> Briefing:
    return Briefing.from_plain(row.content)
