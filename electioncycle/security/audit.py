"""The audit trail: a closed list of events, ids only, chained by HMAC with a key outside the database."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.security import anchor, marks, queues

CHUNK = 2000
UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError)
"""What reading a value raises that no writer of ours left behind."""


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
    CANCELLED = "cancelled", "取消导入"
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
    BACKED_UP = "backed_up", "数据备份"
    SITE_RESTORED = "site_restored", "从备份恢复"
    PURGED = "purged", "清除个人信息"
    KEYS_ROTATED = "keys_rotated", "轮换密钥"
    REFUSED = "refused", "被拒绝的操作"
    AUDIT_READ = "audit_read", "查阅审计记录"
    VERIFIED = "verified", "核验审计链"


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
            models.Index(fields=["type", "id"], name="audit_type"),
            models.Index(fields=["object_type", "-id"], name="audit_kind"),
            models.Index(Coalesce("actor", 0), models.F("id").desc(), name="audit_person"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_type_display()}"


def seal(event: AuditEvent, key: str = "") -> str:
    """The hash an event must carry: its number, everything it says, and the hash before it."""
    body = json.dumps(
        [
            event.pk,
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
    return hmac.new((key or settings.KEYS.audit).encode(), body.encode(), hashlib.sha256).hexdigest()


def head() -> tuple[int, str]:
    """Number and hash of the newest event; ``(0, "")`` before the first."""
    return AuditEvent.objects.order_by("-id").values_list("id", "hash").first() or (0, "")


def head_in_words() -> str:
    """The head as it is printed outside the database: in exported workbooks and backups, where it can be compared."""
    number, digest = head()
    return f"审计链 第{number}号 {digest[:16]}"


def record(event_type: Event, /, *, by: Actor | None, row: models.Model | None = None, **details: Any) -> AuditEvent:
    """Append one event; the last statement of the transaction whose success it reports.

    ``details`` holds ids, counts and codes, never personal data. The chain's head is locked until the transaction
    ends, so that writers queue: on SQLite by its one write lock, on PostgreSQL by an advisory lock. Events are
    numbered without gaps, whatever was rolled back.
    """
    with transaction.atomic():
        queues.wait_for(queues.TRAIL)
        number, previous = head()
        event = AuditEvent(
            pk=number + 1,
            at=timezone.now(),
            type=event_type,
            actor=getattr(by, "pk", None),
            object_type=row._meta.label_lower if row is not None else "",
            object_id=row.pk if row is not None else None,
            details=details,
            previous=previous,
        )
        event.hash = seal(event)
        event.save(force_insert=True)
        # What cannot be anchored is still in the chain: a full disk must not undo the page of an act already done.
        transaction.on_commit(lambda: anchor.append(event.pk, event.hash), robust=True)
    marks.flush()
    return event


def _walk(progress: Callable[[int], None] | None) -> Iterator[tuple[int, AuditEvent | None]]:
    """Number and event in order; None for one whose stored values cannot even be read."""
    events, after = AuditEvent.objects.order_by("id"), None
    while numbers := list((events.filter(id__gt=after) if after is not None else events).values_list("id")[:CHUNK]):
        after = numbers[-1][0]
        try:
            chunk: list[Any] = [(event.pk, event) for event in events.filter(id__gte=numbers[0][0], id__lte=after)]
        except UNREADABLE:
            chunk = [(number, _readable(number)) for (number,) in numbers]
        yield from chunk
        if progress:
            progress(after)


def _readable(number: int) -> AuditEvent | None:
    try:
        return AuditEvent.objects.get(pk=number)
    except UNREADABLE:
        return None


def _holds(event: AuditEvent, number: int, previous: str) -> bool:
    try:
        return event.pk == number and event.previous == previous and event.hash == seal(event)
    except UNREADABLE:
        return False


def verify(progress: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Walk the chain; ``{"events", "ok", "first_bad", "problem", "anchored"}``.

    ``first_bad`` is the number of the first event that is missing or not as it was written, ``anchored`` the newest
    one the anchor vouches for. An anchor that is gone while there are events is a fault of its own.
    """
    anchors = anchor.heads()
    anchored = max(anchors, default=0)
    total, number, digest = AuditEvent.objects.count(), 0, ""
    fault = ""
    for number, (key, event) in enumerate(_walk(progress), 1):
        if event is None or key != number or not _holds(event, number, digest):
            fault = "changed"
        elif anchors.pop(number, {event.hash}) != {event.hash}:
            fault = "rewritten"
        if fault:
            break
        digest = event.hash  # type: ignore[union-attr]
    else:
        if anchors:
            fault, number = "cut", number + 1
        elif number and not anchored:
            fault, number = "no_anchor", 1
    result = {"events": max(total, number), "ok": not fault, "first_bad": number if fault else None}
    return result | {"problem": fault, "anchored": anchored}


def verify_and_record(*, by: Actor | None, progress: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Verify, and put the result into the trail itself, where the auditor finds it."""
    found = verify(progress)
    record(Event.VERIFIED, by=by, **found)
    return found


def of(row: models.Model) -> models.QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=row.pk).order_by("-id")
