"""The chart of leading groups and work bodies, and which county leaders and departments answer for what."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage
from electioncycle.web.moves import day_of as read_day
from electioncycle.web.pages import key_of
from meetings.models import TownshipLink
from meetings.papers import meetings as printing
from meetings.services import bodies, links
from meetings.views.base import MeetingsPage, day_of


class ChartBase(MeetingsPage):
    def found(self) -> tuple[list[Any], bodies.Chart]:
        """The areas with bodies, and the chart of the one asked for (else the first) on the day asked for."""
        cycle, asked = self.cycle, self.request.GET
        areas = bodies.areas_with_bodies(self.user, cycle)
        wanted = key_of(asked.get("area", ""))
        area = next((one for one in areas if one.pk == wanted), None)
        if area is None and wanted:
            raise Http404
        area = area or (areas[0] if areas else cycle.county)
        return areas, bodies.chart(area, self.user, cycle, day_of(asked.get("day", "")))


class ChartPage(ChartBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        areas, chart = self.found()
        totals = bodies.totals(self.user, self.cycle)
        members = ledgers.REGISTRY["bodymember"]
        context = {"areas": areas, "chart": chart, "totals": totals, "members": members, "today": timezone.localdate()}
        return render(request, "meetings/chart.html", context)


class ChartPrint(ChartBase):
    takes = {"form": PAPERS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        _, chart = self.found()
        made = printed(printing.chart_document(chart, self.cycle), f"{chart.area}领导小组和工作机构", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=chart.area, form=form)
        return made


class LinksPage(MeetingsPage):
    """Who of the county answers for which township and its villages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = bodies.links(self.user, self.cycle)
        context = {
            "lines": lines,
            "former": [link for line in lines for link in line.former],
            "found": bodies.linked(lines),
            "sentence": bodies.links_sentence(lines, self.user.place),
            "ledger": ledgers.REGISTRY["townshiplink"],
            "posts": ledgers.REGISTRY["responsibilitypost"],
        }
        return render(request, "meetings/links.html", context)


class LinkPage(DetailPage):
    """One link: the form that ends it, and everybody the township was linked to in this cycle."""

    template = "meetings/link.html"

    def more(self, row: TownshipLink) -> dict[str, Any]:
        rows = self.ledger.rows(self.user, self.cycle).filter(township=row.township).order_by("since", "id")
        may_end = row.until is None and self.ledger.allows(self.user, Action.CHANGE) and not self.cycle.is_closed
        return {"others": list(rows), "may_end": may_end, "today": timezone.localdate()}


class LinkEnd(MovePage, LedgerPage):
    """Ends a link on a day for a reason; a new one may be entered or imported afterwards."""

    action = Action.CHANGE
    only = "end"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("townshiplink_detail", self.row(pk).pk)

    def onward(self, row: TownshipLink, move: str) -> tuple[Any, ...]:
        return ("townshiplink_detail", row.pk)

    def _end(self, row: TownshipLink, version: int) -> str:
        until = read_day(self.request.POST.get("until", ""), "结束日")
        links.end(row, until=until, reason=self.reason(), by=self.user, version=version)
        return "已结束挂联。接替的领导请另加一条。"

    moves: ClassVar = {"end": _end}


class LinksPrint(MeetingsPage):
    takes = {"form": PAPERS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        cycle = self.cycle
        lines = bodies.links(self.user, cycle)
        document = printing.links_document(lines, cycle, self.user.place, timezone.localdate())
        made = printed(document, "领导挂联情况", form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="townshiplink", rows=len(lines))
        return made
