"""Acts on background jobs: start, cancel, retry; the broker only rings the bell."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.jobs import workers
from electioncycle.jobs.kinds import KINDS, kind_of
from electioncycle.jobs.rows import OPEN, ItemState, Job, JobItem, JobState
from electioncycle.records.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES
from electioncycle.security import audit


def start(
    kind: str, params: dict[str, Any], *, by: Actor, title: str = "", scope_paths: Iterable[str] | None = None
) -> Job:
    """Register a job with its items and ring the bell once the transaction is through.

    ``params`` holds ids and switches only, never personal data; ``scope_paths`` are the user's own places unless given.
    With the broker down the job is kept all the same: the sweeper rings again.
    """
    sort = KINDS[kind]
    with transaction.atomic():
        paths = list(by.scope_paths if scope_paths is None else scope_paths)
        job = Job(
            kind=kind,
            params=params,
            by_id=by.pk,
            scope_paths=paths,
            scope_path=common_path(paths),
            title=title or sort.title(params),
        )
        items = [JobItem(key=key, title=name[:120], position=n) for n, (key, name) in enumerate(sort.plan(job))]
        job.total = len(items)
        job.save()
        for item in items:
            item.job = job
        JobItem.objects.bulk_create(items, batch_size=500)
        audit.record(audit.Event.JOB_STARTED, by=by, row=job, kind=kind, total=job.total)
        transaction.on_commit(lambda: ring_for(job))
    return job


def ring_for(job: Job) -> None:
    """Wake as many workers as the job has chunks for."""
    workers.ring(-(-job.total // kind_of(job.kind).chunk))


def common_path(paths: Iterable[str]) -> str:
    """The smallest area that holds all these: ``/510811/`` for two townships of one county."""
    split = [path.strip("/").split("/") for path in paths]
    shared = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return f"/{'/'.join(shared)}/" if shared else ""


def visible_to(user: Actor) -> models.QuerySet[Job]:
    """His own jobs, and for county roles every job asked for inside their territory, files for one person apart."""
    mine = models.Q(by=user)
    if user.roles & COUNTY_ROLES:
        private = [name for name, kind in KINDS.items() if kind.private]
        mine |= user.scope_q("scope_path") & ~models.Q(kind__in=private)
    return Job.objects.filter(mine).select_related("by")


def cancel(job: Job, *, by: Actor) -> None:
    """Stop after the items now in work; what is done stays done."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
            state=JobState.CANCELLED, phase="", finished_at=timezone.now(), message="任务已由用户取消。"
        )
        if not changed:
            raise Refused(f"任务“{job.title}”已经结束，不能再取消。")
        audit.record(audit.Event.STEP, by=by, row=job, move="cancel")


def retry_failed(job: Job, *, by: Actor) -> None:
    """Put the failed items back in the queue; finishing is done anew after them."""
    with transaction.atomic():
        changed = (
            Job.objects.filter(pk=job.pk, state__in=(JobState.DONE, JobState.FAILED))
            .filter(models.Q(failed__gt=0) | models.Q(state=JobState.FAILED))
            .update(
                state=JobState.WAITING,
                failed=0,
                attempts=0,
                finished_at=None,
                message="",
                claimed_by="",
                lease_until=None,
                served_at=timezone.now(),
            )
        )
        if not changed:
            raise Refused(f"任务“{job.title}”没有可以重试的失败项。")
        job.items.filter(state=ItemState.FAILED).update(
            state=ItemState.WAITING, attempts=0, error="", seconds=None, finished_at=None
        )
        audit.record(audit.Event.STEP, by=by, row=job, move="retry_failed")
        transaction.on_commit(lambda: ring_for(job))


def add_result(job: Job, file: StoredFile, title: str) -> None:
    """Called by ``JobKind.finish``: offer this file on the job's page."""
    job.results.append({"file": file.pk, "title": title})


def say(job: Job, phase: str) -> None:
    """Show what is being done now (核对中 300/600), and keep hold of it. Not inside the work's own transaction."""
    Job.objects.filter(pk=job.pk).update(phase=phase[:60], served_at=timezone.now())
    renew(job)


def note(job: Job, **told: Any) -> None:
    """Keep among the job's own words what came of it."""
    job.params |= told
    Job.objects.filter(pk=job.pk).update(params=job.params)


def renew(job: Job) -> None:
    """Prolong the lease on what the worker at hand has claimed of this job."""
    kind, now = kind_of(job.kind), timezone.now()
    job.items.filter(claimed_by=job.token, state=ItemState.RUNNING).update(
        lease_until=now + timedelta(seconds=kind.lease)
    )
    Job.objects.filter(pk=job.pk, claimed_by=job.token, state=JobState.RUNNING).update(
        lease_until=now + timedelta(seconds=kind.finish_lease)
    )
