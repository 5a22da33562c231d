"""Rows that territory alone does not open: only readers assigned to them see them, and each reading is recorded.

A model takes ``LiveEntries`` and ``AllEntries`` as its managers, a ledger calls ``keep_author`` in ``saved`` and hands
open work over with ``assigned_to`` and ``pass_on``; its pages come from
``electioncycle.disclosure.restricted_pages``. Everybody else sees counts at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records.readers import Reader, standing
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit


def readers_of(model: type[models.Model], keys: Iterable[int]) -> dict[int, list[Any]]:
    """Row key → its readers, in one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    for one in standing(model).filter(object_id__in=list(keys)).select_related("user"):
        found[one.object_id].append(one.user)
    return found


def let_read(row: models.Model, user: Actor, *, by: Actor) -> Reader:
    """One more reader; called by services that have asked who may say so."""
    return Reader.objects.get_or_create(
        object_type=row._meta.label_lower,
        object_id=row.pk,
        user_id=user.pk,
        ended_at=None,
        defaults={"assigned_by_id": by.pk},
    )[0]


def assign(row: Any, user: Actor, *, by: Actor) -> Reader:
    """The county's administrator lets an official of the row's line open it."""
    _require_manager(by, row)
    if not _may_be_reader(user, row):
        raise Refused(f"{user}不是管辖{_place(row)}的县、乡两级工作人员，不能指定为查阅人。请从所列人员中选择。")
    with transaction.atomic():
        if standing(type(row)).select_for_update().filter(object_id=row.pk, user=user.pk).exists():
            raise Refused(f"{user}已经是“{row}”的查阅人。")
        reader = let_read(row, user, by=by)
        _tell(row, user)
        audit.record(audit.Event.STEP, by=by, row=row, move="assign_reader", user=user.pk)
    return reader


def end_assignment(row: Any, user: Actor, *, by: Actor) -> None:
    """From now on the user sees counts only."""
    _require_manager(by, row)
    with transaction.atomic():
        ended = standing(type(row)).filter(object_id=row.pk, user=user.pk).update(ended_at=timezone.now())
        if not ended:
            raise Refused(f"{user}不是“{row}”的查阅人，不用取消。")
        inbox.withdraw_notice(_notice_key(row, user))
        audit.record(audit.Event.STEP, by=by, row=row, move="end_reader", user=user.pk)


def assigned_to(model: type[Any], user: Actor) -> list[Any]:
    """Rows of cycles that are not closed which this account was assigned to read."""
    mine = standing(model).filter(user=user.pk).values("object_id")
    found = model.objects.filter(pk__in=mine).select_related(ledgers.of(model).place, *model.locking())
    return [row for row in found if row.held_in is None or not row.held_in.is_closed]


def pass_on(row: Any, user: Actor, to: Actor, *, by: Actor) -> None:
    """Of two accounts the second reads the row from now on; called by the hand-over of an official's work."""
    if not _may_be_reader(to, row):
        raise Refused(
            f"{to}不是管辖{_place(row)}的县、乡两级工作人员，不能接手该村的{row._meta.verbose_name}，没有移交。"
            "请选择同一范围的账号，或勾选“同时把角色和管辖范围也交给接手人”。"
        )
    standing(type(row)).filter(object_id=row.pk, user=user.pk).update(ended_at=timezone.now())
    let_read(row, to, by=by)
    audit.record(audit.Event.STEP, by=by, row=row, move="assign_reader", user=to.pk)


def carry_readers(model: type[Any], copies: Mapping[int, Any], *, by: Actor) -> None:
    """Those who may open a row and still have an account may open its copy; ``copies`` by the key of the first."""
    for one in standing(model).filter(object_id__in=list(copies), user__is_active=True).select_related("user"):
        let_read(copies[one.object_id], one.user, by=by)


def keep_author(rows: Sequence[Any], *, by: Actor) -> None:
    """Whoever enters a row goes on with it until the county says otherwise; called in its transaction."""
    if not rows:
        return
    label, keys = rows[0]._meta.label_lower, [row.pk for row in rows]
    known = set(Reader.objects.filter(object_type=label, object_id__in=keys).values_list("object_id", flat=True))
    Reader.objects.bulk_create(
        [
            Reader(object_type=label, object_id=key, user_id=by.pk, assigned_by_id=by.pk)
            for key in keys
            if key not in known
        ]
    )


def record_reading(rows: Iterable[models.Model], *, by: Actor, how: str) -> None:
    """One event a reading, with the number of the row that was opened."""
    for row in rows:
        audit.record(audit.Event.READ, by=by, row=row, how=how)


def _may_be_reader(user: Actor, row: Any) -> bool:
    return bool(user.is_active and officials_may(user, Action.VIEW) and user.covers(_place(row).path))


def _place(row: Any) -> Any:
    return ledgers.of(type(row)).place_of(row)


def _tell(row: Any, user: Actor) -> None:
    inbox.notify(
        f"您被指定为{ledgers.of(type(row)).where(row)}一份{row._meta.verbose_name}的查阅人",
        url=reverse(f"{row._meta.model_name}_detail", args=[row.pk]),
        user=user,
        cycle=row.cycle,
        key=_notice_key(row, user),
    )


def _notice_key(row: Any, user: Actor) -> str:
    return f"reader:{row._meta.model_name}:{row.pk}:{user.pk}"


def _require_manager(by: Actor, row: Any) -> None:
    if not by.may(Action.MANAGE) or not by.covers(_place(row).path):
        raise NotYours("查阅人由县级换届管理员指定。")
