"""The two persons' words on a purge: one asks for it, another has it carried out; of a cycle, of an election."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit

ASK, PURGE = "ask_purge", "purge"
Blockers = Callable[[Any], Sequence[str]]
"""What stands against purging the row now, each with what to do."""


def pending(row: Any) -> Any:
    """The request to purge that nobody has confirmed yet."""
    last = workflow.steps(row).filter(move__in=(ASK, PURGE)).last()
    return last if last is not None and last.move == ASK and not row.purged_at else None


def ask(row: Any, blockers: Blockers, *, by: Actor, reason: str, version: int | None = None) -> None:
    reason = workflow.require_reason(reason, "申请清除")
    with transaction.atomic():
        row = workflow.locked(row, version)
        _require_free(row, blockers)
        if waiting := pending(row):
            raise Refused(f"{waiting.by}已申请清除，请由另一人确认。")
        workflow.note(row, move=ASK, title="申请清除个人信息", by=by, reason=reason)


def carry_out(
    row: Any,
    blockers: Blockers,
    empty: Callable[[Any], Mapping[str, int]],
    *,
    by: Actor,
    version: int | None = None,
) -> dict[str, int]:
    """``empty`` takes what is due out of rows, history and files, all of it in one transaction with the two words."""
    with transaction.atomic():
        row = workflow.locked(row, version)
        if pending(row) is None:
            raise Refused("没有待确认的清除申请。请先由一人写明原因提出申请，再由另一人确认。")
        workflow.require_other_person(row, by=by, after=(ASK,))
        _require_free(row, blockers)
        counts = dict(empty(row))
        row = history.lock(row)  # as it is by now, or what was emptied of itself would be saved again
        row.purged_at = timezone.now()
        workflow.advance(row, move=PURGE, title="确认清除个人信息", by=by, approves=True)
        audit.record(audit.Event.PURGED, by=by, row=row, rows=counts)
    return counts


def _require_free(row: Any, blockers: Blockers) -> None:
    if found := blockers(row):
        raise Refused(" ".join(found))
