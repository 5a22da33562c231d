"""Files: attachments people upload and results the product makes, encrypted where they hold personal numbers."""

import secrets
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from electioncycle import privacy
from electioncycle.refusals import Refused

MEGABYTE = 1024 * 1024
KINDS = {
    b"%PDF-": (".pdf", "application/pdf"),
    b"\xff\xd8\xff": (".jpg", "image/jpeg"),
    b"\x89PNG\r\n": (".png", "image/png"),
    b"PK\x03\x04": (".docx", "application/zip"),
}


class FileBase(models.Model):
    """A file in storage under a random name; the name people see stays in the row."""

    name = models.CharField("文件名", max_length=200)
    path = models.CharField(max_length=200, editable=False)
    size = models.PositiveBigIntegerField("大小(字节)", default=0)
    content_type = models.CharField(max_length=100, blank=True)
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

    def read(self) -> bytes:
        with default_storage.open(self.path) as file:
            body = file.read()
        return privacy.decrypt_bytes(body) if self.encrypted else body

    def erase(self) -> None:
        if self.path:
            default_storage.delete(self.path)
        self.delete()


class StoredFile(FileBase):
    """A result the product made (export, report, volume); gone after ``expires_at``."""

    expires_at = models.DateTimeField(null=True, db_index=True)
    folder = "made"

    class Meta:
        verbose_name = verbose_name_plural = "生成的文件"
        app_label = "electioncycle"


class Attachment(FileBase):
    """A scan or photo somebody uploaded as evidence; always encrypted at rest."""

    folder = "attachments"

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        app_label = "electioncycle"


def keep_result(
    name: str, data: bytes, *, by, content_type: str = "", encrypted: bool = False, hours: int | None = None
) -> StoredFile:
    """Store a made file; with ``hours`` it is erased that long after."""
    expires = timezone.now() + timedelta(hours=hours) if hours else None
    row = StoredFile(name=name, content_type=content_type, encrypted=encrypted, created_by=by, expires_at=expires)
    row.write(data)
    row.save()
    return row


def attach(upload, *, by) -> Attachment:
    """Store an uploaded scan: PDF, JPEG or PNG by content, at most 20 MB, location data removed from photos."""
    if upload.size > 20 * MEGABYTE:
        raise Refused(f"附件“{upload.name}”超过20MB，请压缩或分拆后再上传。")
    data = upload.read()
    found = next((kind for magic, kind in KINDS.items() if data.startswith(magic)), None)
    if found is None or found[0] == ".docx":
        raise Refused(f"附件“{upload.name}”不是PDF、JPG或PNG文件，请转换格式后再上传。")
    suffix, content_type = found
    if suffix != ".pdf":
        data = _without_location(data, upload.name)
    row = Attachment(
        name=PurePath(upload.name).stem[:180] + suffix, content_type=content_type, encrypted=True, created_by=by
    )
    row.write(data)
    row.save()
    return row


def _without_location(data: bytes, name: str) -> bytes:
    """The picture written anew, which leaves EXIF and GPS behind."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > 60_000_000:
                raise Refused(f"图片“{name}”的像素过大，请缩小后再上传。")
            out = BytesIO()
            picture.convert("RGB").save(out, "JPEG" if picture.format == "JPEG" else "PNG", quality=88)
            return out.getvalue()
    except (UnidentifiedImageError, OSError) as error:
        raise Refused(f"图片“{name}”已损坏，无法读取，请重新拍照或扫描。") from error


def erase_expired() -> int:
    """Remove made files past their time; returns how many."""
    gone = list(StoredFile.objects.filter(expires_at__lt=timezone.now())[:500])
    for row in gone:
        row.erase()
    return len(gone)
