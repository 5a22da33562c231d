"""Resetting what signs an account in; for those that watch over each other one asks and another confirms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.models import User
from accounts.places import accounts_of, places_of
from accounts.services import accounts
from accounts.services.notes import acts_on, note
from electioncycle.desk import inbox
from electioncycle.records.workflow import StepRecord, require_reason
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import GUARDED
from electioncycle.security import credentials
from electioncycle.security.credentials import CredentialIssue

WAITS_HOURS = 72
PASSWORD, SECOND_FACTOR = "reset_password", "reset_second_factor"
REFUSE = "refuse_reset"
ACTS: dict[str, tuple[CredentialIssue.Kind, Callable[..., Any]]] = {
    PASSWORD: (CredentialIssue.Kind.PASSWORD, accounts.reset_password),
    SECOND_FACTOR: (CredentialIssue.Kind.SECOND_FACTOR, accounts.reset_second_factor),
}
ASKED = {f"ask_{act}": act for act in ACTS}


def title(act: str) -> str:
    return str(ACTS[act][0].label)


def waiting(user: User) -> StepRecord | None:
    """The request to reset this account that nobody has settled, as long as it has not lapsed."""
    last = acts_on(user).filter(move__in=(*ASKED, *ACTS, REFUSE)).first()
    return last if last is not None and last.move in ASKED and last.at > _oldest() else None


def _oldest() -> datetime:
    return timezone.now() - timedelta(hours=WAITS_HOURS)


def all_waiting(user: User) -> list[tuple[User, StepRecord]]:
    """Accounts in the user's territory, their own included, with the request that waits."""
    asked = StepRecord.objects.filter(object_type=User._meta.label_lower, move__in=ASKED, at__gt=_oldest())
    found = accounts_of(user).filter(pk__in=asked.values("object_id"))
    return [(one, step) for one in found if (step := waiting(one))]


def confirmers(user: User, *, by: User) -> QuerySet[User]:
    """Who is there to confirm what ``by`` asks for about this account."""
    paths = [place.where.path for place in places_of(user)]
    others = User.objects.filter(groups__name__in=GUARDED, is_active=True).exclude(pk__in=(user.pk, by.pk)).distinct()
    able = [one.pk for one in others if not one.has_expired and all(map(one.covers, paths))]
    return User.objects.filter(pk__in=able)


def ask(user: User, act: str, *, by: User, reason: str, version: int | None = None) -> None:
    """The first person's word; nothing has changed yet, and the owner is told as well."""
    reason = require_reason(reason, title(act))
    with transaction.atomic():
        user = accounts.locked(user, version, by=by)
        accounts.require_helper(user, by)
        if not user.is_active:
            raise Refused(f"账号“{user.username}”已停用，请先恢复再重置。")
        if standing := waiting(user):
            raise Refused(f"{standing.by}已{standing.title}，请由另一人在“重置复核”中办理。")
        if not confirmers(user, by=by).exists():
            raise Refused(
                "没有可以复核的另一人(安全管理员、审计员或县级换届管理员)，不能在页面上重置这个账号。"
                f"请系统管理员在服务器上执行 manage.py {act} {user.username}，办理情况记入审计。"
            )
        inbox.notify(
            f"{by}申请为账号“{user}”{title(act)}，须由另一人复核；不是账号本人要求的，请不予同意",
            url=reverse("resets"),
            roles=GUARDED,
            place=SimpleNamespace(path=places_of(user)[0].where.path),
            tone=inbox.Notice.Tone.WARN,
            key=_notice_key(user),
        )
        note(user, f"ask_{act}", f"申请{title(act)}", by=by, reason=reason)


def confirm(user: User, *, by: User, version: int | None = None) -> None:
    """The second person's word: reset now, in the name of who asked; the slip goes to that one."""
    with transaction.atomic():
        user = accounts.locked(user, version, by=by)
        step = _standing(user, by)
        if step.by_id == by.pk:
            raise Refused("这份申请由您本人提出，须由另一人复核。")
        credentials.require_apart([(step.by_id, step.at)], by=by)
        asker = User.objects.get(pk=step.by_id)
        if not rules.may_help(asker.roles, user.roles):
            raise Refused(f"申请人{asker}已不是安全管理员，申请作废，请由现任安全管理员重新申请。")
        act = ASKED[step.move]
        _tell(user, asker, "已复核同意" + ("，新的初始密码在“账号通知条”中领取" if act == PASSWORD else ""))
        ACTS[act][1](user, by=asker, reason=step.reason, seconded_by=by)


def refuse(user: User, *, by: User, reason: str, version: int | None = None) -> None:
    """Not agreed to: by a second person, by the owner, or taken back by who asked."""
    reason = require_reason(reason, "不同意重置")
    with transaction.atomic():
        user = accounts.as_seen(user, version)
        step = _standing(user, by)
        _tell(user, step.by, "未获同意")
        note(user, REFUSE, "不同意重置", by=by, reason=reason)


def _standing(user: User, by: User) -> StepRecord:
    if not by.roles & GUARDED or not all(by.covers(place.where.path) for place in places_of(user)):
        raise NotYours("重置申请由安全管理员、审计员或县级换届管理员复核。")
    step = waiting(user)
    if step is None:
        raise Refused(f"账号“{user.username}”没有待复核的重置申请，可能已办理或超过{WAITS_HOURS}小时。")
    return step


def _tell(user: User, asker: User, what: str) -> None:
    inbox.withdraw_notice(_notice_key(user))
    inbox.notify(f"您为账号“{user}”提出的重置申请{what}", url=reverse("slips"), user=asker)


def _notice_key(user: User) -> str:
    return f"reset:{user.pk}"
