"""The rows of background jobs: what was asked for, and its items with their leases."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from electioncycle.records.files import StoredFile


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
    """One unit of a job, such as one report; claimed with a lease, so that a dead worker's share returns."""

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
