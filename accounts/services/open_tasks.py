"""What an account holds open when its official moves, and handing it to another account."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.services import accounts
from electioncycle.desk import inbox
from electioncycle.jobs.rows import OPEN, Job
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records.workflow import StepRecord, require_reason
from electioncycle.refusals import Refused
from electioncycle.roles import ALONE, Action
from electioncycle.security import audit
from electioncycle.workbooks.batches import ImportBatch, ImportBook
from villages.models import Cycle
from villages.services import cycles_of


@dataclass(frozen=True)
class Held:
    """One sort of open work. ``moves``: it is handed over by name; else it falls to whoever has role and place."""

    title: str
    count: int
    moves: bool


def held_by(user: User) -> list[Held]:
    """Rows assigned to him, workbooks not confirmed, running jobs, and what waits for his role in his places."""
    found = [Held(f"指派给本人的“{ledger}”", len(rows), moves=True) for ledger, rows in _assigned(user) if rows]
    batches, jobs = _batches(user).count(), _jobs(user).count()
    if batches:
        found.append(Held("已上传、尚未确认导入的表格", batches, moves=True))
    if jobs:
        found.append(Held("尚未完成的后台任务", jobs, moves=True))
    for cycle in cycles_of(user):
        if cycle.state == "open":
            found += _waiting(user, cycle)
    return found


def _waiting(user: User, cycle: Cycle) -> Iterator[Held]:
    for ledger in ledgers.ordered():
        if ledger.allows(user, Action.VIEW):
            for due in ledger.due(user, cycle):
                yield Held(due.title, due.count, moves=False)


def _assigned(user: User) -> Iterator[tuple[ledgers.Ledger[Any], list[Any]]]:
    """Rows that are his by name, ledger by ledger."""
    for ledger in ledgers.ordered():
        yield ledger, ledger.assigned_to(user)


def _batches(user: User) -> Any:
    return ImportBatch.objects.filter(by=user, state=ImportBatch.State.READY)


def _jobs(user: User) -> Any:
    return Job.objects.filter(by=user, state__in=OPEN)


def hand_over(
    user: User, to: User, *, by: User, reason: str, with_roles: bool = False, version: int | None = None
) -> int:
    """Give his open work to a colleague, and on request his roles and places as well; returns how many rows moved.

    What he submitted stays his act: the colleague who takes over may still review it.
    """
    reason = require_reason(reason, "移交工作")
    if user.pk == to.pk or not to.is_active or to.has_expired:
        raise Refused("请选择另一个在用的账号接手。")
    if by.pk in (user.pk, to.pk):
        raise Refused("移交双方都不能是您本人，请由另一名安全管理员办理。")
    if (user.roles | to.roles) & ALONE and user.roles != to.roles:
        raise Refused("三员和部门联络员的工作只能移交给同一角色的账号。")
    with transaction.atomic():
        user = accounts.locked(user, version, by=by)
        if with_roles:
            accounts.take_on(to, user, by=by, reason=f"接手{user}的工作：{reason}")
            to = User.objects.get(pk=to.pk)  # with the places he has now
        moved: int = _batches(user).update(by=to) + _jobs(user).update(by=to)
        ImportBook.objects.filter(sheets__by=to, by=user).update(by=to)
        for ledger, rows in _assigned(user):
            for row in rows:
                ledger.reassign(row, user, to, by=by, reason=f"{user}的工作移交给{to}：{reason}")
                moved += 1
        for whom, title in ((user, f"工作移交给{to}"), (to, f"接手{user}的工作")):
            StepRecord.objects.create(
                object_type=whom._meta.label_lower,
                object_id=whom.pk,
                move="hand_over",
                title=title[:40],
                by=by,
                reason=reason,
            )
        inbox.notify(f"{user}的工作已移交给您，共{moved}项，请办理。", url=reverse("inbox"), user=to)
        audit.record(audit.Event.ACCOUNT_CHANGED, by=by, row=user, move="hand_over", to=to.pk, rows=moved)
    return moved
