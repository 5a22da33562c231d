"""Whether meetings are held as asked: by holder and week, and down through the levels."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.desk.reminders import asked_before
from electioncycle.ledgers import ledger as ledgers
from electioncycle.web.pages import COUNTY
from meetings.choices import Level
from meetings.services import cadence
from meetings.views.base import MeetingsPage, day_of


class CadencePage(MeetingsPage):
    """One series at a time: who kept it in which week."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle, asked, today = self.cycle, request.GET, timezone.localdate()
        try:
            every, series = cadence.chosen(self.user, cycle, asked.get("series", ""))
        except LookupError:
            raise Http404 from None
        newest = min(filter(None, (today, series.ends_on if series else None)))
        last = min(day_of(asked.get("week", "")), newest)
        table = cadence.table(series, self.user, today, last) if series else None
        context = {
            "every": every,
            "series": series,
            "table": table,
            "weeks": cadence.week_names(table) if table else [],
            "earlier": last - timedelta(weeks=cadence.WEEKS_SHOWN),
            "later": last + timedelta(weeks=cadence.WEEKS_SHOWN) if last < newest else None,
            "sentence": cadence.sentence(table, self.user.place) if table else "",
            "ledger": ledgers.REGISTRY["meetingseries"],
            "meetings": ledgers.REGISTRY["meeting"],
        }
        return render(request, "meetings/cadence.html", context)


class CascadePage(MeetingsPage):
    """Meetings to be held once by a deadline: who has held them, who is late."""

    def get(self, request: HttpRequest) -> HttpResponse:
        before = asked_before(request)
        found = [
            (one, one.sentence(self.user.place), one.reminder(before) if self._duns(one) else "")
            for one in cadence.cascades(self.user, self.cycle, timezone.localdate())
        ]
        context = {"found": found, "before": before, "ledger": ledgers.REGISTRY["meetingseries"]}
        return render(request, "meetings/cascade.html", context)

    def _duns(self, one: cadence.Cascade) -> bool:
        """The county its townships, everybody the villages; nobody is shown the text that duns him."""
        return one.level == Level.VILLAGE or bool(self.user.roles & COUNTY)
