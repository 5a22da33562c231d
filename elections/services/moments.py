"""Until when something may have happened."""

from datetime import datetime, time

from django.utils import timezone


def latest() -> datetime:
    """Nothing has happened after this; where services take another day for today, by the end of that day."""
    now, today = timezone.localtime(), timezone.localdate()
    return now if now.date() == today else timezone.make_aware(datetime.combine(today, time.max))
