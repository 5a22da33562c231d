"""Pages of inspection and accountability: digest, inspection, finding with its moves, case with its trace."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import COUNTY_ROLES, OFFICIALS, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_in, move
from electioncycle.web.pages import Page, key_of
from meetings.models import AccountabilityCase, Inspection, InspectionFinding
from meetings.oversight_choices import CaseState
from meetings.papers import oversight as prints
from meetings.services import accountability, inspections


class DigestPage(Page):
    """One week of inspections, with the totals and the sentences for a report."""

    roles = OFFICIALS
    scope = "territory"

    def digest(self) -> inspections.Digest:
        try:
            day = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            day = timezone.localdate()
        return inspections.digest(self.user, self.cycle, min(max(day, date(2000, 1, 10)), date(2199, 12, 1)))

    def get(self, request: HttpRequest) -> HttpResponse:
        found, today = self.digest(), timezone.localdate()
        totals = inspections.totals(self.user, self.cycle)
        context = {
            "found": found,
            "totals": totals,
            "sentence": inspections.sentence(totals, self.user.place, today),
            "week": inspections.digest_sentence(found),
            "previous": found.first - timedelta(days=7),
            "next": found.first + timedelta(days=7),
            "today": today,
            "may_add": bool(self.user.roles & COUNTY_ROLES) and not self.cycle.is_closed,
        }
        return render(request, "meetings/digest.html", context)


class DigestPrint(DigestPage):
    takes = {"form": PAPERS}

    def get(self, request: HttpRequest, form: str) -> HttpResponse:  # type: ignore[override]
        found = self.digest()
        document = prints.digest_document(found, self.cycle, self.user.place)
        made = printed(document, f"督导周报{found.first:%m%d}-{found.last:%m%d}", form)
        audit.record(audit.Event.PRINTED, by=self.user, ledger="inspection", rows=len(found.held))
        return made


class InspectionPage(DetailPage):
    """An inspection with what it found."""

    template = "meetings/inspection.html"

    def more(self, row: Inspection) -> dict[str, Any]:
        findings = ledgers.REGISTRY["inspectionfinding"]
        return {
            "findings": list(findings.rows(self.user, self.cycle).filter(inspection=row)),
            "finding_ledger": findings,
            "may_add": findings.allows(self.user, Action.ADD) and row.held_on and not self.cycle.is_closed,
        }


class FindingPage(DetailPage):
    template = "meetings/finding.html"

    def more(self, row: InspectionFinding) -> dict[str, Any]:
        return {"moves": inspections.moves(row, self.user), "steps": workflow.steps(row)}


def _report(page: Any, row: InspectionFinding, version: int) -> str:
    words = page.request.POST.get("repair", "")[:2000]
    upload = page.request.FILES.get("file")
    inspections.report_repair(row, repair=words, upload=upload, by=page.user, version=version)
    return "已报告整改，等待核验。"


class FindingMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}
    moves: ClassVar = {
        inspections.LIST: move(inspections.list_as_problem, "已列入问题清单。"),
        inspections.REPORT: _report,
        inspections.VERIFY: move(inspections.verify_repair, "已核验整改。"),
        inspections.RETURN: move(inspections.return_repair, "已退回整改。"),
        inspections.REOPEN: move(inspections.reopen, "已重新打开。"),
    }

    def onward(self, row: InspectionFinding, move: str) -> tuple[Any, ...]:
        return ("inspectionfinding_detail", row.pk)


class CasePage(DetailPage):
    """A case, its trace with what may be quoted, the steps and moves."""

    template = "meetings/case.html"

    def more(self, row: AccountabilityCase) -> dict[str, Any]:
        asked = self.request.GET
        editable = row.state == CaseState.OPEN and bool(self.user.roles & COUNTY_ROLES) and not self.cycle.is_closed
        chosen = asked.get("ledger", "")
        words = asked.get("words", "")[:40]
        return {
            "trace": accountability.links_of(row, self.user),
            "moves": accountability.moves(row, self.user),
            "blockers": accountability.blockers(row) if row.state == CaseState.OPEN else [],
            "steps": workflow.steps(row),
            "editable": editable,
            "sources": accountability.sources(self.user) if editable else [],
            "chosen": chosen,
            "words": words,
            "found": accountability.quotable(chosen, self.user, self.cycle, words=words) if editable and chosen else [],
            "today": timezone.localdate(),
        }


class TracePage(MovePage, LedgerPage):
    """Takes one more link of the trace, or takes one out."""

    action = Action.CHANGE
    only = "trace"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("accountabilitycase_detail", self.row(pk).pk)

    def onward(self, row: AccountabilityCase, move: str) -> tuple[Any, ...]:
        return ("accountabilitycase_detail", row.pk)

    def _trace(self, row: AccountabilityCase, version: int) -> str:
        out = key_of(self.request.POST.get("out", ""))
        return self.taken_out(row, out) if out else self.taken_in(row)

    moves: ClassVar = {"trace": _trace}

    def taken_out(self, row: AccountabilityCase, out: int) -> str:
        item = get_object_or_404(row.trace.filter(withdrawn_at=None), pk=out)
        accountability.unquote(item, by=self.user, reason=self.request.POST.get("reason", ""))
        return "已从倒查链条移出。"

    def taken_in(self, row: AccountabilityCase) -> str:
        data = self.request.POST
        day = day_in(data, "day", "日期")
        more = {"source": data.get("source", ""), "key": data.get("key", "")}
        accountability.quote(row, day=day, words=data.get("words", "")[:2000], by=self.user, **more)
        return "已加入倒查链条。"


class CaseMove(MovePage, LedgerPage):
    roles = COUNTY_ROLES
    moves: ClassVar = {
        accountability.PROPOSE: move(accountability.propose, "已提请审定。"),
        accountability.TAKE_BACK: move(accountability.take_back, "已撤回提请。"),
        accountability.RETURN: move(accountability.send_back, "已退回补充。"),
        accountability.DECIDE: move(accountability.decide, "已登记决定。", paper=True),
    }

    def onward(self, row: AccountabilityCase, move: str) -> tuple[Any, ...]:
        return ("accountabilitycase_detail", row.pk)


class CasePrint(LedgerPage):
    action = Action.PRINT
    takes = {"form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row = self.row(pk)
        made = printed(prints.case_document(row, self.user), f"问责追责情况报告_{row.number}", form)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made
