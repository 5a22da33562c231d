"""The page for whoever comes while more people wait than can soon be served; no query, no session, nothing executed."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.template.loader import render_to_string

ALWAYS_SERVED = ("/static/", "/healthz", "/readyz")
RETRY_SECONDS = 10
LARGEST_FORM = 1024 * 1024
"""A form typed by hand is shorter; what is longer, and files, the browser still has."""
PRIVATE = "/accounts/"
"""What is typed below this address, passwords above all, goes into no page."""
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Retry-After", str(RETRY_SECONDS)),
    ("Content-Security-Policy", "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def busy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says so in words. A form comes back with what was typed, to be sent once more from this very page."""
    posted = environ["REQUEST_METHOD"] not in ("GET", "HEAD")
    context = {"posted": posted, "typed": _typed(environ) if posted else None, "seconds": RETRY_SECONDS}
    body = render_to_string("busy.html", context).encode()
    status = HTTPStatus.SERVICE_UNAVAILABLE
    start_response(f"{status.value} {status.phrase}", [*HEADERS, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _typed(environ: dict[str, Any]) -> list[tuple[str, str]] | None:
    """The fields of a form; None where they cannot or must not stand in a page."""
    kind, length = environ.get("CONTENT_TYPE", ""), environ.get("CONTENT_LENGTH") or ""
    plain = kind.startswith("application/x-www-form-urlencoded") and length.isdecimal() and int(length) <= LARGEST_FORM
    if not plain or environ.get("PATH_INFO", "").startswith(PRIVATE):
        return None
    try:
        sent = environ["wsgi.input"].read(int(length)).decode("ascii")
        return parse_qsl(sent, keep_blank_values=True, errors="strict")
    except ValueError:
        return None


def unless(turned_away: Callable[[], bool], application: Wsgi) -> Wsgi:
    """The application, but the page for those who are turned away; what costs nearly nothing is served always."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        served = not turned_away() or environ.get("PATH_INFO", "").startswith(ALWAYS_SERVED)
        return (application if served else busy)(environ, start_response)

    return answer
