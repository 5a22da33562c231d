"""Turns a refusal into its page and one audit event, and keeps pages with personal data out of caches."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse

from electioncycle.records import history
from electioncycle.refusals import Conflict, NotYours, Refused
from electioncycle.security import audit
from electioncycle.security.limits import TooMany
from electioncycle.security.request_lines import own_key
from electioncycle.web.pages import refusal, too_large

ALWAYS_REFUSED = frozenset({400, 403, 404, 405, 409, 413})
"""Answers to a write that mean it was not done; 422 is a refusal too unless the form merely asks to be completed."""


def _since(refused: Refused) -> list[history.Overtaken]:
    """What others saved while the user looked at the row."""
    overtaken = isinstance(refused, Conflict) and refused.row is not None
    return history.saved_since(refused.row, refused.seen) if overtaken else []  # type: ignore[attr-defined]


def _field_of(error: ValidationError) -> str:
    """The first field that a check of a row names."""
    return next(iter(getattr(error, "error_dict", {})), "")


INLINE, LEADS = "X-Inline", "X-Location"
"""A move sent by ``static/js/moves.js``, which shows a refusal beside the form, and the page it leads to."""


class refusals_in_words:  # noqa: N801 - middleware is named like the function it stands for
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        huge = length.isdecimal() and int(length) > settings.REQUEST_MAX_BYTES
        response = too_large(request) if huge else self.get_response(request)
        if request.user.is_authenticated and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        if self._is_refused_act(request, response):
            # The act's own transaction has been rolled back; the refusal is a fact of its own, written once.
            match = request.resolver_match
            why: dict[str, Any] = {"why": code} if (code := getattr(response, "why", "")) else {}
            audit.record(
                audit.Event.REFUSED,
                by=request.user if request.user.is_authenticated else None,
                route=(match.view_name if match else "") or "",
                keys=[own_key(value) for value in match.kwargs.values() if isinstance(value, int)] if match else [],
                status=response.status_code,
                **why,
            )
        if request.headers.get(INLINE) and response.has_header("Location"):
            # The script that sent the move opens the page itself: following would take its messages away.
            response.status_code, response[LEADS] = 204, response["Location"]
            del response["Location"]
        return response

    def _is_refused_act(self, request: HttpRequest, response: HttpResponse) -> bool:
        """A write by somebody signed in that was not done, or anything at all beyond its budget."""
        refused = getattr(response, "refused", False)
        if refused and response.status_code == TooMany.status:
            return True
        if request.method in ("GET", "HEAD", "OPTIONS") or not request.user.is_authenticated:
            return False
        return refused or response.status_code in ALWAYS_REFUSED

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied):
            exception = NotYours("您的角色没有办理此项的权限。")
        if isinstance(exception, ValidationError):
            exception = Refused(" ".join(exception.messages), field=_field_of(exception))
        if not isinstance(exception, Refused):
            return None
        response = refusal(request, str(exception), exception.status, since=_since(exception), field=exception.field)
        response.why = exception.why  # type: ignore[attr-defined]
        if isinstance(exception, TooMany):
            response["Retry-After"] = str(exception.retry_after)
        return response
