"""The one way a ledger row is saved: version up, derived values set, history with who and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import DateTimeField, Value
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import inserting, lapses, numbering
from electioncycle.records.places import places_of
from electioncycle.records.rows import FOLLOWING, LedgerModel, choice_labels, marked_apart
from electioncycle.refusals import Conflict
from electioncycle.security import aside, marks, stray_numbers
from electioncycle.security.privacy import mask_text

Row = TypeVar("Row", bound=LedgerModel)

SEALS = frozenset({"digest"})
"""What a row keeps to be held against its content; it says nothing to a reader."""
BOOKKEEPING: set[str] = {"id", "version", "created_at", "updated_at", "search_text"}
AT_A_TIME = 500
"""Rows that one statement names."""


def record(row: Row, *, by: Actor, reason: str = "") -> Row:
    """Save the row and its history entry in the transaction of the caller."""
    row.check_writable()
    if row.pk:
        row.version += 1
    numbering.fill([row])
    row.prepare()
    stray_numbers.refuse(row)
    row._history_user = by
    row._change_reason = mask_text(stray_numbers.require_none(reason, "原因"))
    with marks.at(places_of([row])), aside.only(row._meta.db_table, _changed(row)):
        row.save()
    lapses.judge([row], by=by)
    return row


def _changed(row: LedgerModel) -> set[str]:
    """The columns in which a stored row is saved with other words, and those that follow from any save.

    None unless each has a mark of its own.
    """
    own = {one.name for one in marked_apart(type(row))}
    if not own or not row.pk or row.get_deferred_fields():
        return set()
    model: Any = type(row)
    stored = model.all_rows.filter(pk=row.pk).first()
    fields = {one.name: one for one in model._meta.concrete_fields}
    changed = {name for name, one in fields.items() if getattr(stored, one.attname, one) != getattr(row, one.attname)}
    return {fields[name].column for name in changed.union(FOLLOWING)} if changed and changed <= own else set()


def record_many(rows: Sequence[LedgerModel], *, by: Actor, reason: str = "", fields: Iterable[str] = ()) -> None:
    """``record`` for many rows of one model: those without key are added, the others updated in ``fields``."""
    _require_writable(rows)
    _save_many(rows, by=by, reason=reason, fields=fields)


def withdraw_many(rows: Sequence[LedgerModel], *, by: Actor, reason: str) -> None:
    """Rows of one model go to the recycle bin together."""
    for row in rows:
        row.withdrawn_at = timezone.now()
    record_many(rows, by=by, reason=reason, fields=("withdrawn_at",))


def record_moved(rows: Sequence[LedgerModel], *, by: Actor, reason: str, fields: Iterable[str]) -> None:
    """``record_many`` where the county moves rows along or ends them, as when two places become one: none is asked.

    What waits for an approval goes along too; what such rows say stands.
    """
    _save_many(rows, by=by, reason=reason, fields=fields)


def _require_writable(rows: Sequence[LedgerModel]) -> None:
    """Each is asked, as it may be in another state or cycle than the first; what they are asked by is read at once."""
    if rows:
        models.prefetch_related_objects(rows, *rows[0].locking())
    for row in rows:
        row.check_writable()


def _save_many(rows: Sequence[LedgerModel], *, by: Actor, reason: str, fields: Iterable[str]) -> None:
    if not rows:
        return
    model, reason = type(rows[0]), mask_text(stray_numbers.require_none(reason, "原因"))
    numbering.fill(rows)
    for row in rows:
        if row.pk:
            row.version += 1
        row.prepare()
        stray_numbers.refuse(row)
    old, new = [row for row in rows if row.pk is not None], [row for row in rows if row.pk is None]
    names = list(dict.fromkeys([*fields, "version", "updated_at", "search_text"]))
    with transaction.atomic():
        with marks.at(places_of(rows)):
            for some in _slices(new):
                inserting.insert(some)
                _write_entries(model, some, kind="+", by=by, reason=reason)
            for some in _slices(old):
                model.all_rows.bulk_update(some, names, batch_size=200)
                _write_entries(model, some, kind="~", by=by, reason=reason)
        lapses.judge(rows, by=by)


def _write_entries(model: Any, rows: Sequence[LedgerModel], *, kind: str, by: Actor, reason: str) -> None:
    """The history of rows that were just saved, copied by the database: what is stored, with who and why."""
    entries = model.history.model
    fields = [entries._meta.get_field(field.name) for field in entries.tracked_fields]
    said = {
        "history_date": Value(timezone.now(), DateTimeField()),
        "history_type": Value(kind),
        "history_change_reason": Value(reason),
        "history_user_id": Value(by.pk),
    }
    stored = model._base_manager.filter(pk__in=[row.pk for row in rows]).order_by("pk").annotate(**said)
    select, values = stored.values_list(*(field.attname for field in fields), *said).query.sql_with_params()
    columns = ", ".join(f'"{name}"' for name in (*(field.column for field in fields), *said))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{entries._meta.db_table}" ({columns}) {select}', values)


def _slices(rows: Sequence[LedgerModel]) -> Iterator[Sequence[LedgerModel]]:
    for start in range(0, len(rows), AT_A_TIME):
        yield rows[start : start + AT_A_TIME]


def lock(row: Row, version: int | None = None) -> Row:
    """The row as it stands now, locked; Conflict when it is no longer the version the user saw.

    Pages always say which version that was, 0 where the form did not; None is for acts in which nobody looked first.
    """
    current = type(row).all_rows.select_for_update(of=("self",)).get(pk=row.pk)
    if version is not None and current.version != version:
        raise Conflict(_overtaken(current, version), row=current, seen=version)
    return current


def _overtaken(current: Any, version: int) -> str:
    if not version:
        return f"本次提交没有写明您看到的是第几版(现为第{current.version}版)，没有办理。请刷新页面，核对后再办理。"
    latest = current.history.first()
    who = latest.history_user if latest and latest.history_user else "其他人员"
    return f"这条记录已被{who}修改(现为第{current.version}版，您看到的是第{version}版)。请核对后再保存。"


def as_of(row: LedgerModel | None, at: datetime) -> Any:
    """The history entry of a row that held at this time; None before its first."""
    return row.history.filter(history_date__lte=at).first() if row is not None else None


@dataclass(frozen=True)
class Touch:
    """Who changed a field last, and when."""

    by: Actor | None
    at: datetime


def touched_since(row: LedgerModel, since: datetime) -> dict[str, Touch]:
    """The fields of a row that were changed after this time."""
    entries = [*row.history.filter(history_date__gt=since).select_related("history_user"), as_of(row, since)]
    found: dict[str, Touch] = {}
    for newer, older in pairwise(entries):
        for field in newer.tracked_fields:
            if field.name in found or field.name in BOOKKEEPING:
                continue
            if older is None or getattr(older, field.attname) != getattr(newer, field.attname):
                found[field.name] = Touch(newer.history_user, newer.history_date)
    return found


def plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def same(before: Any, after: Any) -> bool:
    """Whether a field would say the same: neither line ends, outer blanks nor the scale of a number say anything."""
    if isinstance(before, Decimal) or isinstance(after, Decimal):
        return _number(before) == _number(after)
    if isinstance(before, int) or isinstance(after, int):
        return bool(before == after)
    if isinstance(before, str) and isinstance(after, str):
        return plain_lines(before).strip() == plain_lines(after).strip()
    return bool((before or "") == (after or ""))


def put(row: Any, values: Mapping[str, Any]) -> bool:
    """Set what differs on the row; whether anything did."""
    changed = {name: value for name, value in values.items() if not same(getattr(row, name), value)}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(value)


@dataclass(frozen=True)
class Overtaken:
    """One version that somebody saved after the one a user saw: who, when, in which act, and which fields it names.

    What the fields say now stands on the page of the row, for whoever may read it there.
    """

    by: Actor | None
    at: datetime
    reason: str
    fields: list[str]


def saved_since(row: LedgerModel, version: int) -> list[Overtaken]:
    """What was saved after this version, the latest first; nothing where the version was never seen."""
    if not version:
        return []
    entries = list(row.history.filter(version__gte=version).select_related("history_user"))
    return [
        Overtaken(
            newer.history_user,
            newer.history_date,
            newer.history_change_reason or "",
            [one.label for one in changes(newer, older)],
        )
        for newer, older in pairwise(entries)
    ]


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


def shown(field: "models.Field[Any, Any]", value: Any) -> str:
    """A stored value in the words of the screen, personal numbers masked."""
    return wording(field)(value)


@cache
def wording(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """``shown`` of this field, for lists of many values: what the field alone decides is decided once."""
    words = _words_of(field)
    return lambda value: "" if value is None or value == "" else words(value)


def _words_of(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    if mask := getattr(field, "mask", None):
        return lambda value: str(mask(str(value)))
    if in_words := getattr(field, "in_words", None):
        return lambda value: str(in_words(value))
    if field.choices:
        labels = choice_labels(field)
        return lambda value: labels.get(value, str(value))
    return partial(_in_words, field)


def _in_words(field: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, dict | list):  # rows of their own, whose inner names are no words of the screen
        return f"共{len(value)}项" if value else ""
    if field.is_relation and field.related_model and not isinstance(value, models.Model):
        manager = getattr(field.related_model, "all_rows", field.related_model._default_manager)
        return str(manager.filter(pk=value).first() or f"#{value}")
    return str(value)


def changes(newer: Any, older: Any | None) -> list[FieldChange]:
    """What differs between two history entries, field by field."""
    found = []
    for field in newer.tracked_fields:
        if (
            field.name in BOOKKEEPING | SEALS or str(field.verbose_name).isascii()
        ):  # no name on screen: derived from others
            continue
        before = getattr(older, field.attname, None) if older else None
        after = getattr(newer, field.attname)
        if before != after:
            said = [shown(field, before), shown(field, after)]
            if said[0] == said[1]:  # the difference lies inside
                said[1] = f"{said[1]}(内容有改动)"
            found.append(FieldChange(str(field.verbose_name), *said))
    return found
