"""The owner's side of credentials others handed out: taking the account over, being told, objecting."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.places import places_of
from accounts.services import sessions
from accounts.services.notes import note
from electioncycle.desk import inbox
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.credentials import CredentialIssue

UNTOLD = "untold_issues"
WATCHERS = frozenset({Role.SECURITY_ADMIN, Role.AUDITOR})


def standing(user: User) -> Any:
    """Issues whose issuers may still use the account."""
    return user.issues.filter(taken_over_at=None)


def objections(users: Any) -> Any:
    """What owners among these accounts declared not to have asked for, newest first."""
    found = CredentialIssue.objects.filter(account__in=users).exclude(objected_at=None)
    return found.select_related("account", "issuer").order_by("-objected_at")


def signed_in(request: HttpRequest, user: User) -> None:
    """A sign-in from the owner's own password ends what was handed out; what he was not told yet he is told now."""
    if not user.must_change_password:
        standing(user).filter(at__lt=user.password_set_at).update(taken_over_at=timezone.now())
    if user.issues.filter(told_at=None).exists():
        request.session[UNTOLD] = True


def acknowledge(request: HttpRequest, *, by: User) -> None:
    """He has read who handed out what."""
    with transaction.atomic():
        known = by.issues.filter(told_at=None).update(told_at=timezone.now())
        request.session.pop(UNTOLD, None)
        if known:
            note(by, "issues_known", "知悉密码发放、重置情况", by=by)


def object_to(issue: CredentialIssue, request: HttpRequest, *, by: User) -> int:
    """Not asked for by the owner: all since then counts as the issuer's, and approvals he gave to it are void.

    Returns how many. The password is changed once more, other sessions end, and the watchers are told.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.pk)
        same = user.issues.select_for_update().filter(kind=issue.kind, at=issue.at, objected_at=None)
        if not (issuers := [one.issuer for one in same.select_related("issuer")]):
            raise Refused("您已对这一项提出过异议，安全管理员和审计员已收到。")
        same.update(objected_at=timezone.now(), taken_over_at=None)
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
        sessions.end_others(request, by=user)
        void = sum(_void(user, issuer, issue.at) for issuer in issuers)
        what = f"{issue.get_kind_display()}不是本人要求"
        day = timezone.localtime(issue.at)
        _tell(user, f"“{user}”声明{'、'.join(map(str, issuers))}{day:%m月%d日}{what}", void)
        note(user, "issue_objected", f"声明{what}", by=user, issuers=[one.pk for one in issuers], void=void)
    return void


def _void(user: User, issuer: User, since: Any) -> int:
    """Approvals by the issuer of what the account had a part in since."""
    part = StepRecord.objects.filter(
        object_type=OuterRef("object_type"), object_id=OuterRef("object_id"), by=user, at__gte=since
    )
    given = StepRecord.objects.filter(Exists(part), by=issuer, approves=True, void_at=None, at__gte=since)
    return given.update(void_at=timezone.now(), void_reason=f"经办账号“{user}”的密码被审批人重置，不是其本人要求")


def _tell(user: User, what: str, void: int) -> None:
    after = f"，其后经其审批的{void}件已失效" if void else ""
    for place in places_of(user)[:1]:
        inbox.notify(
            f"{what}{after}，请核查",
            url=reverse("resets"),
            roles=WATCHERS,
            place=place.where,
            tone=inbox.Notice.Tone.BAD,
        )
