"""Who may open which key-person entry; how entries end: by expiry, and without a name when the cycle is closed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle import audit, inbox
from electioncycle.files import Attachment
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from risks.models import KeyPerson, KeyPersonReader
from villages.choices import CycleState
from villages.models import Cycle

HIDDEN = "(已隐去)"
PERSONAL = {"name": HIDDEN, "facts": HIDDEN} | dict.fromkeys(
    ("number", "id_number", "source_number", "measures", "progress", "proof", "note"), ""
)
"""What an entry holds about the person, and what remains of it after the cycle."""


def assign(row: KeyPerson, user: Any, *, by: Any) -> KeyPersonReader:
    """The county's administrator lets an official of the village's line open the entry."""
    _require_manager(by, row)
    if not _may_read(user, row):
        raise Refused(f"{user}不是管辖{row.village}的县、乡两级工作人员，不能指定为查阅人。请从所列人员中选择。")
    with transaction.atomic():
        if KeyPersonReader.objects.select_for_update().filter(key_person=row, user=user, ended_at=None).exists():
            raise Refused(f"{user}已经是这份台账的查阅人。")
        reader = KeyPersonReader.objects.create(key_person=row, user=user, assigned_by=by)
        inbox.notify(
            f"您被指定为{row.village.township}{row.village}一份重点人员台账的查阅人",
            url=reverse("keyperson_detail", args=[row.pk]),
            user=user,
            cycle=row.cycle,
            key=f"reader:{row.pk}:{user.pk}",
        )
        audit.record(audit.Event.STEP, by=by, row=row, move="assign_reader", user=user.pk)
    return reader


def end_assignment(row: KeyPerson, user: Any, *, by: Any) -> None:
    """From now on the user sees counts only."""
    _require_manager(by, row)
    with transaction.atomic():
        ended = KeyPersonReader.objects.filter(key_person=row, user=user, ended_at=None).update(ended_at=timezone.now())
        if not ended:
            raise Refused(f"{user}不是这份台账的查阅人，不用取消。")
        inbox.withdraw_notice(f"reader:{row.pk}:{user.pk}")
        audit.record(audit.Event.STEP, by=by, row=row, move="end_reader", user=user.pk)


def _may_read(user: Any, row: KeyPerson) -> bool:
    return user.is_active and officials_may(user, Action.VIEW) and user.covers(row.village.path)


def assigned_to(user: Any) -> list[KeyPerson]:
    """Entries of open cycles that this account was assigned to read."""
    mine = KeyPersonReader.objects.filter(user=user, ended_at=None).values("key_person")
    found = KeyPerson.objects.filter(pk__in=mine, cycle__state=CycleState.OPEN)
    return list(found.select_related("village", "cycle"))


def pass_on(row: KeyPerson, user: Any, to: Any, *, by: Any) -> None:
    """Of two accounts the second reads the entry from now on; called by the hand-over of an official's work."""
    if not _may_read(to, row):
        raise Refused(
            f"{to}不是管辖{row.village}的县、乡两级工作人员，不能接手该村的重点人员台账，没有移交。"
            "请选择同一范围的账号，或勾选“同时把角色和管辖范围也交给接手人”。"
        )
    KeyPersonReader.objects.filter(key_person=row, user=user, ended_at=None).update(ended_at=timezone.now())
    KeyPersonReader.objects.get_or_create(key_person=row, user=to, ended_at=None, defaults={"assigned_by": by})
    audit.record(audit.Event.STEP, by=by, row=row, move="assign_reader", user=to.pk)


def keep_author(rows: Sequence[KeyPerson], *, by: Any) -> None:
    """Whoever enters an entry goes on with it until the county says otherwise; called in its transaction."""
    known = set(KeyPersonReader.objects.filter(key_person__in=rows).values_list("key_person_id", flat=True))
    KeyPersonReader.objects.bulk_create(
        [KeyPersonReader(key_person=row, user=by, assigned_by=by) for row in rows if row.pk not in known]
    )


def hide_after_cycle() -> int:
    """Entries of closed cycles lose name, number, facts and files, in the history too; returns how many."""
    from villages.services.accounts import service_account

    hidden = 0
    for cycle in Cycle.objects.filter(state=CycleState.CLOSED):
        hidden += _hide(cycle, by=service_account())
    return hidden


def _hide(cycle: Cycle, *, by: Any) -> int:
    with transaction.atomic():
        rows = KeyPerson.all_rows.select_for_update().filter(cycle=cycle).exclude(name=HIDDEN)
        keys = list(rows.order_by().values_list("pk", flat=True))
        if not keys:
            return 0
        for start in range(0, len(keys), 500):
            own = keys[start : start + 500]
            KeyPerson.all_rows.filter(pk__in=own).update(**PERSONAL, search_text="")
            KeyPerson.history.filter(id__in=own).update(**PERSONAL)
            for file in Attachment.objects.filter(object_type=KeyPerson._meta.label_lower, object_id__in=own):
                file.erase()
        audit.record(audit.Event.STEP, by=by, row=cycle, move="hide_key_persons", rows=len(keys))
    return len(keys)


def _require_manager(by: Any, row: KeyPerson) -> None:
    if not by.may(Action.MANAGE) or not by.covers(row.village.path):
        raise NotYours("重点人员台账的查阅人由县级换届管理员指定。")
