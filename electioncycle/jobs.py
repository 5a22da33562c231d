"""Background jobs: the Job row is the truth, its items are what is done one by one; the broker only rings the bell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from electioncycle import audit, workers
from electioncycle.files import StoredFile
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES


class JobState(models.TextChoices):
    WAITING = "waiting", "等待中"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


OPEN = (JobState.WAITING, JobState.RUNNING)


class ItemState(models.TextChoices):
    WAITING = "waiting", "等待中"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    SKIPPED = "skipped", "无变化"
    FAILED = "failed", "失败"


class Job(models.Model):
    """A piece of work somebody asked for. ``scope_paths`` are the places it covers, ``scope_path`` holds them all."""

    kind = models.CharField("类型", max_length=40)
    title = models.CharField("任务", max_length=120)
    params = models.JSONField("参数", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")
    scope_paths = models.JSONField(default=list)
    scope_path = models.CharField(max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    phase = models.CharField("进展", max_length=60, blank=True)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("完成", default=0)
    failed = models.PositiveIntegerField("失败", default=0)
    skipped = models.PositiveIntegerField("无变化", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    results = models.JSONField("结果文件", default=list)
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    served_at = models.DateTimeField("最近处理时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    # Whoever finishes the job (packs the files) holds this lease.
    claimed_by = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    token = ""  # what the worker at hand has claimed of this job

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "served_at"], name="job_open"),
            models.Index(fields=["by", "-id"], name="job_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def succeeded(self) -> int:
        return self.done + self.skipped

    @property
    def handled(self) -> int:
        return self.succeeded + self.failed

    @property
    def outward_state(self) -> str:
        """One of the four states scripts rely on (``data-job-state``): a cancelled job counts as failed."""
        return JobState.FAILED if self.state == JobState.CANCELLED else self.state

    def files(self) -> list[tuple[StoredFile, str]]:
        """The files to download with their titles; those already erased are left out."""
        rows = StoredFile.objects.in_bulk([entry["file"] for entry in self.results])
        return [(rows[entry["file"]], entry["title"]) for entry in self.results if entry["file"] in rows]

    def seconds_left(self) -> int | None:
        """From the pace of the last minute; None while there is nothing to go by."""
        now = timezone.now()
        since = max(now - timedelta(seconds=60), self.started_at or now)
        recent = self.items.filter(finished_at__gte=since).count()
        if not self.is_open or not recent:
            return None
        return round((self.total - self.handled) * max((now - since).total_seconds(), 1) / recent)


class JobItem(models.Model):
    """One unit of a job, such as one village's report; claimed with a lease, so that a dead worker's share returns."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="items")
    key = models.CharField("编号", max_length=60)
    title = models.CharField("名称", max_length=120)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField("状态", max_length=10, choices=ItemState, default=ItemState.WAITING)
    error = models.CharField("原因", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    seconds = models.FloatField("用时(秒)", null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "任务明细"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="job_item_once")]
        indexes = [models.Index(fields=["job", "state", "position"], name="job_item_state")]

    def __str__(self) -> str:
        return self.title


class PeriodicRun(models.Model):
    """When a piece of periodic work is due again: of all hosts, the one that moves the date does it."""

    name = models.CharField(max_length=40, primary_key=True)
    next_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class ItemResult:
    key: str
    state: str = ItemState.DONE
    error: str = ""


class JobKind:
    """What one sort of job does; one object serves all its jobs, so it keeps nothing between calls.

    Declared with ``@job_kind("name")`` in an app's ``kinds.py``. Everything must bear being done twice: an item whose
    worker died is worked again.
    """

    name = ""
    chunk = 16  # items a worker takes at a time; other jobs get their turn between two chunks
    lease = 30  # seconds without a sign of life before another worker takes over; longer than the slowest item
    finish_lease = 120  # the same for ``finish``; ``say`` is a sign of life

    def title(self, params: dict[str, Any]) -> str:
        raise NotImplementedError

    def plan(self, job: Job) -> Iterable[tuple[str, str]]:
        """Key and title of every item, in the order of the county's lists; may raise Refused."""
        raise NotImplementedError

    def work(self, job: Job, keys: list[str]) -> Iterator[ItemResult]:
        """Do these items, yielding each as it is done. What one raises fails that item alone."""
        raise NotImplementedError

    def finish(self, job: Job) -> None:
        """After the last item: make the files and hand them over with ``add_result``."""

    def may_download(self, job: Job, user: Any) -> bool:
        """Whether what the job covers still lies in the user's territory."""
        return all(user.covers(path) for path in job.scope_paths)


KINDS: dict[str, JobKind] = {}


def job_kind(name: str):
    """Class decorator: register a JobKind under the name its rows carry."""

    def register(cls: type[JobKind]) -> type[JobKind]:
        cls.name = name
        KINDS[name] = cls()
        return cls

    return register


def kind_of(name: str) -> JobKind:
    """The kind, or one that does nothing for old rows whose kind this version no longer has."""
    return KINDS.get(name) or JobKind()


def start(
    kind: str, params: dict[str, Any], *, by: Any, title: str = "", scope_paths: Iterable[str] | None = None
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
            by=by,
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


def visible_to(user: Any) -> models.QuerySet[Job]:
    """His own jobs, and for county roles every job asked for inside their territory."""
    mine = models.Q(by=user)
    if user.roles & COUNTY_ROLES:
        mine |= user.scope_q("scope_path")
    return Job.objects.filter(mine).select_related("by")


def cancel(job: Job, *, by: Any) -> None:
    """Stop after the items now in work; what is done stays done."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
            state=JobState.CANCELLED, phase="", finished_at=timezone.now(), message="任务已由用户取消。"
        )
        if not changed:
            raise Refused(f"任务“{job.title}”已经结束,不能再取消。")
        audit.record(audit.Event.STEP, by=by, row=job, move="cancel")


def retry_failed(job: Job, *, by: Any) -> None:
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


def renew(job: Job) -> None:
    """Prolong the lease on what the worker at hand has claimed of this job."""
    kind, now = kind_of(job.kind), timezone.now()
    job.items.filter(claimed_by=job.token, state=ItemState.RUNNING).update(
        lease_until=now + timedelta(seconds=kind.lease)
    )
    Job.objects.filter(pk=job.pk, claimed_by=job.token, state=JobState.RUNNING).update(
        lease_until=now + timedelta(seconds=kind.finish_lease)
    )
