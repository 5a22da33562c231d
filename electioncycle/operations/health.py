"""Whether the site is alive and ready for work, for load balancers and whoever watches it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from electioncycle.jobs import workers
from electioncycle.jobs.rows import Job, JobState
from electioncycle.web.pages import PUBLIC, Page


class Healthz(Page):
    """The process answers."""

    roles = PUBLIC
    scope = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")


class Readyz(Page):
    """Database, broker and workers answer; 503 otherwise. Anybody may ask, so asking often costs one look a second."""

    roles = PUBLIC
    scope = "public"

    def get(self, request: HttpRequest) -> JsonResponse:
        state = LATEST.answer()
        return JsonResponse(state, status=200 if state["ready"] else 503)


class Latest:
    """What was found last, for a second; who asks while somebody looks gets it at once, the very first ones wait."""

    seconds = 1.0

    def __init__(self, look: Callable[[], dict[str, Any]]) -> None:
        self.look = look
        self.looking = threading.Lock()
        self.known: dict[str, Any] = {}
        self.until = 0.0

    def answer(self) -> dict[str, Any]:
        if time.monotonic() < self.until or not self.looking.acquire(blocking=not self.known):
            return self.known
        try:
            if time.monotonic() >= self.until:  # somebody may have looked while this one waited
                self.known = self.look()
                self.until = time.monotonic() + self.seconds
        finally:
            self.looking.release()
        return self.known


def readiness() -> dict[str, Any]:
    """``oldest_waiting_seconds`` is the age of the oldest job nobody has begun, 0 without one."""
    database, oldest = True, 0.0
    try:
        connection.ensure_connection()
        first = Job.objects.filter(state=JobState.WAITING).order_by("id").values_list("created_at", flat=True).first()
        oldest = (timezone.now() - first).total_seconds() if first else 0.0
    except DatabaseError:
        database = False
    broker = workers.broker_answers()
    worker = broker and workers.worker_answers()
    return {
        "ready": database and broker and worker,
        "database": database,
        "broker": broker,
        "worker": worker,
        "oldest_waiting_seconds": round(oldest, 1),
    }


LATEST = Latest(readiness)
