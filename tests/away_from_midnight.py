"""What day it is stays what it was when a run began: tests speak of today before they make rows of it."""

import os
from datetime import UTC, datetime

from django.conf import settings
from django.core.signals import setting_changed

MORNING = 9
"""The hour at which every run begins, by the clock of its own time zone."""
EAST = 14
"""The furthest east there is, in hours."""


def zone(at: datetime) -> str:
    """The time zone in which it is between nine and ten in the morning at this moment."""
    ahead = MORNING - at.astimezone(UTC).hour
    if ahead < EAST - 23:
        ahead += 24
    return f"Etc/GMT{-ahead:+d}"


def begin() -> None:
    """Also for every process that a test starts, and for those that share the work of this one."""
    chosen = os.environ.setdefault("TIME_ZONE", zone(datetime.now(UTC)))
    settings.CELERY_TIMEZONE = settings.TIME_ZONE = chosen
    setting_changed.send(None, setting="TIME_ZONE", value=chosen, enter=True)
