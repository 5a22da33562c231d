"""The open sessions of an account: listed for their owner, ended by him, by a change of his roles, or by time."""

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import OpenSession, User
from electioncycle.security import audit, marks

SINCE, SEEN = "since", "seen"
BROWSERS = (
    ("Edg/", "Edge"),
    ("QIHU", "360浏览器"),
    ("360SE", "360浏览器"),
    ("Firefox/", "Firefox"),
    ("MSIE", "IE"),
    ("Trident/", "IE"),
    ("Chrome/", "Chrome内核"),
    ("Safari/", "Safari"),
)
SYSTEMS = tuple((mark, mark) for mark in ("Windows", "Android", "iPhone", "Mac OS", "Linux"))


def remember(request: HttpRequest, user: User) -> OpenSession:
    """Called when a session begins; rows of sessions that ended by themselves go."""
    now = timezone.now()
    request.session[SINCE] = request.session[SEEN] = now.timestamp()
    if not request.session.session_key:
        request.session.save()  # gives it its key
    key = request.session.session_key or ""
    mine = OpenSession.objects.filter(user=user)
    alive = Session.objects.filter(session_key__in=mine.values("session_key"), expire_date__gt=now)
    mine.exclude(session_key__in=alive.values("session_key")).delete()
    facts = {
        "user": user,
        "address": (get_client_ip_address(request) or "")[:45],
        "browser": browser_name(request.headers.get("User-Agent", "")),
        "started_at": now,
        "seen_at": now,
    }
    return OpenSession.objects.update_or_create(session_key=key, defaults=facts)[0]


def browser_name(agent: str) -> str:
    """``Edge / Windows``; empty when the browser does not say."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " / ".join(filter(None, found))


def seen(request: HttpRequest) -> None:
    """Not at every request: each costs a write."""
    request.session[SEEN] = timezone.now().timestamp()
    with marks.unread():
        OpenSession.objects.filter(session_key=request.session.session_key).update(seen_at=timezone.now())


def at_work(roles: Iterable[str], within: timedelta) -> QuerySet[User]:
    """Who holds one of these roles and was seen not longer ago, the last ones first."""
    seen_last = Max("open_sessions__seen_at", filter=Q(open_sessions__seen_at__gte=timezone.now() - within))
    holders = User.objects.filter(is_active=True, groups__name__in=list(roles)).annotate(seen_last=seen_last)
    return holders.exclude(seen_last=None).order_by("-seen_last", "pk")


def renamed(request: HttpRequest, user: User) -> None:
    """The session got a new key, as it does when the password changes."""
    OpenSession.objects.filter(user=user).update(session_key=request.session.session_key or "")


def forget(request: HttpRequest) -> None:
    with marks.unread():
        OpenSession.objects.filter(session_key=request.session.session_key).delete()


def end_others(request: HttpRequest, *, by: User, only: int | None = None) -> int:
    """End the official's other sessions, or one of them; returns how many."""
    rows = OpenSession.objects.filter(user=by).exclude(session_key=request.session.session_key)
    if only is not None:
        rows = rows.filter(pk=only)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    rows.delete()
    if keys:
        audit.record(audit.Event.SIGNED_OUT, by=by, row=by, others=len(keys))
    return len(keys)
