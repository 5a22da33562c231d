"""The writes every ledger shares: save, withdraw to the recycle bin, bring back, return to an earlier version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import form_tokens, history, lapses, workflow
from electioncycle.records.workflow import locked, require_reason
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.security.privacy import EncryptedField


def new_row(ledger: Ledger, cycle: CycleLike | None) -> Any:
    row: Any = ledger.model()
    if ledger.by_cycle:
        if cycle is None:
            raise Refused("当前没有可填报的届次，请先由县级管理员建立并开启届次。")
        row.cycle = cycle
    return row


def stand_in(ledger: Ledger, cycle: CycleLike | None, place: Any) -> Any:
    """A row that is not stored yet, as far as it says in which cycle and place it will lie."""
    row = new_row(ledger, cycle)
    if place is not None:
        setattr(row, ledger.place, place)
    return row


def assign(ledger: Ledger, row: Any, values: dict[str, Any], *, user: Actor) -> list[Any]:
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
    by: Actor,
    cycle: CycleLike | None = None,
    version: int | None = None,
    reason: str = "",
    form_token: str = "",
) -> Any:
    """Add (``row`` is None) or change one row. Raises Refused, Conflict or ValidationError; nothing is half written.

    Where the values say what is stored already, nothing is written and the version stays. With a ``form_token`` (see
    ``form_tokens``) the same form adds one row, however often it is sent.
    """
    with transaction.atomic():
        adding = row is None or row.pk is None
        sent = form_tokens.claim(form_token, by=by)
        row = new_row(ledger, cycle) if adding else locked(row, version)
        before = {} if adding else _said(ledger, row)
        parts = assign(ledger, row, values, user=by)
        if not adding and _says(ledger, row, before):
            row.check_writable()
            return row
        with lapses.together(by=by):
            for part in parts:
                history.record(part, by=by, reason=reason)
            for name in ledger.parts:
                setattr(row, name, getattr(row, name))  # a new part has its key only now
            _write(ledger, row, by=by, reason=reason)
        form_tokens.settle(sent, row)
        audit.record(audit.Event.ADDED if adding else audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def _said(ledger: Ledger, row: Any) -> dict[str, Any]:
    """What the row says now, and which parts say it."""
    parts = {name: getattr(row, f"{name}_id") for name in ledger.parts}
    return parts | {name: ledger.value(row, name) for name in ledger.fields}


def _says(ledger: Ledger, row: Any, before: dict[str, Any]) -> bool:
    return all(history.same(before[name], value) for name, value in _said(ledger, row).items())


def _write(ledger: Ledger, row: Any, *, by: Actor, reason: str) -> None:
    """Save one row unless a constraint stands against it; approvals of what it said before are void."""
    row.prepare()
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    try:
        history.record(row, by=by, reason=reason)
    except IntegrityError as error:  # somebody saved its like between the question and the answer
        raise Refused("刚刚有人登记了与它重复的记录，这次没有保存。请刷新列表核对后再办理。") from error
    ledger.saved([row], by=by)
    content, why = ledger.approved_content(row), f"内容由{by}修改"
    if content is None:
        workflow.void_all(row, why=why)
    else:
        workflow.void_approvals(row, content=content, why=why)


def withdraw(row: Any, *, by: Actor, reason: str, version: int | None = None) -> Any:
    """Move a row to the recycle bin, unless live rows depend on it: then say which."""
    reason = require_reason(reason, "撤回")
    with transaction.atomic():
        row = locked(row, version, gone="这条记录已在回收站中。")
        require_independent(row, "撤回")
        row.withdrawn_at = timezone.now()
        history.record(row, by=by, reason=reason)
        audit.record(audit.Event.WITHDRAWN, by=by, row=row)
    return row


def require_independent(row: models.Model, what: str) -> None:
    """Raises Refused, naming them, while live rows depend on this one."""
    if depends := dependents(row):
        raise Refused(f"不能{what}“{row}”：还有{'、'.join(depends)}与它关联，请先处理这些记录。")


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


def bring_back(row: Any, *, by: Actor, version: int | None = None) -> Any:
    """Return a row from the recycle bin."""
    with transaction.atomic():
        row = history.lock(row, version)
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


def restorable(ledger: Ledger) -> list[str]:
    """Fields an earlier version gives back: what is filled in, but neither the place nor what identifies the row."""
    keys = {name for key in ledger.keys for name in key}

    def identifies(name: str) -> bool:
        target = ledger.field(name)
        return name in keys and (target.is_relation or isinstance(target, EncryptedField))

    return [name for name in ledger.fields if name not in (ledger.place, "state", "cycle") and not identifies(name)]


def revert(ledger: Ledger, row: Any, entry: Any, *, by: Actor, reason: str, version: int | None = None) -> Any:
    """Give the row and its parts the content of a history entry; state, approvals, keys and version stay.

    Counts as an edit: what may not be entered now may not be restored, and approvals are void.
    """
    reason = require_reason(reason, "恢复历史版本")
    stamp = timezone.localtime(entry.history_date)
    with transaction.atomic():
        row = locked(row, version)
        row.check_writable()
        cycle = getattr(row, "cycle", None)
        values = {name: ledger.value(row, name) for name in ledger.fields}
        values |= _restored(ledger, row, entry, user=by, cycle=cycle)
        if found := ledger.check(values, row, user=by, cycle=cycle):
            raise Refused(f"不能恢复到这一版：{' '.join(found.values())}")
        words = f"恢复到{stamp:%Y-%m-%d %H:%M}的版本：{reason}"
        for name in ledger.parts:
            _write_part(getattr(row, name), name, values, by=by, reason=words)
        for name, value in values.items():
            if "__" not in name:
                setattr(row, name, value)
        _write(ledger, row, by=by, reason=words)
        audit.record(audit.Event.REVERTED, by=by, row=row, entry=entry.pk)
    return row


def _restored(ledger: Ledger, row: Any, entry: Any, *, user: Actor, cycle: CycleLike | None) -> dict[str, Any]:
    """Values of that version, by field; a choice that is no longer there is refused."""
    then = {name: history.as_of(getattr(row, name), entry.history_date) for name in ledger.parts}
    found: dict[str, Any] = {}
    for name in restorable(ledger):
        part = name.rpartition("__")[0]
        source = then.get(part) if part else entry
        if source is None:
            continue
        target = ledger.field(name)
        value = getattr(source, target.attname)
        offered = ledger.choices(name, user, cycle) if target.is_relation else None
        found[name] = value if offered is None else _chosen_then(ledger, row, name, value, offered)
    return found


def _chosen_then(ledger: Ledger, row: Any, name: str, value: Any, offered: models.QuerySet) -> Any:
    """The related row of that version; what stands there now stays where the user may not choose it."""
    present = ledger.value(row, name)
    if present is not None and (value == present.pk or not offered.filter(pk=present.pk).exists()):
        return present
    found = offered.filter(pk=value).first()
    if value is not None and found is None:
        raise Refused(f"不能恢复到这一版：当时的“{ledger.label(name)}”现在已不可选，请直接修改。")
    return found


def _write_part(part: Any, name: str, values: dict[str, Any], *, by: Actor, reason: str) -> None:
    own = {key.partition("__")[2]: value for key, value in values.items() if key.startswith(f"{name}__")}
    if part is not None and any(getattr(part, key) != value for key, value in own.items()):
        for key, value in own.items():
            setattr(part, key, value)
        history.record(part, by=by, reason=reason)
