"""Pages of what changes between two elections: a village's team that sits, posts that stand vacant, papers."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.documents.figure_tables import FORMS
from electioncycle.ledgers import ledger as ledgers
from electioncycle.refusals import Conflict, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, figures, printed
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import refused
from elections.mid_term_choices import MidTermKind
from elections.models import Election, MidTermChange
from elections.papers import mid_term as papers
from elections.rules.mid_term import papers as every_paper
from elections.services import identities, mid_term, mid_term_people, sitting
from elections.views.base import WRITERS, ElectionsPage
from villages.choices import Education
from villages.models import Village

FORGET = "forget"
"""What the form sends where the wrong person was named."""


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


class MidTermPerson(ElectionsPage):
    """Who somebody that came in between two elections is: somebody the village's ledgers hold, or a new person."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.midtermchange"}
    menu = "midtermchange_list"

    def row(self, pk: int) -> MidTermChange:
        rows = MidTermChange.objects.visible_to(self.user).filter(kind=MidTermKind.ELECTED)
        row: MidTermChange = get_object_or_404(rows.select_related("village__township", "person"), pk=pk)
        return row

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self.row(pk))

    def _page(self, row: MidTermChange, said: str = "", status: int = 200) -> HttpResponse:
        sent = self.request.POST
        context = {
            "row": row,
            "said": said,
            "same": identities.same_name(row.village_id, row.name, self.user),
            "who": sent.get("who", ""),
            "birth": sent.get("birth", f"{row.birth:%Y.%m}" if row.birth else ""),
            "education": sent.get("education", row.education),
            "educations": Education.choices,
            "ledger": ledgers.of(MidTermChange),
        }
        return render(self.request, "elections/mid_term_person.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, sent = self.row(pk), request.POST
        try:
            with as_seen(request, row) as version:
                done = self._forget(row, version) if sent.get("move") == FORGET else self._name(row, version)
        except Conflict:
            raise
        except Refused as error:
            return refused(self._page(self.row(pk), str(error), status=422))
        messages.success(request, done)
        return redirect("mid_term_person", row.pk) if sent.get("move") == FORGET else redirect(*self._onward(row))

    def _name(self, row: MidTermChange, version: int) -> str:
        asked = {one: self.request.POST.get(one, "") for one in ("who", "birth", "education")}
        person = mid_term_people.name(row, **asked, by=self.user, version=version)
        return f"{person}：已对应人员，转入下一届班子时列入。"

    def _forget(self, row: MidTermChange, version: int) -> str:
        mid_term_people.forget(row, by=self.user, version=version)
        return f"{row.name}：已取消对应，请重新选择是哪一位。"

    def _onward(self, row: MidTermChange) -> tuple[Any, ...]:
        return ("sitting_team", row.village_id)
