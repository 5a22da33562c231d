"""An audit event as a sentence: who did what to which object, without any content of the business."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from accounts.models import User
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records.workflow import StepRecord
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.credentials import SameHands

REFUSED_FOR = {
    400: "提交的内容不完整或被改动",
    403: "无此权限或页面已过期",
    404: "对象不存在或不在管辖范围内",
    405: "该页面不接受这样的提交",
    409: "内容已被他人修改",
    413: "提交的内容太大",
    429: "办理过于频繁",
    302: "重复提交",
}
MOVES = {
    "cancel": "取消后台任务",
    "retry_failed": "重试后台任务的未完成项",
    "run_act": "要求立即执行定时任务",
    "calendar_opened": "开通日历订阅",
    "view_saved": "保存常用查询",
    "view_removed": "删除常用查询",
    "calendar_closed": "停用日历订阅",
    "merge_persons": "合并重复人员",
}
"""Moves that are no step of a procedure; those of procedures carry their own title."""


def object_title(label: str) -> str:
    """``villages.teammember`` → 现任班子成员."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


DETAILS = {
    "entries": "合并的登记",
    "factor": "登录方式",
    "how": "怎样查阅",
    "keys": "编号",
    "ledger": "台账",
    "length": "用途字数",
    "move": "办理",
    "asked_by": "申请人编号",
    "issuers": "经办人编号",
    "problem": "问题",
    "route": "页面",
    "rows": "行数",
    "status": "答复码",
    "step": "办理记录",
    "version": "版本",
    "void": "失效审批数",
    "why": "拒绝原因",
}
"""What the facts of an event are called; their values stay as recorded, so that they can be held against the chain."""


@dataclass(frozen=True)
class Line:
    """One event as the page and the workbook show it."""

    event: AuditEvent
    actor: str
    username: str
    subject: str
    sentence: str

    @property
    def details(self) -> str:
        return "，".join(f"{DETAILS.get(name, name)}：{value}" for name, value in self.event.details.items())


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Events with names of accounts and titles of steps looked up together."""
    events = list(events)
    people = {event.actor for event in events} | {
        e.object_id for e in events if e.object_type == User._meta.label_lower
    }
    users = User.objects.in_bulk([pk for pk in people if pk is not None])
    steps = StepRecord.objects.in_bulk([e.details["step"] for e in events if isinstance(e.details.get("step"), int)])
    return [_line(event, users, steps) for event in events]


def _line(event: AuditEvent, users: dict[int, User], steps: dict[int, StepRecord]) -> Line:
    user = users.get(event.actor) if event.actor else None
    actor = str(user) if user else (f"已不存在的账号{event.actor}" if event.actor else "系统")
    subject = ""
    if event.object_type:
        subject = f"{object_title(event.object_type)}（编号{event.object_id}）"
        if event.object_type == User._meta.label_lower and event.object_id in users:
            known = users[event.object_id]
            subject = f"账号“{known}”（{known.username}）"
    words = SENTENCES.get(event.type, _plain)(event, subject)
    if event.type == Event.STEP:
        step = steps.get(event.details.get("step", 0))
        move = str(event.details.get("move", ""))
        words = f"办理{subject}：{step.title}" if step else MOVES.get(move, f"流程办理 {move}") + subject
    return Line(event, actor, user.username if user else "", subject, words)


PAGES = {
    "audit": "“审计记录”",
    "burden": "“填报清单”",
    "certificates": "“当选证书”",
    "figure_definitions": "“指标口径”",
    "needed_votes": "“当选票数对照表”",
    "papers": "“公告和材料”",
    "polling_contacts": "“投票日联络表”",
    "team_figures": "“班子结构统计”",
}
"""What was printed or exported from a page that is no ledger's."""


def _ledger(name: Any) -> str:
    ledger = ledgers.REGISTRY.get(str(name))
    if ledger:
        return f"“{ledger.title}”"
    return PAGES.get(str(name), f"“{name}”" if name else "")


def _rows(event: AuditEvent) -> str:
    return f"{event.details['rows']}行" if "rows" in event.details else ""


def _plain(event: AuditEvent, subject: str) -> str:
    return f"{event.get_type_display()}{subject or _ledger(event.details.get('ledger'))}"


def _taken_out(event: AuditEvent, subject: str) -> str:
    return f"{event.get_type_display()}{subject or _ledger(event.details.get('ledger'))}{_rows(event)}"


def _changed(event: AuditEvent, subject: str) -> str:
    version = event.details.get("version")
    return f"{event.get_type_display()}{subject}" + (f"，成为第{version}版" if version else "")


def _unmasked(event: AuditEvent, subject: str) -> str:
    return f"查看{subject}的完整号码，填写用途{event.details.get('length', 0)}字"


def _refused(event: AuditEvent, subject: str) -> str:
    details = event.details
    status = details.get("status")
    where = _ledger(details.get("ledger")) or f"页面 {details.get('route') or '未知'}"
    numbers = "、".join(str(key) for key in details.get("keys", ())[:5])
    rule = "办理人发放过经办账号的登录凭据，不能审核" if details.get("why") == SameHands.why else "不符合办理规则"
    return f"在{where}的操作被拒绝：{REFUSED_FOR.get(status, rule)}" + (f"（编号{numbers}）" if numbers else "")


def _sign_in_failed(event: AuditEvent, subject: str) -> str:
    return f"以{subject or '不存在的用户名'}登录失败" + ("，账号已锁定" if event.details.get("locked") else "")


def _verified(event: AuditEvent, subject: str) -> str:
    details = event.details
    if details.get("ok"):
        return f"核验审计链：{details.get('events')}条全部完好"
    return f"核验审计链：自第{details.get('first_bad')}号起不符"


SENTENCES: dict[str, Callable[[AuditEvent, str], str]] = {
    Event.ADDED: _changed,
    Event.CHANGED: _changed,
    Event.IMPORTED: _taken_out,
    Event.EXPORTED: _taken_out,
    Event.PRINTED: _taken_out,
    Event.UNMASKED: _unmasked,
    Event.REFUSED: _refused,
    Event.SIGN_IN_FAILED: _sign_in_failed,
    Event.VERIFIED: _verified,
}
"""Types whose sentence says more than their name and their object."""
