"""What concerns one user now: to-do entries collected from all ledgers, and notices that services send.

A service tells people by ``notify``: one user, or everyone who holds a role on the line of a place. Notices are one
short sentence without personal data; whoever may not open the address behind one is refused there.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from electioncycle.actors import Actor, CycleLike
from electioncycle.desk.unnamed import kept_for_all
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Due
from electioncycle.records.workflow import steps
from electioncycle.security import marks, privacy

KEPT_DAYS = 180


class Notice(models.Model):
    """One sentence for one user, or for the holders of roles whose place lies above, at or below ``path``."""

    class Tone(models.TextChoices):
        INFO = "info", "通知"
        WARN = "warn", "提醒"
        BAD = "bad", "预警"

    text = models.CharField("内容", max_length=200)
    url = models.CharField("地址", max_length=200, blank=True)
    tone = models.CharField("类别", max_length=4, choices=Tone, default=Tone.INFO)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    roles = models.CharField(max_length=200, blank=True)  # “,county_admin,county_clerk,”: a part of it finds a role
    path = models.CharField(max_length=120, blank=True, db_index=True)
    cycle_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="notice_once_per_key")]

    def __str__(self) -> str:
        return self.text


class NoticeRead(models.Model):
    """Who has read which notice; a notice to a role is read by each holder for himself."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "通知阅读记录"
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.notice_id}"


def notify(
    text: str,
    *,
    url: str = "",
    user: Actor | None = None,
    roles: Iterable[str] = (),
    place: Any = None,
    cycle: CycleLike | None = None,
    tone: str = Notice.Tone.INFO,
    key: str = "",
) -> Notice | None:
    """Tell one user, or whoever holds one of ``roles`` at ``place`` (whatever has a path).

    ``url`` is an address of this site. With ``key`` (``lapse:17``) the same thing is said once however often it is
    found; a changed sentence replaces the old one and counts as unread again. An account out of use is told nothing.
    """
    held = sorted(roles)
    if (user is None) == (not held) or (held and place is None):
        raise ValueError("a notice goes to one user, or to roles at a place")
    if user is not None and not user.is_active:
        return None
    values = {
        "text": privacy.mask_text(text)[:200],
        "url": url if url.startswith("/") and not url.startswith("//") else "",
        "tone": tone,
        "user": user,
        "roles": f",{','.join(held)}," if held else "",
        "path": place.path if held else "",
        "cycle_id": cycle.pk if cycle is not None else None,
    }
    if not key:
        return Notice.objects.create(**values)
    notice, added = Notice.objects.get_or_create(key=key, defaults=values)
    if not added and notice.text != values["text"]:
        notice.reads.all().delete()
        Notice.objects.filter(pk=notice.pk).update(**values, created_at=timezone.now())
    return notice


def tell_handed_back(row: Any, *, after: str, by: Actor, reason: str, url: str = "", how: str = "被退回") -> None:
    """Whoever took the move ``after`` last learns that the row came back, why, and where to go on.

    ``url`` is by default the page of the row in its ledger; ``how`` says what else became of what they did.
    """
    last = steps(row).filter(move=after).order_by("-id").first()
    if last is None or last.by == by:
        return
    address = url or ledgers.of(type(row)).page_of(row)
    notify(f"{row}{how}：{reason}", url=address, user=last.by, cycle=row.cycle, tone=Notice.Tone.WARN)


def withdraw_notice(key: str) -> None:
    """What the notice under this key said is settled."""
    Notice.objects.filter(key=key).delete()


def tell_overdue(user: Actor, cycle: CycleLike) -> int:
    """One notice for each overdue to-do entry of the user; the same one is not said twice, a settled one is withdrawn.

    Returns how many entries are overdue. What concerns him his ledgers decide, as on the page of to-do entries.
    """
    start, told = f"overdue:{cycle.pk}:{user.pk}:", set()
    for _, due in _asked(user, cycle):
        if due.is_overdue:
            key = start + hashlib.sha256(due.url.encode()).hexdigest()[:16]
            text = f"已逾期：{due.title}" + (f"({due.count}项)" if str(due.count) not in due.title else "")
            notify(text, url=due.url, user=user, cycle=cycle, tone=Notice.Tone.WARN, key=key)
            told.add(key)
    Notice.objects.filter(key__startswith=start).exclude(key__in=told).delete()
    return len(told)


def notices_of(user: Actor, cycle: CycleLike | None) -> models.QuerySet[Any]:
    """Notices to this user or his role and place, of this cycle or of none, marked with ``is_read``."""
    return _told(user, cycle).annotate(is_read=_read_by(user))


def unread_by(user: Actor, cycle: CycleLike | None) -> models.QuerySet[Any]:
    return _told(user, cycle).filter(~_read_by(user))


