"""What happens when an official signs in, signs out or changes his password, and its place in the audit trail."""

from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from electioncycle import audit


def sign_in(request: HttpRequest, user: User) -> User:
    """Open the session; the time of the sign-in before stays visible to the owner of the account."""
    with transaction.atomic():
        user.previous_sign_in = user.last_login
        user.save(update_fields=["previous_sign_in"])
        login(request, user)
        audit.record(audit.Event.SIGNED_IN, by=user)
    return user


def refuse_sign_in(username: str, *, locked: bool = False) -> None:
    """A failed attempt is a fact of its own; unknown names are not kept (often a password)."""
    user = User.objects.filter(username=username).first()
    audit.record(audit.Event.SIGN_IN_FAILED, by=None, row=user, locked=locked)


def sign_out(request: HttpRequest, *, by: Any) -> None:
    logout(request)
    audit.record(audit.Event.SIGNED_OUT, by=by)


def change_password(request: HttpRequest, user: User, password: str) -> User:
    """Set the new password; other sessions of the account end, this one goes on."""
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        audit.record(audit.Event.PASSWORD_CHANGED, by=user, row=user)
    return user
