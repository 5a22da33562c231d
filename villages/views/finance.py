"""Pages of the finance clean-up: a village's moves, progress by township, draws of the county's sample."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import FIELD, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import printed
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import COUNTY, Page, key_of, refused
from villages.choices import CleanupState
from villages.models import FinanceCleanup, FinanceDraw
from villages.papers import finance as finance_printing
from villages.services import avoidance, finance, finance_figures, participants, samples

OVER_MONEY = {"监委成员", "报账员"}
"""Roles, as the rules of avoidance name them, whose relations stand beside a clean-up."""


class CleanupPage(DetailPage):
    """A clean-up with its publication, findings, steps and the moves this user has."""

    template = "villages/cleanup.html"

    def more(self, row: FinanceCleanup) -> dict[str, Any]:
        findings = ledgers.REGISTRY["financefinding"]
        return {
            "standing": finance_figures.standings([row.village], row.cycle).get(row.village_id),
            "moves": finance.moves(row, self.user),
            "gaps": finance.gaps(row) if not row.is_fixed else [],
            "steps": workflow.steps(row),
            "findings": list(findings.rows(self.user, self.cycle).filter(village=row.village)),
            "finding_ledger": findings,
            "avoidance": [
                one
                for one in avoidance.shown_to(self.user, row.village_id, row.cycle)
                if {one.rule.one, one.rule.other} & OVER_MONEY
            ],
            "may_add_finding": findings.allows(self.user, Action.ADD),
        }


class CleanupMove(MovePage, LedgerPage):
    roles = FIELD - {Role.COUNTY_READER}
    moves: ClassVar = {
        finance.DECLARE: move(finance.declare_cleaned, "已报告清理完成，等待县级审定。"),
        finance.APPROVE: move(finance.approve_cleanup, "已审定。"),
        finance.RETURN: move(finance.return_cleanup, "已退回，可以更正后重新报告。"),
    }

    def onward(self, row: FinanceCleanup, move: str) -> tuple[Any, ...]:
        return ("financecleanup_detail", row.pk)


class ProgressPage(Page):
    """How far every township is, who inspects, and the sentence for a report."""

    roles = FIELD
    scope = "territory"

    def found(self) -> finance_figures.Finances:
        return finance_figures.finances(list(participants(self.user, self.cycle)), self.cycle)

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        context = {
            "found": found,
            "states": CleanupState.labels,
            "sentence": finance_figures.sentence(found, self.user.place, timezone.localdate()),
            "ledger": ledgers.REGISTRY["financecleanup"],
            "draws": ledgers.REGISTRY["financedraw"],
            "may_draw": bool(self.user.roles & COUNTY),
        }
        return render(request, "villages/finance_progress.html", context)


class ProgressPrint(ProgressPage):
    heavy = "print"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.found()
        document = finance_printing.progress_document(found, cycle=self.cycle, place=self.user.place)
        made = printed(document, "村级财务清理进度", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, ledger="financecleanup", rows=found.total.villages)
        return made


class NewDraw(Page):
    """Draws a sample; what is typed is kept as typed."""

    roles = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
    scope = "territory"

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "total": participants(self.user, self.cycle).count(),
            "typed": self.request.POST,
            "ledger": ledgers.REGISTRY["financedraw"],
        }
        return render(self.request, "villages/draw_new.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST
        try:
            row = samples.draw_sample(
                self.cycle,
                by=self.user,
                purpose=typed.get("purpose", ""),
                size=key_of(typed.get("size", "")),
                seed=typed.get("seed", ""),
                witness=typed.get("witness", ""),
            )
        except Refused as error:
            return refused(self.page(422, problem=str(error)))
        messages.success(request, f"已抽取{row.size}个村(社区)，抽样种子“{row.seed}”已留存。")
        return redirect("financedraw_detail", row.pk)


class DrawPage(DetailPage):
    """What was drawn, and whether drawing again hits the same villages."""

    template = "villages/draw.html"

    def more(self, row: FinanceDraw) -> dict[str, Any]:
        return {"villages": samples.drawn_villages(row), "same": samples.redrawn(row)}


class DrawPrint(LedgerPage):
    heavy = "print"
    action = Action.PRINT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        document = finance_printing.draw_document(row, samples.drawn_villages(row), same=samples.redrawn(row))
        made = printed(document, f"{row.purpose}抽样结果", request.GET.get("as", "pdf"))
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made
