"""A file on its way to the browser."""

from django.http import HttpResponse

from electioncycle.web.pages import disposition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes, name: str, content_type: str = XLSX, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = disposition(name, inline=inline)
    response["Cache-Control"] = "no-store"
    return response
