"""The iCalendar file of one user: deadlines of his to-do entries and the days his ledgers name.

A calendar program fetches it without signing in, by a secret address that its owner makes and may take back. Only a
hash of the address is kept. Titles hold no personal data.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import icalendar
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Day
from electioncycle.security import audit

CONTENT_TYPE = "text/calendar; charset=utf-8"


class CalendarAddress(models.Model):
    """The secret address under which a calendar program fetches a user's calendar; one a user."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "日历地址"

    def __str__(self) -> str:
        return str(self.user_id)


def open_address(*, by: Actor) -> str:
    """A new secret for the address; the former one ends. It is shown this once."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        CalendarAddress.objects.update_or_create(
            user_id=by.pk, defaults={"token_hash": _hash(token), "created_at": timezone.now()}
        )
        audit.record(audit.Event.STEP, by=by, move="calendar_opened")
    return token


def close_address(*, by: Actor) -> None:
    with transaction.atomic():
        CalendarAddress.objects.filter(user=by.pk).delete()
        audit.record(audit.Event.STEP, by=by, move="calendar_closed")


def address_of(user: Actor) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(user=user.pk).first()


def owner_of(token: str) -> Any:
    """Whose address this is; None for an unknown or taken back one. Whether he may still sign in is not asked here."""
    found = CalendarAddress.objects.select_related("user").filter(token_hash=_hash(token)).first()
    return found.user if found else None


def days_of(user: Actor, cycle: CycleLike | None) -> list[Day]:
    """What the calendar shows of one cycle, in order of days."""
    found = [day for ledger in ledgers.visible(user) for day in ledger.days(user, cycle)]
    for due in inbox.due_of(user, cycle):
        if due.day is not None:
            found.append(Day(due.day, due.title if due.count < 2 else f"{due.title}({due.count}项)", due.url))
    return sorted(found, key=lambda one: (one.day, one.title))


def as_file(user: Actor, cycles: Iterable[CycleLike], *, root: str) -> bytes:
    """The calendar of these cycles; ``root`` (http://host) makes the addresses whole."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//electioncycle//inbox//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{settings.PRODUCT_NAME}待办")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for cycle in cycles:
        for day in days_of(user, cycle):
            calendar.add_component(_event(day, cycle, root))
    return calendar.to_ical()


def _event(day: Day, cycle: CycleLike, root: str) -> icalendar.Event:
    event = icalendar.Event()
    # The same entry keeps its identity when only its count or day changes, so that programs move it.
    words = re.sub(r"\d+", "", day.title)
    event.add("uid", f"{_hash(f'{cycle.pk} {day.url} {words}')[:24]}@electioncycle")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day.day)
    event.add("dtend", day.day + timedelta(days=1))
    event.add("summary", day.title)
    event.add("categories", [str(cycle)])
    event.add("transp", "TRANSPARENT")
    if day.url:
        event.add("url", f"{root}{day.url}")
    return event


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
