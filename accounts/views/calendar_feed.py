"""The calendar of an account for programs that cannot sign in, under the secret address its owner made."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.desk import calendars
from electioncycle.web.downloads import download
from electioncycle.web.pages import PUBLIC, Page
from villages.services import cycles_of


class CalendarFeed(Page):
    """Nothing else opens by this address; an account that may not sign in has no calendar either."""

    roles = PUBLIC
    scope = "public"
    takes = {"token": "electioncycle.calendaraddress"}

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        owner = calendars.owner_of(token)
        if owner is None or not owner.is_active:
            raise Http404
        if owner.valid_until and owner.valid_until < timezone.localdate():
            raise Http404
        cycles = [cycle for cycle in cycles_of(owner) if not cycle.is_closed]
        root = request.build_absolute_uri("/").rstrip("/")
        return download(calendars.as_file(owner, cycles, root=root), "换届日历.ics", calendars.CONTENT_TYPE)
