"""Which accounts are locked after wrong passwords or codes, until when, and unlocking them.

What was typed as a user name is often a password or a number, so the table of failures keeps a keyed hash of it.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

KEPT_HOURS = 24


def hashed(username: str) -> str:
    """Of the same name the same, of no use without the site's key; spelled exactly, as accounts are."""
    return hmac.new(f"lockout:{settings.SECRET_KEY}".encode(), username.encode(), "sha256").hexdigest()


def name_kept(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """What axes stores and compares for this attempt (``AXES_USERNAME_CALLABLE``)."""
    username = (credentials or request.POST).get("username")
    return hashed(username) if username else None


def cool_off() -> timedelta:
    return get_cool_off() or timedelta(minutes=30)


def locked_until(username: str) -> datetime | None:
    """When the account can be used again by itself; None when it is not locked."""
    return _locked(AccessAttempt.objects.filter(username=hashed(username))).get(hashed(username))


def locked_among(usernames: Iterable[str]) -> set[str]:
    """Of these user names those that are locked now."""
    locked = _locked(AccessAttempt.objects.all())
    return {name for name in usernames if hashed(name) in locked} if locked else set()


def _locked(attempts: Any) -> dict[str, datetime]:
    """Failures in the last half hour add up; the lock ends when the oldest ones needed for it are past."""
    rows = attempts.filter(attempt_time__gte=timezone.now() - cool_off()).order_by("-attempt_time")
    counts: dict[str, int] = {}
    found: dict[str, datetime] = {}
    for name, failures, at in rows.values_list("username", "failures_since_start", "attempt_time"):
        counts[name] = counts.get(name, 0) + failures
        if counts[name] >= settings.AXES_FAILURE_LIMIT and name not in found:
            found[name] = at + cool_off()
    return found


def forget_failures(username: str) -> int:
    """Returns how many records of failures there were."""
    return int(AccessAttempt.objects.filter(username=hashed(username)).delete()[0])


def erase_old() -> int:
    """Failures whose lock is long over; that they happened stays in the audit trail."""
    return int(AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - timedelta(hours=KEPT_HOURS)).delete()[0])
