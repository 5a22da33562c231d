"""The writes every ledger shares: save, withdraw to the recycle bin, bring back, return to an earlier version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from electioncycle import audit, history
from electioncycle.ledgers import Ledger
from electioncycle.refusals import Refused
from electioncycle.workflow import require_reason

NEVER_RESTORED = history.BOOKKEEPING | {"withdrawn_at", "cycle", "state", "path"}


def new_row(ledger: Ledger, cycle: Any) -> Any:
    row: Any = ledger.model()
    if ledger.by_cycle:
        if cycle is None:
            raise Refused("当前没有可填报的届次，请先由县级管理员建立并开启届次。")
        row.cycle = cycle
    return row


def assign(ledger: Ledger, row: Any, values: dict[str, Any], *, user: Any) -> list[Any]:
    """Set the values on the row and its parts; returns the new and changed parts, to be saved before it."""
    parts = {name: ledger.find_part(name, row, values, user=user) for name in ledger.parts}
    touched = {name for name, part in parts.items() if part.pk is None}
    for name, value in values.items():
        part, _, attribute = name.partition("__")
        if not attribute:
            setattr(row, name, value)
        elif getattr(parts[part], attribute) != value:
            touched.add(part)
            setattr(parts[part], attribute, value)
    for name, part in parts.items():
        setattr(row, name, part)
    return [part for name, part in parts.items() if name in touched]


def save_row(
    ledger: Ledger,
    row: Any,
    values: dict[str, Any],
    *,
    by: Any,
    cycle: Any = None,
    version: int | None = None,
    reason: str = "",
) -> Any:
    """Add (``row`` is None) or change one row. Raises Refused, Conflict or ValidationError; nothing is half written."""
    with transaction.atomic():
        adding = row is None or row.pk is None
        row = new_row(ledger, cycle) if adding else history.lock(row, version)
        parts = assign(ledger, row, values, user=by)
        for part in parts:
            history.record(part, by=by, reason=reason)
        for name in ledger.parts:
            setattr(row, name, getattr(row, name))  # a new part has its key only now
        row.prepare()
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        ledger.accompany([row], by=by)
        history.record(row, by=by, reason=reason)
        ledger.saved([row], by=by)
        audit.record(audit.Event.ADDED if adding else audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def withdraw(row: Any, *, by: Any, reason: str, version: int | None = None) -> Any:
    """Move a row to the recycle bin, unless live rows depend on it: then say which."""
    reason = require_reason(reason, "撤回")
    with transaction.atomic():
        row = history.lock(row, version)
        if row.withdrawn_at:
            raise Refused("这条记录已在回收站中。")
        if depends := dependents(row):
            raise Refused(f"不能撤回“{row}”：还有{'、'.join(depends)}与它关联，请先处理这些记录。")
        row.withdrawn_at = timezone.now()
        history.record(row, by=by, reason=reason)
        audit.record(audit.Event.WITHDRAWN, by=by, row=row)
    return row


def dependents(row: models.Model) -> list[str]:
    """Live rows that point at this one, as “3条包联责任人”."""
    found = []
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if relation.on_delete is not models.PROTECT or not hasattr(model, "withdrawn_at"):
            continue
        if count := model.objects.filter(**{relation.field.name: row}).count():
            found.append(f"{count}条{model._meta.verbose_name}")
    return found


def bring_back(row: Any, *, by: Any) -> Any:
    """Return a row from the recycle bin."""
    with transaction.atomic():
        row = history.lock(row)
        if not row.withdrawn_at:
            raise Refused("这条记录不在回收站中。")
        row.withdrawn_at = None
        try:
            row.validate_constraints()
            history.record(row, by=by, reason="从回收站恢复")
        except (ValidationError, IntegrityError) as error:
            raise Refused(f"不能恢复“{row}”：现有记录与它重复，请先核对现有记录。") from error
        audit.record(audit.Event.RESTORED, by=by, row=row)
    return row


def revert(row: Any, entry: Any, *, by: Any, reason: str, version: int | None = None) -> Any:
    """Set the content fields back to a history entry; state, approvals, keys and version stay."""
    reason = require_reason(reason, "恢复历史版本")
    with transaction.atomic():
        row = history.lock(row, version)
        for field in entry.tracked_fields:
            if field.name not in NEVER_RESTORED and getattr(row._meta.get_field(field.name), "editable", True):
                setattr(row, field.attname, getattr(entry, field.attname))
        history.record(
            row, by=by, reason=f"恢复到{timezone.localtime(entry.history_date):%Y-%m-%d %H:%M}的版本：{reason}"
        )
        audit.record(audit.Event.REVERTED, by=by, row=row, entry=entry.pk)
    return row
