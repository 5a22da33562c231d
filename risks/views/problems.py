"""Pages of the three lists beyond the standard ones: a problem with its lines and moves, the totals."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.jobs.made_files import MadeFile
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import FIELD, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import Download, printed
from electioncycle.web.moves import MovePage, move, next_of
from electioncycle.web.pages import Page, key_of
from risks.choices import ProblemLevel
from risks.models import Problem
from risks.papers.problems import totals_document
from risks.services import problem_totals, problems
from villages.choices import AreaLevel, ListKind
from villages.models import Area, KindItem, Village
from villages.services import participants


class ProblemPage(DetailPage):
    """A problem, its countermeasures and tasks, the steps so far, and the moves this user has."""

    template = "risks/problem.html"

    def more(self, row: Problem) -> dict[str, Any]:
        lines = ledgers.REGISTRY["countermeasure"]
        mine = lines.rows(self.user, self.cycle).filter(problem=row).order_by("position")
        return {
            "lines": list(mine),
            "line_ledger": lines,
            "may_add": row.is_open and lines.allows(self.user, Action.ADD),
            "steps": workflow.steps(row),
            "moves": problems.moves(row, self.user),
            "blockers": problems.blockers(row) if row.is_open else [],
        }


class ProblemMove(MovePage, LedgerPage):
    roles = FIELD - {Role.COUNTY_READER}
    moves: ClassVar = {
        problems.APPLY: move(problems.apply_closing, "已申请销号，等待核验。"),
        problems.VERIFY: move(problems.verify_closing, "已核验。"),
        problems.RETURN: move(problems.return_closing, "已退回，可以继续办理。"),
        problems.REOPEN: move(problems.reopen_problem, "已重新打开，可以继续办理。"),
    }

    following: int | None = None

    def row(self, pk: int) -> Problem:
        row: Problem = super().row(pk)
        if "next" in self.request.POST:
            self.following = next_of(self.ledger.waiting_rows("verify", self.user, self.cycle), after=pk)
        return row

    def onward(self, row: Problem, move: str) -> tuple[Any, ...]:
        return ("problem_detail", self.following or row.pk)


class TotalsPage(Page):
    """Problems and countermeasures by village, township, level and source, with the sentence for a report."""

    roles = FIELD
    scope = "territory"

    def totals(self) -> problem_totals.Totals:
        asked = self.request.GET
        level = asked.get("level", "")
        return problem_totals.totals(
            self.user,
            self.cycle,
            township=key_of(asked.get("township", "")),
            level=level if level in ProblemLevel.values else "",
            source=key_of(asked.get("source", "")),
            group=asked.get("group", ""),
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        found, cycle = self.totals(), self.cycle
        townships = Area.objects.visible_to(self.user).filter(
            level=AreaLevel.TOWNSHIP, path__startswith=cycle.county.path
        )
        context = {
            "found": found,
            "sentence": problem_totals.sentence(found, self.user.place, timezone.localdate()),
            "overdue": problem_totals.overdue(self.user, cycle)[:100],
            "groups": problem_totals.GROUPS,
            "levels": ProblemLevel.choices,
            "sources": KindItem.objects.filter(cycle=cycle, kind=ListKind.PROBLEM_SOURCE),
            "townships": townships,
            "lines": ledgers.REGISTRY["countermeasure"],
            "today": timezone.localdate(),
        }
        return render(request, "risks/problem_totals.html", context)


class TotalsPrint(MadeFile, TotalsPage):
    heavy = "print"
    what = "问题任务对策统计"

    def covered(self) -> QuerySet[Village]:
        return participants(self.user, self.cycle)

    def length(self) -> int:
        return len(problem_totals.overdue(self.user, self.cycle))

    def file(self, request: HttpRequest) -> Download:
        found = self.totals()
        overdue = problem_totals.overdue(self.user, self.cycle)
        document = totals_document(found, overdue, cycle=self.cycle, place=self.user.place)
        made = printed(document, "问题任务对策统计", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="problem", rows=found.total.problems)
        return made
