"""Turns a refusal into its page and one audit event, and keeps pages with personal data out of caches."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse

from electioncycle import audit
from electioncycle.pages import refusal
from electioncycle.refusals import NotYours, Refused

ALWAYS_REFUSED = frozenset({403, 404, 405, 409})
"""Answers to a write that mean it was not done; 422 is a refusal too unless the form merely asks to be completed."""


class refusals_in_words:  # noqa: N801 - middleware is named like the function it stands for
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        refused = getattr(response, "refused", False) or response.status_code in ALWAYS_REFUSED
        if refused and request.method not in ("GET", "HEAD", "OPTIONS") and request.user.is_authenticated:
            # The act's own transaction has been rolled back; the refusal is a fact of its own, written once.
            match = request.resolver_match
            audit.record(
                audit.Event.REFUSED,
                by=request.user,
                route=(match.view_name if match else "") or "",
                keys=[value for value in match.kwargs.values() if isinstance(value, int)] if match else [],
                status=response.status_code,
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied):
            exception = NotYours("您的角色没有办理此项的权限。")
        if isinstance(exception, ValidationError):
            exception = Refused(" ".join(exception.messages))
        if not isinstance(exception, Refused):
            return None
        return refusal(request, str(exception), exception.status)
