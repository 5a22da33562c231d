"""Opening, changing and closing accounts, each act by somebody else than the owner, recorded with its reason.

Whoever hands credentials out by it is put on record (electioncycle/security/credentials.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.models import Details, Scope, Slip, User
from accounts.passwords import first_password
from accounts.places import Place, places_of
from accounts.services import lockout, second_factor, slips
from accounts.services.notes import note
from accounts.services.sign_in import set_password
from electioncycle.desk import inbox
from electioncycle.records.workflow import require_reason
from electioncycle.refusals import Conflict, NotYours, Refused
from electioncycle.roles import GUARDED, Role
from electioncycle.security import audit, credentials
from electioncycle.security.credentials import CredentialIssue

GUARDED_DAYS = 90


def open_account(
    username: str,
    details: Details,
    *,
    by: User,
    roles: Collection[str],
    places: Sequence[Place],
    password: str | None = None,
    hashed: str = "",
    first_change: bool = True,
) -> User:
    """A new account. Without ``password`` (or its hash) nobody can sign in with it until one is set.

    With ``first_change`` the password is one that ``by`` hands out, and the owner sets their own before anything else.
    """
    _require_fitting(roles, places, by)
    user = User(username=username, **asdict(details), must_change_password=first_change)
    set_password(user, password, hashed=hashed)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            _give(user, roles, places)
            if first_change and (password or hashed):
                credentials.issue(user, CredentialIssue.Kind.OPENED, by=by)
            _tell_watchers(user, set(), set(roles), places, by=by)
            note(user, "open", "建立账号", by=by, roles=sorted(roles), places=[place.where.path for place in places])
    except IntegrityError:
        raise Refused(f"用户名“{username}”已经有人使用，请另取一个。") from None
    return user


def open_with_slip(
    username: str, details: Details, *, by: User, roles: Collection[str], places: Sequence[Place]
) -> Slip:
    """A new account whose first password waits on a slip."""
    password = first_password()
    with transaction.atomic():
        user = open_account(username, details, by=by, roles=roles, places=places, password=password)
        return slips.make([strip_of(user, password, roles)], by=by, title=f"新建账号：{user}")


def strip_of(user: User, password: str, roles: Collection[str]) -> slips.Strip:
    role = "、".join(str(Role(role).label) for role in sorted(roles))
    return slips.Strip(unit=user.unit, name=user.name, username=user.username, password=password, role=role)


def change_details(user: User, details: Details, *, by: User, version: int | None = None) -> User:
    with transaction.atomic():
        user = locked(user, version, by=by)
        changed = [name for name, value in asdict(details).items() if getattr(user, name) != value]
        if not changed:
            return user
        for name, value in asdict(details).items():
            setattr(user, name, value)
        _save(user, *changed)
        note(user, "details", "修改账号信息", by=by, fields=changed)
    return user


def assign_roles(
    user: User, roles: Collection[str], places: Sequence[Place], *, by: User, reason: str, version: int | None = None
) -> User:
    """New roles and places; the owner signs in again. Nobody does this to themselves."""
    reason = require_reason(reason, "调整角色和管辖范围")
    with transaction.atomic():
        user = locked(user, version, by=by)
        _require_fitting(roles, places, by)
        before = sorted(user.roles)
        _give(user, roles, places)
        _tell_watchers(user, set(before), set(roles), places, by=by)
        user.epoch += 1
        _save(user, "epoch")
        paths = [place.where.path for place in places]
        note(user, "roles", "调整角色和范围", by=by, reason=reason, before=before, roles=sorted(roles), places=paths)
    return user


def take_on(user: User, other: User, *, by: User, reason: str) -> User:
    """The other's roles and places on top of their own."""
    places = {place.key: place for place in (*places_of(user), *places_of(other))}
    return assign_roles(user, user.roles | other.roles, list(places.values()), by=by, reason=reason)


def deactivate(user: User, *, by: User, reason: str, version: int | None = None) -> User:
    """From the next request on nobody works with this account."""
    reason = require_reason(reason, "停用账号")
    with transaction.atomic():
        user = locked(user, version, by=by)
        if not user.is_active:
            raise Refused(f"账号“{user.username}”已经停用。")
        user.is_active = False
        user.epoch += 1
        _save(user, "is_active", "epoch")
        note(user, "deactivate", "停用账号", by=by, reason=reason)
    return user


def reactivate(user: User, *, by: User, reason: str, version: int | None = None) -> User:
    reason = require_reason(reason, "恢复账号")
    with transaction.atomic():
        user = locked(user, version, by=by)
        if user.is_active:
            raise Refused(f"账号“{user.username}”没有停用。")
        user.is_active = True
        _save(user, "is_active")
        note(user, "reactivate", "恢复账号", by=by, reason=reason)
    return user


def reset_password(
    user: User, *, by: User, reason: str, seconded_by: User | None = None, version: int | None = None
) -> Slip:
    """A new first password on a slip; sessions end, the lock opens, the first sign-in asks for a new one."""
    reason = require_reason(reason, "重置密码")
    password = first_password()
    with transaction.atomic():
        user = locked(user, version, by=by)
        require_helper(user, by)
        _require_second(user, by, seconded_by)
        if not user.is_active:
            raise Refused(f"账号“{user.username}”已停用，请先恢复再重置密码。")
        set_password(user, password)
        user.must_change_password = True
        user.epoch += 1
        _save(user, "password", "password_set_at", "must_change_password", "epoch")
        lockout.forget_failures(user.username)
        slip = slips.make([strip_of(user, password, user.roles)], by=by, title=f"重置密码：{user}")
        _hand_out(user, CredentialIssue.Kind.PASSWORD, by=by, seconded_by=seconded_by)
        _note_reset(user, "reset_password", "重置密码", by=by, seconded_by=seconded_by, reason=reason)
    return slip


