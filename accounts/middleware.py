"""Rules of an account at every request: still valid, not idle too long, first password changed."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

FREE = ("/accounts/password/", "/accounts/logout/", "/static/", "/healthz", "/readyz")


class account_rules:  # noqa: N801 - middleware is named like the function it stands for
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            now = timezone.now().timestamp()
            idle = now - request.session.get("seen", now) > settings.SESSION_IDLE_SECONDS
            expired = user.valid_until and user.valid_until < timezone.localdate()
            if idle or expired:
                logout(request)
                return redirect(f"{settings.LOGIN_URL}?why={'expired' if expired else 'idle'}")
            if now - request.session.get("seen", 0) > 60:  # not at every request: each costs a write
                request.session["seen"] = now
            if user.must_change_password and not request.path.startswith(FREE):
                return redirect("password_change")
        return self.get_response(request)
