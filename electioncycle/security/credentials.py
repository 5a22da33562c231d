"""Who handed out whose credentials, until when the owner had not taken the account over, and whom that bars.

Whoever made somebody's password can sign in as her. So everything an account does between the handing out and its
take-over (the owner changed the password and signed in anew with it) counts as done by the issuer as well, for ever:
see docs/adr/0006-who-hands-out-a-password-counts-as-its-user.md.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.refusals import Refused

TOLD_DAYS = 90
Hands = Mapping[int, "CredentialIssue | None"]


class CredentialIssue(models.Model):
    """Credentials of ``account`` left the hand of ``issuer``; he may use them until the owner took over."""

    class Kind(models.TextChoices):
        OPENED = "opened", "建立账号并发放初始密码"
        PASSWORD = "password", "重置密码"
        SECOND_FACTOR = "second_factor", "重置动态验证码"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="issues", verbose_name="账号")
    issuer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    kind = models.CharField("事项", max_length=20, choices=Kind)
    at = models.DateTimeField("时间", default=timezone.now)
    taken_over_at = models.DateTimeField("本人接管时间", null=True)
    told_at = models.DateTimeField("本人知悉时间", null=True)
    objected_at = models.DateTimeField("本人提出异议时间", null=True)

    class Meta:
        app_label = "electioncycle"
        verbose_name = verbose_name_plural = "登录凭据发放记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "at"], name="issue_account")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y年%m月%d日 %H:%M}由{self.issuer}{self.get_kind_display()}"


class SameHands(Refused):
    """Two accounts are no two pairs of eyes: one hand could sign in with both."""

    why = "credentials"


def issue(account: Actor, kind: str, *, by: Actor, at: datetime | None = None) -> CredentialIssue:
    """Put on record that ``by`` handed these credentials out; the caller does it and writes the event.

    Whom the owner objected to hands her nothing out again; the console of the server stays the last way in.
    """
    objected = CredentialIssue.objects.filter(account=account.pk, issuer=by.pk).exclude(objected_at=None).first()
    if objected and not by.is_service:
        raise Refused(
            f"账号“{account}”的持有人已声明您{timezone.localtime(objected.at):%Y年%m月%d日}的"
            f"“{objected.get_kind_display()}”不是本人要求的，您不能再为这个账号办理，须由另一人办理。"
        )
    return CredentialIssue.objects.create(account_id=account.pk, kind=kind, issuer_id=by.pk, at=at or timezone.now())


def issues_of(account: Actor) -> models.QuerySet[CredentialIssue]:
    """What the owner of an account is told: the issues of the last months, and older ones he has not seen."""
    since = timezone.now() - timedelta(days=TOLD_DAYS)
    return (
        CredentialIssue.objects.filter(account=account.pk)
        .filter(Q(at__gte=since) | Q(told_at=None))
        .select_related("issuer")
    )


def hands(account: int, at: datetime) -> Hands:
    """Whoever could use this account at that time, by key, each with the issue through which; the owner with none.

    An issuer whose own account had been handed out brings along the one who had it then.
    """
    found: dict[int, CredentialIssue | None] = {account: None}
    asked = [(account, at)]
    while asked:
        key, when = asked.pop()
        standing = Q(taken_over_at=None) | Q(taken_over_at__gt=when)
        for one in CredentialIssue.objects.filter(standing, account=key, at__lte=when).select_related(
            "issuer", "account"
        ):
            if one.issuer_id not in found:
                found[one.issuer_id] = one
                asked.append((one.issuer_id, one.at))
    return found


def bar(acts: Iterable[tuple[int, datetime]], user: Actor) -> str:
    """Why this user's eyes are not another pair than those of the accounts that acted at these times; or nothing."""
    own = hands(user.pk, timezone.now())
    for key, at in acts:
        theirs = hands(key, at)
        if common := [one for one in theirs if one in own]:
            return _sentence(theirs[common[0]], own[common[0]], user)
    return ""


def require_apart(acts: Iterable[tuple[int, datetime]], *, by: Actor) -> None:
    if sentence := bar(acts, by):
        raise SameHands(sentence)


def _sentence(theirs: CredentialIssue | None, own: CredentialIssue | None, user: Actor) -> str:
    if theirs is not None and theirs.issuer_id == user.pk:
        return (
            f"经办账号“{theirs.account}”由您于{timezone.localtime(theirs.at):%Y年%m月%d日}{theirs.get_kind_display()}，"
            "本件是在其本人改密并重新登录之前办理的，您不能审核，须由另一人审核。"
        )
    if own is not None:
        return f"您的账号由{own}，您还没有改密并用新密码重新登录，不能审核本件。请修改密码、退出后重新登录，再办理。"
    return f"经办账号由{theirs}，本件是在其本人改密并重新登录之前办理的，须由另一人审核。" if theirs else ""


def issuers(acts: Iterable[tuple[int, datetime]]) -> set[str]:
    """Names of those in whose hands the accounts were that acted at these times."""
    return {str(one.issuer) for key, at in acts for one in hands(key, at).values() if one is not None}
