"""The audit trail as a workbook that carries the chain's head."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.services import audit_words
from electioncycle.security import audit
from electioncycle.security.audit import AuditEvent
from electioncycle.sheets import write_rows

COLUMNS = ("编号", "时间", "操作人", "用户名", "事件", "内容", "对象类型", "对象编号", "要素", "校验码")


def trail_workbook(events: QuerySet[AuditEvent]) -> bytes:
    title = f"审计记录 {timezone.localtime():%Y-%m-%d %H:%M} {audit.head_in_words()}"
    return write_rows(COLUMNS, (_cells(line) for line in audit_words.lines(events)), title=title)


def _cells(line: audit_words.Line) -> list[Any]:
    event = line.event
    return [
        event.pk,
        f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
        line.actor,
        line.username,
        event.get_type_display(),
        line.sentence,
        audit_words.object_title(event.object_type) if event.object_type else "",
        event.object_id,
        line.details,
        event.hash,
    ]
