"""The page 填报清单: what a village's election asks to be typed, by whom and why; on paper, and as a blank sheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from electioncycle.roles import FIELD
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.pages import Page
from elections.papers import burden as papers
from elections.rules.burden import burden

MADE = {"list": (papers.listed, papers.TITLE), "sheet": (papers.sheet, papers.SHEET)}
"""The papers by the word in their address."""


class BurdenPage(Page):
    roles = FIELD
    scope = "own"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"burden": burden(), "sentence": papers.sentence(), "only_where": papers.ONLY_WHERE}
        return render(request, "elections/burden.html", context)


class BurdenPaper(Page):
    roles = FIELD
    scope = "own"
    heavy = "print"
    takes = {"which": tuple(MADE), "form": PAPERS}

    def get(self, request: HttpRequest, which: str, form: str) -> HttpResponse:
        if which not in MADE:
            raise Http404
        document, title = MADE[which]
        made = printed(document(), f"村(居)委会换届选举{title}", form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="burden")
        return made
