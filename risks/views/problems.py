"""Pages of the three lists beyond the standard ones: a problem with its lines and moves, the totals."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from electioncycle import audit, ledgers, workflow
from electioncycle.pages import BUSINESS, Page, key_of
from electioncycle.refusals import Refused
from electioncycle.roles import Action, Role
from electioncycle.views import DetailPage, LedgerPage, download
from risks.choices import ProblemLevel
from risks.models import Problem
from risks.services import problem_totals, problems
from risks.services.problem_printing import totals_pdf
from villages.choices import AreaLevel, ListKind
from villages.models import Area, KindItem


class ProblemPage(DetailPage):
    """A problem, its countermeasures and tasks, the steps so far, and the moves this user has."""

    template = "risks/problem.html"

    def more(self, row: Problem) -> dict[str, Any]:
        lines = ledgers.REGISTRY["countermeasure"]
        mine = lines.rows(self.request.user, self.cycle).filter(problem=row).order_by("position")
        return {
            "lines": list(mine),
            "line_ledger": lines,
            "may_add": row.is_open and lines.allows(self.request.user, Action.ADD),
            "steps": workflow.steps(row),
            "moves": problems.moves(row, self.request.user),
            "blockers": problems.blockers(row) if row.is_open else [],
        }


class ProblemMove(LedgerPage):
    """Carries one move out and comes back to the problem."""

    roles = BUSINESS - {Role.COUNTY_READER}
    takes = {"move": (problems.APPLY, problems.VERIFY, problems.RETURN, problems.REOPEN)}

    def post(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        run: dict[str, tuple[Callable[..., Any], str]] = {
            problems.APPLY: (problems.apply_closing, "已申请销号，等待核验。"),
            problems.VERIFY: (problems.verify_closing, "已核验。"),
            problems.RETURN: (problems.return_closing, "已退回，可以继续办理。"),
            problems.REOPEN: (problems.reopen_problem, "已重新打开，可以继续办理。"),
        }
        if move not in run:
            raise Http404
        service, done = run[move]
        row = self.row(pk)
        version = key_of(request.POST.get("version", "")) or None
        service(row, by=request.user, reason=request.POST.get("reason", "").strip()[:300], version=version)
        messages.success(request, f"{row}：{done}")
        return redirect("problem_detail", pk)


class TotalsPage(Page):
    """Problems and countermeasures by village, township, level and source, with the sentence for a report."""

    roles = BUSINESS
    scope = "territory"

    def totals(self) -> problem_totals.Totals:
        cycle = getattr(self.request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        asked = self.request.GET
        level = asked.get("level", "")
        return problem_totals.totals(
            self.user,
            cycle,
            township=key_of(asked.get("township", "")),
            level=level if level in ProblemLevel.values else "",
            source=key_of(asked.get("source", "")),
            group=asked.get("group", ""),
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        from django.shortcuts import render

        found, cycle = self.totals(), self.request.cycle  # type: ignore[attr-defined]
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


class TotalsPrint(TotalsPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.totals()
        cycle: Any = self.request.cycle  # type: ignore[attr-defined]
        pdf = totals_pdf(found, problem_totals.overdue(self.user, cycle), cycle=cycle, place=self.user.place)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="problem", rows=found.total.problems)
        return download(pdf, "问题任务对策统计.pdf", "application/pdf")
