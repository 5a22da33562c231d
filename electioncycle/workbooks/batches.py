"""What was uploaded to come into ledgers: a workbook for one, or a book with a sheet for each; what it would do."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from electioncycle.security.privacy import EncryptedField

KEPT_HOURS = 24


class ImportBook(models.Model):
    """One upload of one workbook with a sheet for each of several ledgers (一镇一表)."""

    cycle_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人")
    file_name = models.CharField("文件名", max_length=200)
    unread = models.JSONField("未读取的工作表", default=list)  # sentences
    created_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "一镇一表上传"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class ImportBatch(models.Model):
    """One workbook for one ledger, or the ``sheet`` of a book for it: the file (encrypted) and what it would do.

    No row of the ledger is written until it is confirmed.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "核对中"
        READY = "ready", "待确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已导入"
        REFUSED = "refused", "未导入"
        CANCELLED = "cancelled", "已取消"

    book = models.ForeignKey(ImportBook, models.CASCADE, null=True, related_name="sheets", verbose_name="一镇一表")
    sheet = models.CharField("工作表", max_length=100, blank=True)
    ledger_name = models.CharField(max_length=60)
    scope_paths = models.JSONField(default=list)
    cycle_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人")
    file_name = models.CharField("文件名", max_length=200)
    file = models.ForeignKey("electioncycle.StoredFile", models.SET_NULL, null=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKING)
    message = models.CharField("结果", max_length=500, blank=True)
    preview = EncryptedField("预览", blank=True)
    counts = models.JSONField("计数", default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    apart = models.JSONField("确认为另一条的行", default=list)  # what its user answered in the preview
    marks = models.ForeignKey(
        "electioncycle.StoredFile", models.SET_NULL, null=True, related_name="+", verbose_name="错误标注"
    )
    plan = models.ForeignKey(
        "electioncycle.StoredFile", models.SET_NULL, null=True, related_name="+", verbose_name="核对结果"
    )
    job = models.ForeignKey("electioncycle.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name}“{self.sheet}”" if self.sheet else self.file_name

    def previewed(self) -> dict[str, Any]:
        """What the page of the preview lists; nothing once it is written, given up or past its day."""
        return json.loads(self.preview) if self.preview else {}

    @property
    def is_expired(self) -> bool:
        """The kept workbook is gone or past its time."""
        return self.file is None or (self.file.expires_at is not None and self.file.expires_at <= timezone.now())

    @property
    def is_within_scope(self) -> bool:
        """The uploader still looks after every place that was his when the preview was made."""
        return all(self.by.covers(path) for path in self.scope_paths)

    @property
    def is_large(self) -> bool:
        """Beyond what a request reads itself: the worker has checked it, the worker writes it."""
        return self.job_id is not None

    @property
    def may_cancel(self) -> bool:
        return self.state in (self.State.READY, self.State.REFUSED)

    @property
    def may_answer(self) -> bool:
        """Whether its user may still say that a line is a row of its own."""
        return self.state == self.State.READY

    @property
    def may_confirm(self) -> bool:
        return (
            self.state == self.State.READY
            and not self.is_expired
            and bool(self.counts.get("new", 0) + self.counts.get("changed", 0))
        )

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in below the header."""
        return self.state in (self.State.READY, self.State.REFUSED) and self.counts.get("rows") == 0

    @property
    def is_through(self) -> bool:
        """Nothing of it waits: it is written or given up, and no line is left to be put right."""
        waiting = self.counts.get("wrong") or self.may_confirm
        return self.is_blank or self.state == self.State.CANCELLED or (self.state in SETTLED and not waiting)

    def together(self) -> list["ImportBatch"]:
        """It, and the other sheets of its book."""
        others = ImportBatch.objects.filter(book=self.book_id).exclude(pk=self.pk) if self.book_id else ()
        return [self, *others]


SETTLED = (ImportBatch.State.READY, ImportBatch.State.DONE)
