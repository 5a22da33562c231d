"""The audit trail: a closed list of events, ids only, chained by HMAC with a key outside the database."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

_LOCK = 7243001  # any number, the same for every writer


class Event(models.TextChoices):
    SIGNED_IN = "signed_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGNED_OUT = "signed_out", "退出"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    WITHDRAWN = "withdrawn", "撤回到回收站"
    RESTORED = "restored", "从回收站恢复"
    REVERTED = "reverted", "恢复到历史版本"
    IMPORTED = "imported", "导入"
    EXPORTED = "exported", "导出"
    EXPORT_ASKED = "export_asked", "申请导出完整号码"
    EXPORT_DECIDED = "export_decided", "批准导出完整号码"
    PRINTED = "printed", "打印"
    READ = "read", "查阅受限内容"
    UNMASKED = "unmasked", "查看完整号码"
    STEP = "step", "流程办理"
    PUBLISHED = "published", "发布规则"
    CYCLE_OPENED = "cycle_opened", "开启届次"
    CYCLE_CLOSED = "cycle_closed", "关闭届次"
    JOB_STARTED = "job_started", "提交后台任务"
    DOWNLOADED = "downloaded", "下载"
    ATTACHED = "attached", "上传附件"
    DETACHED = "detached", "撤回附件"
    ACCOUNT_CHANGED = "account_changed", "账号变更"
    KEYS_ROTATED = "keys_rotated", "轮换密钥"
    REFUSED = "refused", "被拒绝的操作"


class AuditEvent(models.Model):
    """One act. Object and actor are numbers, not keys: nothing cascades into the trail."""

    at = models.DateTimeField("时间")
    type = models.CharField("类型", max_length=20, choices=Event)
    actor = models.BigIntegerField("操作人编号", null=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.BigIntegerField("对象编号", null=True)
    details = models.JSONField("要素", default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_type_display()}"


def _seal(event: AuditEvent) -> str:
    body = json.dumps(
        [
            event.at.astimezone(UTC).isoformat(),
            event.type,
            event.actor,
            event.object_type,
            event.object_id,
            event.details,
            event.previous,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hmac.new(settings.KEYS.audit.encode(), body.encode(), hashlib.sha256).hexdigest()


def record(event_type: Event, /, *, by: Any, row: models.Model | None = None, **details: Any) -> AuditEvent:
    """Append one event; the last statement of the transaction whose success it reports.

    ``details`` holds ids, counts and codes, never personal data. The chain's head is locked until the transaction
    ends, so that writers queue: on SQLite by its one write lock, on PostgreSQL by an advisory lock.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        head = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first() or ""
        event = AuditEvent(
            at=timezone.now(),
            type=event_type,
            actor=getattr(by, "pk", None),
            object_type=row._meta.label_lower if row is not None else "",
            object_id=row.pk if row is not None else None,
            details=details,
            previous=head,
        )
        event.hash = _seal(event)
        event.save(force_insert=True)
        transaction.on_commit(lambda: _anchor(event))
    return event


def _anchor(event: AuditEvent) -> None:
    """Copy the head outside the database, so that cutting the tail off or re-hashing everything shows."""
    path = settings.DATA_DIR / "audit" / "anchor.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{event.pk} {event.hash}\n")


def _anchors() -> Iterator[tuple[int, str]]:
    path = settings.DATA_DIR / "audit" / "anchor.log"
    if path.exists():
        with path.open() as file:
            for line in file:
                number, _, digest = line.strip().partition(" ")
                if digest:
                    yield int(number), digest


def verify() -> dict[str, Any]:
    """Walk the chain; returns ``{"events", "ok", "first_bad"}`` with the id of the first event that does not hold."""
    anchors = dict(_anchors())
    count, head, last = 0, "", 0
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=5000):
        count += 1
        if event.previous != head or event.hash != _seal(event) or anchors.pop(event.pk, event.hash) != event.hash:
            return {"events": count, "ok": False, "first_bad": event.pk}
        head, last = event.hash, event.pk
    cut = min((number for number in anchors if number > last), default=None)
    missing = min(anchors, default=None)
    first_bad = cut if cut is not None else missing
    return {"events": count, "ok": first_bad is None, "first_bad": first_bad}


def of(row: models.Model) -> models.QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=row.pk).order_by("-id")
