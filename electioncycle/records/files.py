"""Files: attachments people upload and results the product makes, encrypted where they hold personal numbers."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import uploads
from electioncycle.refusals import Refused
from electioncycle.security import privacy


class FileBase(models.Model):
    """A file in storage under a random name; the name people see stays in the row."""

    name = models.CharField("文件名", max_length=200)
    path = models.CharField(max_length=200, editable=False)
    size = models.PositiveBigIntegerField("大小(字节)", default=0)
    content_type = models.CharField(max_length=100, blank=True)
    digest = models.CharField("校验值", max_length=64, blank=True, editable=False)
    encrypted = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now)
    folder = "files"

    class Meta:
        abstract = True
        app_label = "electioncycle"

    def __str__(self) -> str:
        return self.name

    def write(self, data: bytes) -> None:
        suffix = PurePath(self.name).suffix[:8]
        body = privacy.encrypt_bytes(data) if self.encrypted else data
        target = (
            f"{self.folder}/{timezone.now():%Y%m}/{secrets.token_hex(16)}{suffix}{'.enc' if self.encrypted else ''}"
        )
        self.path = default_storage.save(target, ContentFile(body))
        self.size = len(data)
        self.digest = hashlib.sha256(data).hexdigest()

    def read(self) -> bytes:
        """Its content; raises Refused where it was erased, or is missing because only the rows were restored."""
        if not self.path:
            raise Refused("这个文件已按保存期限清除。")
        try:
            with default_storage.open(self.path) as file:
                body = file.read()
        except FileNotFoundError as error:
            raise Refused(f"文件“{self.name}”不在存储中，可能恢复时漏了文件，请联系系统管理员从备份中恢复。") from error
        return privacy.decrypt_bytes(body) if self.encrypted else body

    def erase(self) -> None:
        """Row first: a file without row is found by the sweep, a row without file would be an error for its reader."""
        path = self.path
        self.delete()
        if path:
            default_storage.delete(path)


class StoredFile(FileBase):
    """A result the product made (export, report, volume); gone after ``expires_at``."""

    expires_at = models.DateTimeField(null=True, db_index=True)
    folder = "made"

    class Meta:
        verbose_name = verbose_name_plural = "生成的文件"
        app_label = "electioncycle"


class Attachment(FileBase):
    """A scan or photo somebody uploaded as evidence; always encrypted at rest, read only through the row it is for.

    With ``object_type`` it hangs on a ledger's row (``electioncycle.ledgers.attachments``), else a foreign key
    points at it.
    """

    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.BigIntegerField("对象编号", null=True)
    part = models.CharField("材料类别", max_length=40, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    folder = "attachments"

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        app_label = "electioncycle"
        indexes = [models.Index(fields=["object_type", "object_id"], name="attachment_object")]

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def has_preview(self) -> bool:
        return self.is_picture or self.content_type == uploads.PDF.content_type


def keep_result(
    name: str,
    data: bytes,
    *,
    by: Actor | None,
    content_type: str = "",
    encrypted: bool = False,
    hours: int | None = None,
) -> StoredFile:
    """Store a made file; with ``hours`` it is erased that long after."""
    expires = timezone.now() + timedelta(hours=hours) if hours else None
    row = StoredFile(
        name=name,
        content_type=content_type,
        encrypted=encrypted,
        created_by_id=by.pk if by else None,
        expires_at=expires,
    )
    row.write(data)
    row.save()
    return row


def attach(
    upload: Any, *, by: Actor | None, allowed: Collection[uploads.Kind] = uploads.SCANS, **link: Any
) -> Attachment:
    """Keep an upload, cleaned and encrypted, for a foreign key to point at; Refused says why it may not be kept.

    For files that hang on a ledger's row with pages of their own use ``electioncycle.ledgers.attachments.keep``.
    """
    name, content_type, data = uploads.accept(upload, allowed)
    row = Attachment(name=name, content_type=content_type, encrypted=True, created_by_id=by.pk if by else None, **link)
    row.write(data)
    row.save()
    return row


def erase_expired() -> int:
    """Remove made files past their time; returns how many."""
    gone = list(StoredFile.objects.filter(expires_at__lt=timezone.now())[:500])
    for row in gone:
        row.erase()
    return len(gone)


def erase_unowned() -> int:
    """Remove stored files no row points at, left by acts that were refused half-way; returns how many."""
    old, gone = timezone.now() - timedelta(hours=24), 0
    for model in (StoredFile, Attachment):
        for month in _listed(model.folder)[0]:
            folder = f"{model.folder}/{month}"
            names = {f"{folder}/{name}" for name in _listed(folder)[1]}
            owned = set(model.objects.filter(path__startswith=f"{folder}/").values_list("path", flat=True))
            for path in names - owned:
                if default_storage.get_modified_time(path) < old:
                    default_storage.delete(path)
                    gone += 1
    return gone


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