def _told(user: Actor, cycle: CycleLike | None) -> models.QuerySet[Any]:
    mine = Q(user=user.pk)
    if user.roles:
        held = Q()
        for role in user.roles:
            held |= Q(roles__contains=f",{role},")
        mine |= held & user.scope_q("path", upward=True)
    now_here = Q(cycle_id=None) | Q(cycle_id=cycle.pk if cycle is not None else None)
    return Notice.objects.filter(mine, now_here)


def _read_by(user: Actor) -> Exists:
    return Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), user=user.pk))


def mark_read(notices: Iterable[Notice], *, by: Actor) -> int:
    """Returns how many were unread; the same notice twice at once is read once."""
    marks = [NoticeRead(notice=notice, user_id=by.pk) for notice in notices]
    NoticeRead.objects.bulk_create(marks, ignore_conflicts=True)
    return len(marks)


def mark_all_read(*, by: Actor, cycle: CycleLike | None) -> int:
    return mark_read(unread_by(by, cycle), by=by)


def erase_old() -> int:
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    return Notice.objects.filter(created_at__lt=old).delete()[1].get("electioncycle.Notice", 0)


@dataclass(frozen=True)
class Asking:
    """What the holders of these roles are asked for beside the ledgers that they see."""

    group: str
    roles: frozenset[str]
    due: Callable[[Any, Any], Iterable[Due]]


BESIDE: dict[str, Asking] = {}
"""By name; apps add theirs in ``ledger``."""

TO_DECIDE = "待我审批"


@dataclass
class Group:
    """To-do entries of one part of the menu, the most urgent first."""

    title: str
    entries: list[Due] = field(default_factory=list)


def due_of(user: Actor, cycle: CycleLike | None) -> list[Due]:
    """All to-do entries of this user: overdue first, then by deadline, those without one last."""
    return [due for _, due in _due_by_group(user, cycle)]


def groups_of(user: Actor, cycle: CycleLike | None) -> list[Group]:
    """The same in groups: first what others wait for, then the group that holds the most urgent entry."""
    found: dict[str, Group] = {TO_DECIDE: Group(TO_DECIDE)}
    for title, due in _due_by_group(user, cycle):
        title = TO_DECIDE if due.to_decide else title
        found.setdefault(title, Group(title)).entries.append(due)
    return [group for group in found.values() if group.entries]


def _due_by_group(user: Actor, cycle: CycleLike | None) -> list[tuple[str, Due]]:
    return sorted(_kept(user, cycle), key=lambda pair: pair[1].urgency)


def _kept(user: Actor, cycle: CycleLike | None) -> list[tuple[str, Due]]:
    return marks.once(("due", user.pk, cycle and cycle.pk), lambda: _last_said(user, cycle))


def _last_said(user: Actor, cycle: CycleLike | None) -> list[tuple[str, Due]]:
    """What each ledger said last, asked anew only where something it reads was changed in the user's places.

    Those of one township have most of it in common: what a ledger says without asking who asks is kept for all of
    them, the rest for each by himself.
    """
    asked = _sources(user)

    def ask(actor: Any, name: str) -> list[Any]:
        return [due.as_plain() for due in asked[name][1](actor, cycle)]

    found = kept_for_all("due", dict.fromkeys(asked, tuple(user.scope_paths)), ask, user=user, cycle=cycle)
    return [(asked[name][0], Due.from_plain(plain)) for name, said in found.items() for plain in said]


def _sources(user: Actor) -> dict[str, tuple[str, Callable[[Any, Any], Iterable[Due]]]]:
    """By name: the part of the menu, and who is asked for what is to be done."""
    of_ledgers = {name: (one.group, ask) for one in ledgers.visible(user) for name, ask in _asked_of(one).items()}
    return of_ledgers | {name: (one.group, one.due) for name, one in BESIDE.items() if user.roles & one.roles}


def _asked_of(ledger: Any) -> dict[str, Callable[[Any, Any], Iterable[Due]]]:
    """Each part of what it says is kept, and asked again, for itself."""
    parts = {f"{ledger.name} {name}": getattr(ledger, name) for name in ledger.due_parts}
    return parts or {ledger.name: ledger.due}


def _asked(user: Actor, cycle: CycleLike | None) -> list[tuple[str, Due]]:
    return [(group, due) for group, asked in _sources(user).values() for due in asked(user, cycle)]


def count(user: Actor, cycle: CycleLike | None) -> int:
    """To-do entries and unread notices, for the frame of every page."""
    return len(_kept(user, cycle)) + number_unread(user, cycle)


def number_unread(user: Actor, cycle: CycleLike | None) -> int:
    return _number("unread", unread_by(user, cycle), user, cycle)


def number_told(user: Actor, cycle: CycleLike | None) -> int:
    return _number("told", _told(user, cycle), user, cycle)


def _number(name: str, notices: models.QuerySet[Any], user: Actor, cycle: CycleLike | None) -> int:
    """Counted again once there is another notice, or one was read: an official of a county may have ten thousands."""
    asked = (name, user.pk, user.roles, tuple(user.scope_paths), cycle and cycle.pk)
    return marks.remembered(asked, lambda: notices.order_by().count())
