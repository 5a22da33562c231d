"""Rules of an account at every request: still valid, not idle or signed in too long, password and news its own."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from accounts.passwords import must_rotate
from accounts.services import handed_out, sessions
from electioncycle.security import audit
from electioncycle.security.request_lines import own_path
from electioncycle.web.pages import key_of, refusal

FREE = ("/accounts/password/", "/accounts/logout/", "/static/", "/healthz", "/readyz")
TELLS = "/accounts/handed-out/"
ENDED = {
    "deactivated": "您的账号已停用，不能继续使用。有疑问的，请联系县换届办的安全管理员。",
    "expired": "您的账号已过有效期，不能继续使用。仍需使用的，请联系县换届办的安全管理员延期。",
}


class account_rules:  # noqa: N801 - middleware is named like the function it stands for
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Read first: asking who the user is drops a session that no longer holds.
        named = key_of(str(request.session.get(SESSION_KEY, "")))
        if not named:
            return self.get_response(request)
        request.user = user = get_user(request)  # itself: Django's stand-in asks anew at every attribute
        if not isinstance(user, User) or not user.is_authenticated:
            return self._ended(request, User.objects.filter(pk=named).first())
        if user.has_expired:
            return self._ended(request, user)
        if why := self._too_long(request):
            sessions.forget(request)
            logout(request)
            return redirect(f"{settings.LOGIN_URL}?why={why}")
        if (user.must_change_password or must_rotate(user)) and not request.path.startswith(FREE):
            return redirect("password_change")
        if self._has_news(request):
            return redirect("handed_out")
        return self.get_response(request)

    def _has_news(self, request: HttpRequest) -> bool:
        """Whether the page asked for waits until he has read who handed his password out."""
        untold = request.method == "GET" and handed_out.UNTOLD in request.session
        return untold and not request.path.startswith((*FREE, TELLS))

    def _too_long(self, request: HttpRequest) -> str:
        now = timezone.now().timestamp()
        since = request.session.setdefault(sessions.SINCE, now)
        seen = request.session.get(sessions.SEEN, 0)
        if now - since > settings.SESSION_COOKIE_AGE:
            return "long"
        if seen and now - seen > settings.SESSION_IDLE_SECONDS:
            return "idle"
        if now - seen > 60:
            sessions.seen(request)
        return ""

    def _ended(self, request: HttpRequest, user: User | None) -> HttpResponse:
        """One refusal, one event; the browser is signed out, so that it does not come back with every click."""
        why = "changed"
        if user is not None and not user.is_active:
            why = "deactivated"
        elif user is not None and user.has_expired:
            why = "expired"
        sessions.forget(request)
        logout(request)
        audit.record(audit.Event.REFUSED, by=user, row=user, path=own_path(request.path), status=403, why=why)
        if why == "changed":
            return redirect(f"{settings.LOGIN_URL}?why={why}")
        return refusal(request, ENDED[why], 403)
