"""Pages of rounds: one round with what follows from it, and the county's table of rounds that elected not everybody."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from electioncycle.documents.figure_tables import FORMS
from electioncycle.records import workflow
from electioncycle.roles import Action
from electioncycle.web.downloads import figures
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of
from elections.choices import Cause
from elections.models import Dispute, Round, RoundFailure
from elections.papers import failures as failure_paper
from elections.rules.forms import EVERY
from elections.services import disputes, failures, notices, round_papers, rounds, sheets
from elections.services.failures import Failure
from elections.views.base import WRITERS, ElectionsPage

PER_PAGE = 200


class RoundsPage(ElectionsPage):
    menu = "election_list"

    def row(self, pk: int) -> Round:
        return get_object_or_404(Round.objects.visible_to(self.user).select_related(*failures.JOINED), pk=pk)


class RoundPage(RoundsPage):
    """One round: what happened, why another must follow, until when, what stays valid, and whether it is disputed."""

    takes: ClassVar = {"pk": "elections.round"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        failed = failures.failure_of(row)
        disputed = disputes.rounds_disputed(row.election)
        context = {
            "row": row,
            "election": row.election,
            "village": row.election.village,
            "sheet": sheets.sheet_of(row),
            "failed": failed,
            "disputed": row.pk in disputed or None in disputed,
            "readable": Dispute.objects.visible_to(self.user).filter(round=row),
            "may_record": rounds.may(self.user, row.election, Action.CHANGE),
            "steps": workflow.steps(row),
            **(self._of_failure(failed) if failed else {}),
        }
        return render(request, "elections/round.html", context)

    def _of_failure(self, failed: Failure) -> dict[str, Any]:
        row = failed.row or RoundFailure()
        fields = [RoundFailure._meta.get_field(name) for name in failures.FIELDS]
        texts = {one.code: one for one in notices.texts_for(failed.election)}
        return {
            "causes": round_papers.causes_of(failed),
            "fields": [(one, getattr(row, one.name)) for one in fields],
            "papers": [EVERY[code] for code in failed.sequel.papers],
            "texts": [texts[code] for code in failed.sequel.notices if code in texts],
            "left": round_papers.standing_next(failed.election) if failed.pending else None,
        }


class RoundMove(MovePage, RoundsPage):
    """What is recorded of a round that another must follow."""

    roles = WRITERS
    takes: ClassVar = {"pk": "elections.round"}

    def onward(self, row: Round, move: str) -> tuple[Any, ...]:
        return ("round", row.pk)

    def _record(self, row: Round, version: int) -> str:
        failures.record(row, self.request.POST.dict(), by=self.user, version=version)
        return "已登记未成功情况。"

    def _cause(self, row: Round, version: int) -> str:
        made = failures.name_cause(row, self.request.POST.get("cause", ""), by=self.user, version=version)
        return f"原因已登记为{Cause(made.cause).label}。"

    moves: ClassVar = {failures.RECORD: _record, failures.NAME_CAUSE: _cause}


class FailuresBase(ElectionsPage):
    def found(self) -> list[Failure]:
        asked = self.request.GET
        return failures.rounds_of(
            self.user,
            self.cycle_or_none,
            township=key_of(asked.get("township", "")),
            cause=asked.get("cause", ""),
            every=asked.get("every") == "1",
        )


class FailuresPage(FailuresBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        narrowed = request.GET.get("every") == "1" or request.GET.get("cause")
        context = {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "sentence": failure_paper.sentence(found, self.user.place),
            "waiting": None if narrowed else len({one.election.village_id for one in found}),
            "townships": self.townships(),
            "causes": Cause.choices,
            "forms": FORMS,
        }
        return render(request, "elections/failures.html", context)


class FailuresFile(FailuresBase):
    heavy = "print"
    takes: ClassVar = {"form": FORMS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        found = self.found()
        made = failure_paper.table(found, self.user.place)
        return figures(made, form, ledger="failures", by=self.user, cycle=self.cycle_or_none, rows=len(found))
