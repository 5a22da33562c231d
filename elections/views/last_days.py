"""今天张贴还来得及吗: every legal last day on one page; and the days on which a township's elections collide."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.documents.figure_tables import FORMS
from electioncycle.ledgers import ledger as ledgers
from electioncycle.web.downloads import figures
from electioncycle.web.moves import day_of
from electioncycle.web.pages import key_of
from elections.models import CountyDay, StepDay
from elections.papers.last_days import table
from elections.services import clashes, last_days
from elections.services.last_days import Asked, LastDay
from elections.views.base import ElectionsPage

PER_PAGE = 400
WITHIN = (0, 3, 7, 15)
"""Days left that the page offers to narrow to."""


class LastDaysBase(ElectionsPage):
    def found(self) -> list[LastDay]:
        asked = self.request.GET
        within = asked.get("within", "")
        return last_days.last_days(
            self.user,
            self.cycle_or_none,
            Asked(
                key_of(asked.get("township", "")),
                asked.get("step", ""),
                key_of(within) if within else None,
                day_of(asked["on"], "最迟日") if asked.get("on") else None,
                {"yes": True, "no": False}.get(asked.get("over", "")),
            ),
        )


class LastDaysPage(LastDaysBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        context = {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "sentence": last_days.sentence(found, self.user.place),
            "townships": self.townships(),
            "steps": (*StepDay._meta.get_field("step").flatchoices, *last_days.FURTHER),
            "within": WITHIN,
            "known": clashes.county_days(self.cycle_or_none),
            "forms": FORMS,
        }
        return render(request, "elections/last_days.html", context)


class LastDaysFile(LastDaysBase):
    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = self.found()
        made = table(found, self.user.place)
        return figures(made, form, ledger="last_days", by=self.user, cycle=self.cycle_or_none, rows=len(found))


class ClashesPage(ElectionsPage):
    """How many elections each township holds on one day, with who is free."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "found": clashes.clashes(self.user, self.cycle),
            "ledger": ledgers.of(CountyDay),
            "today": timezone.localdate(),
        }
        return render(request, "elections/clashes.html", context)