def reset_second_factor(
    user: User, *, by: User, reason: str, seconded_by: User | None = None, version: int | None = None
) -> User:
    """The phone is lost: the next sign-in, with the password known so far, sets up a new one and a new password."""
    reason = require_reason(reason, "重置动态验证码")
    with transaction.atomic():
        user = locked(user, version, by=by)
        _require_second(user, by, seconded_by)
        second_factor.erase(user)
        user.must_change_password = True
        user.epoch += 1
        _save(user, "must_change_password", "epoch")
        _hand_out(user, CredentialIssue.Kind.SECOND_FACTOR, by=by, seconded_by=seconded_by)
        _note_reset(user, "reset_second_factor", "重置动态验证码", by=by, seconded_by=seconded_by, reason=reason)
    return user


def takes_two(user: User) -> bool:
    """Whether a reset takes a second person: by role, held now or lately, so that stripping it first helps nobody."""
    since = timezone.now() - timedelta(days=GUARDED_DAYS)
    lately = audit.of(user).filter(type=audit.Event.ACCOUNT_CHANGED, at__gte=since, details__move="roles")
    return rules.takes_two(user.roles) or any(rules.takes_two(event.details.get("before", ())) for event in lately)


def _require_second(user: User, by: User, seconded_by: User | None) -> None:
    """The console of the server is the way out where there is nobody else: it may alone."""
    if seconded_by is None and not by.is_service and takes_two(user):
        raise Refused("安全管理员、审计员、县级换届管理员的账号，重置须先申请，由另一人复核后生效。")


def _hand_out(user: User, kind: str, *, by: User, seconded_by: User | None) -> None:
    at = timezone.now()
    for issuer in filter(None, (by, seconded_by)):
        credentials.issue(user, kind, by=issuer, at=at)


def _note_reset(user: User, move: str, title: str, *, by: User, seconded_by: User | None, reason: str) -> None:
    asked = {"asked_by": by.pk} if seconded_by else {}
    note(user, move, title, by=seconded_by or by, reason=reason, **asked)


def unlock(user: User, *, by: User, version: int | None = None) -> User:
    with transaction.atomic():
        user = locked(user, version, by=by)
        require_helper(user, by)
        if not lockout.forget_failures(user.username):
            raise Refused(f"账号“{user.username}”没有锁定，不需要解锁。")
        note(user, "unlock", "解除锁定", by=by)
    return user


def locked(user: User, version: int | None, *, by: User) -> User:
    """The account as it stands now, locked for an act by somebody else than its owner."""
    if user.pk == by.pk:
        raise NotYours("不能办理本人的账号，请由另一名安全管理员办理。本人的密码在“我的账号”中修改。")
    if user.is_service:
        raise Refused("系统服务账号不能在这里办理。")
    return as_seen(user, version)


def as_seen(user: User, version: int | None) -> User:
    """The account as it stands now, locked; Conflict when it is no longer the version somebody saw."""
    current = User.objects.select_for_update().get(pk=user.pk)
    if version is not None and current.version != version:
        said = "这个账号刚被其他人修改过。" if version else "本次提交没有写明您看到的是第几版，没有办理。"
        raise Conflict(f"{said}请核对现在的内容后再办理。")
    return current


def _save(user: User, *fields: str) -> None:
    user.version += 1
    user.save(update_fields=[*fields, "version"])


def _give(user: User, roles: Collection[str], places: Sequence[Place]) -> None:
    user.groups.set([Group.objects.get_or_create(name=str(role))[0] for role in sorted(roles)])
    user.scopes.all().delete()
    Scope.objects.bulk_create(
        Scope(user=user, **{type(place.where)._meta.model_name or "": place.where}, department=place.department)
        for place in places
    )


def _tell_watchers(user: User, before: set[str], after: set[str], places: Sequence[Place], *, by: User) -> None:
    """One person gives and takes these roles; the others that hold them get to know."""
    if by.is_service or not (moved := (before ^ after) & GUARDED):
        return
    names = "、".join(f"{'授予' if role in after else '取消'}“{Role(role).label}”" for role in sorted(moved))
    inbox.notify(
        f"{by}为账号“{user}”({user.username}){names}",
        url=reverse("role_table"),
        roles=GUARDED,
        place=places[0].where,
        tone=inbox.Notice.Tone.WARN,
    )


def _require_fitting(roles: Collection[str], places: Sequence[Place], by: User) -> None:
    levels = [place.level for place in places]
    if found := rules.role_blockers(roles, levels, [place.department for place in places if place.department]):
        raise Refused(" ".join(found))
    if not by.is_service and not all(by.covers(place.where.path) for place in places):
        raise Refused("所填的管辖范围超出了您自己的管辖范围。")


def require_helper(user: User, by: User) -> None:
    """Raises NotYours unless ``by`` may unlock this account or give it a new password."""
    if not by.is_service and not rules.may_help(by.roles, user.roles):
        raise NotYours("组织委员只能为本乡镇的组织干事和村级填报员解锁、重置密码，其他账号请联系县安全管理员。")


def state_of(user: User, locked: Collection[str] = ()) -> tuple[str, str]:
    """Word and tone of an account's standing."""
    if not user.is_active:
        return "已停用", "bad"
    if user.has_expired:
        return "已过期", "bad"
    if user.username in locked:
        return "已锁定", "warn"
    if user.last_login is None:
        return "从未登录", "plain"
    if user.valid_until and (user.valid_until - timezone.localdate()).days <= 14:
        return "即将到期", "warn"
    return "正常", "ok"
