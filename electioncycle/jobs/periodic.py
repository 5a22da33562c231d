"""Periodic work: named acts, each done on one host when it is due, with what came of it kept for whoever runs the site.

An app declares its acts in its ``periodic.py``, which is found at start-up like its ``ledger.py``::

    @periodic.act("mark_overdue", "标记逾期任务", every=periodic.DAY, at=time(0, 30))
    def mark_overdue() -> str:
        return f"新增逾期{services.mark_overdue(by=service_account())}项。"

The function calls one service and returns one sentence without personal data, which the page of the system
administrator shows. It must bear being done twice: an act whose host died is done again when its lease is over, and one
that raised is tried again after ``RETRY``. Celery beat asks every 15 seconds on any number of hosts.
"""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.jobs.runs import sentence
from electioncycle.refusals import Refused
from electioncycle.security import audit

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RETRY = timedelta(minutes=15)


class PeriodicRun(models.Model):
    """When an act is due again and how it went last: of all hosts, the one that takes the lease does it."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField(default=timezone.now)
    busy_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_ok = models.BooleanField(null=True)
    seconds = models.FloatField(null=True)
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.busy_until is not None and self.busy_until > timezone.now()


@dataclass(frozen=True)
class Act:
    """One piece of periodic work. ``at`` is the local time of day of a daily one; ``lease`` outlasts its run."""

    name: str
    title: str
    run: Callable[[], str]
    every: timedelta = DAY
    at: time | None = None
    lease: timedelta = HOUR

    def next_after(self, now: datetime) -> datetime:
        if self.at is None:
            return now + self.every
        local = timezone.localtime(now)
        planned = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return planned if planned > local else planned + self.every

    @property
    def rhythm(self) -> str:
        """每天01:30, 每60分钟, 每10秒."""
        if self.at:
            return f"每天{self.at:%H:%M}"
        minutes = self.every // timedelta(minutes=1)
        return f"每{minutes}分钟" if minutes else f"每{self.every.seconds}秒"


ACTS: dict[str, Act] = {}


def act(
    name: str, title: str, *, every: timedelta = DAY, at: time | None = None, lease: timedelta = HOUR
) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Decorator: register a function without arguments under this name."""

    def register(run: Callable[[], str]) -> Callable[[], str]:
        ACTS[name] = Act(name, title, run, every, at, lease)
        return run

    return register


def run_due() -> list[str]:
    """Do what is due and nobody is at; returns the names of the acts done."""
    now = timezone.now()
    rows = PeriodicRun.objects.in_bulk(list(ACTS))
    done = []
    for one in ACTS.values():
        if one.name not in rows:
            # A daily act of a new site waits for its hour; what comes round within the day begins at once.
            PeriodicRun.objects.get_or_create(
                name=one.name, defaults={"next_at": one.next_after(now) if one.at else now}
            )
        if (one.name not in rows or rows[one.name].next_at <= now) and _claim(one):
            _perform(one)
            done.append(one.name)
    return done


def _claim(one: Act) -> bool:
    now = timezone.now()
    free = Q(busy_until=None) | Q(busy_until__lte=now)
    return bool(
        PeriodicRun.objects.filter(free, name=one.name, next_at__lte=now).update(
            busy_until=now + one.lease, last_at=now
        )
    )


def _perform(one: Act) -> None:
    begun = clock.monotonic()
    try:
        ok, result = True, one.run()
    except Exception as error:
        ok, result = False, sentence(error, f"periodic act {one.name}")
    now = timezone.now()
    PeriodicRun.objects.filter(name=one.name).update(
        next_at=one.next_after(now) if ok else min(one.next_after(now), now + RETRY),
        busy_until=None,
        last_ok=ok,
        seconds=round(clock.monotonic() - begun, 1),
        result=result[:300],
    )


def ask_for(name: str, *, by: Actor) -> Act:
    """Let the act be done at the next opportunity instead of at its hour."""
    if name not in ACTS:
        raise Refused("没有这项定时任务。")
    with transaction.atomic():
        row, _ = PeriodicRun.objects.get_or_create(name=name)
        if row.is_running:
            raise Refused(f"“{ACTS[name].title}”正在执行，请稍后查看结果。")
        PeriodicRun.objects.filter(name=name).update(next_at=timezone.now())
        audit.record(audit.Event.STEP, by=by, move="run_act", act=name)
    return ACTS[name]


def overview() -> list[tuple[Act, PeriodicRun | None]]:
    """Every act with its row, None for one that no worker has seen yet."""
    rows = PeriodicRun.objects.in_bulk(list(ACTS))
    return [(one, rows.get(one.name)) for one in ACTS.values()]


def is_due(name: str, seconds: int) -> bool:
    """True for exactly one caller on any host each ``seconds``; for work too frequent to be worth a result."""
    now = timezone.now()
    PeriodicRun.objects.get_or_create(name=name, defaults={"next_at": now})
    moved = PeriodicRun.objects.filter(name=name, next_at__lte=now).update(next_at=now + timedelta(seconds=seconds))
    return bool(moved)
