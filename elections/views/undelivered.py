"""Pages of ballots that were counted and are not delivered yet: by township, with a sentence to copy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.documents.figure_tables import FORMS
from electioncycle.ledgers import ledger as ledgers
from electioncycle.web.downloads import figures
from electioncycle.web.pages import COUNTY, key_of
from elections.models import BallotCustody
from elections.papers.undelivered import table
from elections.services import undelivered
from elections.services.undelivered import Waiting
from elections.views.base import ElectionsPage


class UndeliveredBase(ElectionsPage):
    def found(self) -> list[Waiting]:
        township = key_of(self.request.GET.get("township", ""))
        return undelivered.undelivered(self.user, self.cycle_or_none, township=township)


class UndeliveredPage(UndeliveredBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        context = {
            "found": found,
            "sentence": undelivered.sentence(found, timezone.localtime()) if self.user.roles & COUNTY else "",
            "townships": self.townships(),
            "custody_ledger": ledgers.of(BallotCustody),
            "forms": FORMS,
        }
        return render(request, "elections/undelivered.html", context)


class UndeliveredFile(UndeliveredBase):
    heavy = "print"
    takes = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = self.found()
        made = table(found, timezone.localtime())
        return figures(made, form, ledger="undelivered", by=self.user, cycle=self.cycle_or_none, rows=len(found))
