"""What logs, mails and the audit trail may say of a request: where it went and what came of it, nothing somebody wrote.

A path may hold a name or a number that somebody typed into the address bar, a header whatever a program sent. Of a
path stay the words of our own routes and numbers short enough to be keys of ours; a request that was refused leaves
one line.
"""

import functools
import logging
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import get_resolver

from electioncycle.security.privacy import mask_text

MASKED = "***"
LONGEST_KEY = 7
"""Digits: no table has ten million rows, while birthdays have eight digits and phones eleven."""
LONGEST_LINE = 300
_FOREIGN = re.compile(r"(?:[^\x20-\x7e]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[rnt]|%[0-9a-fA-F]{2})+")
_REST_OF_ADDRESS = re.compile(r"(https?://[^/\s'\"]*)[^\s'\"]*")


@functools.cache
def _words_of(urlconf: str) -> frozenset[str]:
    """The fixed parts of all our addresses."""
    try:
        found = get_resolver(urlconf).reverse_dict.lists()
    except (ImportError, ImproperlyConfigured):
        return frozenset()
    texts = (text for _, entries in found for possibilities, *_ in entries for text, _ in possibilities)
    return frozenset(part for text in texts for part in text.split("/") if "%(" not in part)


def own_key(number: int) -> int | str:
    """The number as it stands in an address, masked where it can be no key of ours."""
    return number if 0 <= number < 10**LONGEST_KEY else MASKED


def own_path(path: str) -> str:
    """The path with every part masked that is neither a word of our routes nor a number that may be a key."""
    words = _words_of(settings.ROOT_URLCONF)
    return "/".join(part if part in words or _may_be_a_key(part) else MASKED for part in path.split("/"))


def _may_be_a_key(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= LONGEST_KEY


def one_line(text: str) -> str:
    """A message about a request that could not be read: in one line, without addresses, Chinese or raw bytes."""
    return mask_text(_FOREIGN.sub(MASKED, _REST_OF_ADDRESS.sub(r"\1", text)))[:LONGEST_LINE]


class RequestFilter(logging.Filter):
    """On records about a request: the path masked; one line without traceback where the request was at fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        told = record.getMessage()
        for path in {request.path, request.path.encode("unicode_escape").decode("ascii")} - {"", "/"}:
            told = told.replace(path, own_path(request.path))
        if 400 <= getattr(record, "status_code", 0) < 500:
            told, record.exc_info = one_line(told), None
        record.msg, record.args = told, ()
        return True


KEPT_HEADERS = ("REQUEST_METHOD", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_HOST", "SERVER_NAME", "REMOTE_ADDR")


class ToldRequest:
    """A request as an error report sees it."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = self.path_info = own_path(request.path_info)
        self.META: dict[str, Any] = {
            name: one_line(str(request.META[name])) for name in KEPT_HEADERS if name in request.META
        }
