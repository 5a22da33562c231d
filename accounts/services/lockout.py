"""Which accounts are locked after wrong passwords or codes, until when, and unlocking them."""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone


def cool_off() -> timedelta:
    return get_cool_off() or timedelta(minutes=30)


def locked_until(username: str) -> datetime | None:
    """When the account can be used again by itself; None when it is not locked."""
    return _locked(AccessAttempt.objects.filter(username=username)).get(username)


def locked_accounts() -> dict[str, datetime]:
    """User name → end of the lock, of every account locked now."""
    return _locked(AccessAttempt.objects.all())


def _locked(attempts: Any) -> dict[str, datetime]:
    """Failures in the last half hour add up; the lock ends when the oldest ones needed for it are past."""
    rows = attempts.filter(attempt_time__gte=timezone.now() - cool_off()).order_by("-attempt_time")
    counts: dict[str, int] = {}
    found: dict[str, datetime] = {}
    for username, failures, at in rows.values_list("username", "failures_since_start", "attempt_time"):
        counts[username] = counts.get(username, 0) + failures
        if counts[username] >= settings.AXES_FAILURE_LIMIT and username not in found:
            found[username] = at + cool_off()
    return found


def forget_failures(username: str) -> int:
    """Returns how many records of failures there were."""
    return AccessAttempt.objects.filter(username=username).delete()[0]
