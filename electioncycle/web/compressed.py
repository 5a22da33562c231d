"""Pages go compressed over a township's slow line: a long home is 160 kB of words, and 20 on the line."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Only pages: files made for people are compressed already, or come in pieces as they are made.

    Django makes each answer differently long, so that its length tells nothing of what it hides.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
