"""Whether meetings are held as asked: by holder and week, and down through the levels."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle import ledgers
from electioncycle.pages import key_of
from meetings.choices import Cadence, Level
from meetings.services import cadence
from meetings.views.base import MeetingsPage, day_of


class CadencePage(MeetingsPage):
    """One series at a time: who kept it in which week."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle, asked, today = self.cycle, request.GET, timezone.localdate()
        recurring = cadence.series_of(self.user, cycle).exclude(cadence__in=(Cadence.ONCE, Cadence.AD_HOC))
        every = [one for one in recurring if one.level != Level.COUNTY or self.user.covers(one.area.path)]
        wanted = key_of(asked.get("series", ""))
        series = next((one for one in every if one.pk == wanted), None)
        if wanted and series is None:
            raise Http404
        series = series or (every[0] if every else None)
        newest = min(filter(None, (today, series.ends_on if series else None)))
        last = min(day_of(asked.get("week", "")), newest)
        table = cadence.table(series, self.user, today, last) if series else None
        context = {
            "every": every,
            "series": series,
            "table": table,
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
        before = request.GET.get("before", "").strip()[:20] or "今日20时"
        found = [
            (one, one.sentence(self.user.place), one.reminder(before))
            for one in cadence.cascades(self.user, self.cycle, timezone.localdate())
        ]
        context = {"found": found, "before": before, "ledger": ledgers.REGISTRY["meetingseries"]}
        return render(request, "meetings/cascade.html", context)
