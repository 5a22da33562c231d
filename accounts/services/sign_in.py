"""What happens when an official signs in, signs out or changes his password, and its place in the audit trail."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import Authenticator, FormerPassword, User
from accounts.passwords import REMEMBERED
from accounts.places import is_made_up
from accounts.services import handed_out, sessions
from electioncycle.roles import Role
from electioncycle.security import audit, marks

WAITING = "second_factor"
WAITING_SECONDS = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


def must_have_factor(user: User) -> bool:
    """By role. The county's administrator of a made-up county is spared, so that a demonstration needs no phone."""
    asked = user.roles & settings.TOTP_ROLES
    return bool(asked) and not (asked == {Role.COUNTY_ADMIN} and is_made_up(user))


def needs_second_factor(user: User) -> bool:
    """By role, or because the owner has set one up himself."""
    return must_have_factor(user) or Authenticator.objects.filter(user=user, confirmed=True).exists()


def hold_for_second_factor(request: HttpRequest, user: User) -> None:
    """The password was right; nobody is signed in before the code is."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
    }


def waiting(request: HttpRequest) -> User | None:
    """Whose password was right a few minutes ago in this browser, and whose account is still the same."""
    held = request.session.get(WAITING)
    if not held or timezone.now().timestamp() - held["at"] > WAITING_SECONDS:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or user.has_expired or not constant_time_compare(held["hash"], user.get_session_auth_hash()):
        return None
    return user


def sign_in(request: HttpRequest, user: User, *, factor: str = "") -> User:
    """Open the session; the time of the sign-in before stays visible to the owner of the account."""
    with transaction.atomic():
        user.previous_sign_in = user.last_login
        request.session.pop(WAITING, None)
        with marks.unread():
            user.save(update_fields=["previous_sign_in"])
            login(request, user, backend=BACKEND)
            sessions.remember(request, user)
        handed_out.signed_in(request, user)
        audit.record(audit.Event.SIGNED_IN, by=user, factor=factor or "password")
    return user


def refuse_sign_in(username: str, *, locked: bool = False, factor: bool = False) -> None:
    """A failed attempt is a fact of its own; unknown names are not kept (often a password)."""
    user = User.objects.filter(username=username).first()
    audit.record(audit.Event.SIGN_IN_FAILED, by=None, row=user, locked=locked, factor="code" if factor else "password")


def is_locked(request: HttpRequest, user: User) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def count_failure(request: HttpRequest, user: User, *, factor: bool = False) -> None:
    """Wrong codes, and wrong old passwords, count like those at the door: five of all together lock the account."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request)
    refuse_sign_in(user.username, locked=bool(getattr(request, "axes_locked_out", False)), factor=factor)


def sign_out(request: HttpRequest, *, by: User) -> None:
    sessions.forget(request)
    logout(request)
    audit.record(audit.Event.SIGNED_OUT, by=by)


def change_password(request: HttpRequest, user: User, password: str) -> User:
    """Set the new password; other sessions of the account end, this one goes on."""
    with transaction.atomic():
        set_password(user, password)
        user.must_change_password = False
        user.save(update_fields=["password", "password_set_at", "must_change_password"])
        sessions.end_others(request, by=user)
        update_session_auth_hash(request, user)
        sessions.renamed(request, user)
        audit.record(audit.Event.PASSWORD_CHANGED, by=user, row=user)
    return user


def set_password(user: User, password: str | None = None, *, hashed: str = "") -> None:
    """On the row, which the caller saves; the password before is remembered as used."""
    if user.pk and user.has_usable_password():
        FormerPassword.objects.create(user=user, password=user.password)
        old = user.former_passwords.values_list("pk", flat=True)[REMEMBERED:]
        FormerPassword.objects.filter(pk__in=list(old)).delete()
    if hashed:
        user.password = hashed
    else:
        user.set_password(password)
    user.password_set_at = timezone.now()
