"""Queries of a list that somebody keeps under a name: its filters, order and columns, for himself or for a role.

A view holds what is asked, never rows: who opens it sees what his own territory and role allow. A person's number may
be searched for, but is not kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Role
from electioncycle.security import audit, marks, stray_numbers

SHARING = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
"""Who may offer a view to everybody of a role."""
PASSING = frozenset({"page", "row", "action", "reason", "csrfmiddlewaretoken", "as"})
"""What an address says of the moment, not of the query."""
MOST = 40
LONGEST, LONGEST_NAME = 2000, 30


class SavedView(models.Model):
    """One query of one ledger; ``role`` names those who are offered it besides its owner.

    ``heads``: what its chosen columns were called when it was saved, by name, for the day on which one is gone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="保存人")
    ledger = models.CharField("台账", max_length=60)
    name = models.CharField("名称", max_length=LONGEST_NAME)
    query = models.TextField("查询", max_length=LONGEST)
    heads = models.JSONField("列名", default=dict, blank=True)
    role = models.CharField("共享给", max_length=30, choices=Role, blank=True)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "常用查询"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "ledger", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Offered:
    """A view as the list of its ledger shows it."""

    key: int
    name: str
    query: str
    role: str
    mine: bool
    heads: Mapping[str, str]


def offered(ledger: ledgers.Ledger, user: Actor) -> list[Offered]:
    """His own and those shared with one of his roles, by name; known to the process till one is saved or removed."""
    return marks.remembered(("saved views", user.pk, user.roles), partial(_of, user)).get(ledger.name, [])


def _of(user: Actor) -> dict[str, list[Offered]]:
    found: dict[str, list[Offered]] = {}
    rows = SavedView.objects.filter(models.Q(owner=user.pk) | models.Q(role__in=user.roles))
    for row in rows:
        mine = row.owner_id == user.pk
        one = Offered(row.pk, row.name, row.query, row.get_role_display(), mine, row.heads)
        found.setdefault(row.ledger, []).append(one)
    return found


def keep(ledger: ledgers.Ledger, name: str, query: str, *, role: str = "", by: Actor) -> SavedView:
    """Save what the list shows under this name; the same name again replaces one's own view."""
    name, role = name.strip(), _role(role, by)
    if not name:
        raise Refused("没有填写名称，请给这条查询取一个名称后再保存。")
    if len(name) > LONGEST_NAME:
        raise Refused(f"名称超过{LONGEST_NAME}个字，请改短后再保存。")
    if kind := stray_numbers.within(name):
        raise Refused(f"名称里有{kind}，请换一个名称。")
    asked = asked_in(query)
    with transaction.atomic():
        mine = SavedView.objects.filter(owner=by.pk)
        if mine.count() >= MOST and not mine.filter(ledger=ledger.name, name=name).exists():
            raise Refused(f"每人最多保存{MOST}条常用查询，请先删除不用的。")
        row, _ = SavedView.objects.update_or_create(
            owner_id=by.pk,
            ledger=ledger.name,
            name=name,
            defaults={"query": asked, "role": role, "heads": _heads(ledger, asked)},
        )
        audit.record(audit.Event.STEP, by=by, row=row, move="view_saved", ledger=ledger.name, role=role)
    return row


def _heads(ledger: ledgers.Ledger, query: str) -> dict[str, str]:
    return {name: ledger.label(name) for name in QueryDict(query).getlist("column") if name in ledger.showable}


def gone(ledger: ledgers.Ledger, user: Actor, shown: Sequence[str]) -> list[str]:
    """Of chosen columns those that the list has no more, as the view that asks for them called them."""
    lost = [name for name in shown if name not in ledger.showable]
    if not lost:
        return []
    heads = {name: head for one in offered(ledger, user) for name, head in one.heads.items()}
    return [heads.get(name, "") for name in lost]


def asked_in(query: str) -> str:
    """Of the part of an address after the question mark, what is asked; raises Refused where nothing may be kept."""
    values = QueryDict(query, mutable=True)
    for name in PASSING & values.keys():
        del values[name]
    for name in [name for name, said in values.lists() if not any(said)]:
        del values[name]
    if not values:
        raise Refused("当前列表没有筛选、排序，也没有选择列，请先设好再保存。")
    if any(stray_numbers.within(said) for _, several in values.lists() for said in several):
        raise Refused("查询条件里有身份证号或手机号，不能保存，请去掉后再保存。")
    asked = values.urlencode()
    if len(asked) > LONGEST:
        raise Refused("查询条件太多，不能保存，请减少勾选的条件或列。")
    return asked


def removable(user: Actor) -> models.QuerySet[SavedView]:
    """One's own; a county administrator also takes back what others share."""
    mine = models.Q(owner=user.pk)
    return SavedView.objects.filter(mine | ~models.Q(role="") if Role.COUNTY_ADMIN in user.roles else mine)


def remove(row: SavedView, *, by: Actor) -> None:
    with transaction.atomic():
        audit.record(audit.Event.STEP, by=by, row=row, move="view_removed", ledger=row.ledger)
        row.delete()


def _role(role: str, by: Actor) -> str:
    if not role:
        return ""
    if not by.roles & SHARING:
        raise NotYours("您的角色不能把查询共享给别人。")
    if role not in Role.values:
        raise Refused("没有这个角色，请重新选择共享给谁。")
    return role


def roles_to_share(user: Actor) -> list[tuple[Any, Any]]:
    """The roles this user may share a view with; none for who may not."""
    return list(Role.choices) if user.roles & SHARING else []
