"""Pages of what changes between two elections: a village's team that sits, posts that stand vacant, papers."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.documents.figure_tables import FORMS
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, figures, printed
from elections.models import Election, MidTermChange
from elections.papers import mid_term as papers
from elections.rules.mid_term import papers as every_paper
from elections.services import mid_term, sitting
from elections.views.base import ElectionsPage
from villages.models import Village


class SittingPage(ElectionsPage):
    """Who sits in one village, what changed since the election, what stands vacant, by-elections and recalls."""

    takes: ClassVar = {"pk": "villages.village"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Village.objects.visible_to(self.user).select_related("township")
        village = get_object_or_404(rows, pk=pk)
        found = sitting.sitting_in([village]).get(pk)
        asked = mid_term.Asked()
        context = {
            "village": village,
            "found": found,
            "lines": sitting.lines(found) if found else [],
            "vacant": list(mid_term.vacant_in(found, asked=asked)) if found else [],
            "rows": MidTermChange.objects.filter(village=village),
            "today": timezone.localdate(),
            "may_write": officials_may(self.user, Action.ADD) and not village.is_closed,
            "ledger": ledgers.of(MidTermChange),
            "election_ledger": ledgers.of(Election),
        }
        return render(request, "elections/sitting_team.html", context)


class VacanciesBase(ElectionsPage):
    def found(self) -> list[Any]:
        return mid_term.vacancies(self.user)


class VacanciesPage(VacanciesBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"found": self.found(), "forms": FORMS, "election_ledger": ledgers.of(Election)}
        return render(request, "elections/vacancies.html", context)


class VacanciesFile(VacanciesBase):
    heavy = "print"
    takes: ClassVar = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = self.found()
        made = papers.vacancies(found)
        return figures(made, form, ledger="vacancies", by=self.user, cycle=self.cycle_or_none, rows=len(found))


class MidTermPaper(ElectionsPage):
    """One paper of a change, filled with what is recorded."""

    heavy = "print"
    takes: ClassVar = {"pk": "elections.midtermchange", "paper": tuple(every_paper()), "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, paper: str, form: str) -> HttpResponse:
        rows = MidTermChange.objects.visible_to(self.user).select_related("village__township")
        row, one = get_object_or_404(rows, pk=pk), every_paper().get(paper)
        if one is None or row.kind not in one.kinds:
            raise Http404
        answer = printed(papers.paper(row, one), papers.file_name(row, one), form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper=paper)
        return answer
