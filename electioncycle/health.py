"""Whether the site is alive and ready for work, for load balancers and whoever watches it."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from electioncycle import workers
from electioncycle.job_rows import Job, JobState
from electioncycle.pages import PUBLIC, Page


class Healthz(Page):
    """The process answers."""

    roles = PUBLIC
    scope = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", content_type="text/plain")


class Readyz(Page):
    """Database, broker and workers answer; 503 otherwise."""

    roles = PUBLIC
    scope = "public"

    def get(self, request: HttpRequest) -> JsonResponse:
        state = readiness()
        return JsonResponse(state, status=200 if state["ready"] else 503)


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
