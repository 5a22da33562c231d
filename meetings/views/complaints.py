"""Pages of complaints: the clue with its moves and clock, the printed receipt and answer, who may read what."""

from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from electioncycle.disclosure import restricted, restricted_pages
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import OFFICIALS, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_in, move
from electioncycle.web.pages import Page
from meetings.models import Complaint
from meetings.oversight_choices import ComplaintState, Verdict
from meetings.papers import complaints as complaint_prints
from meetings.services import complaints
from villages.services.rule_sets import rules_of


class ComplaintPage(restricted_pages.TracedDetail):
    """What is entered, the clock that runs, the moves this user has; opening it is recorded."""

    template = "meetings/complaint.html"

    def more(self, row: Complaint) -> dict[str, Any]:
        running, today = complaints.clock_of(row, rules_of(row.cycle)), timezone.localdate()
        return {
            "moves": complaints.moves(row, self.user),
            "steps": workflow.steps(row),
            "clock": running,
            "over": running is not None and running.is_over(today),
            "verdicts": Verdict.choices,
            "today": today,
            "may_print": self.ledger.allows(self.user, Action.PRINT) and row.state != ComplaintState.RECEIVED,
        }


def _conclude(page: Any, row: Complaint, version: int) -> str:
    data = page.request.POST
    words = {"verdict": data.get("verdict", ""), "result": data.get("result", "")[:2000]}
    complaints.conclude(row, by=page.user, version=version, **words)
    return "已提交办理结果，等待另一人审核。"


def _publish(page: Any, row: Complaint, version: int) -> str:
    data = page.request.POST
    on: date | None = day_in(data, "on", "公布日期") if data.get("on") else None
    complaints.publish(row, on=on, place=data.get("place", ""), by=page.user, version=version)
    return "已登记公布。"


class ComplaintMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}
    moves: ClassVar = {
        complaints.ACCEPT: move(complaints.accept, "已受理，可以打印回执。"),
        complaints.REFUSE: move(complaints.refuse, "已登记不予受理。"),
        complaints.TRANSFER: move(complaints.transfer, "已登记转办。"),
        complaints.EXTEND: move(complaints.extend, "已延长办理期限。"),
        complaints.CONCLUDE: _conclude,
        complaints.APPROVE: move(complaints.approve, "已审核办结并登记答复。"),
        complaints.RETURN: move(complaints.send_back, "已退回补充。"),
        complaints.PUBLISH: _publish,
    }

    def onward(self, row: Complaint, move: str) -> tuple[Any, ...]:
        return ("complaint_detail", row.pk)


class ReceiptPrint(LedgerPage):
    """The receipt or the answer for whoever complained, as PDF or DOCX; printing it is a reading."""

    action = Action.PRINT
    takes = {"paper": tuple(complaint_prints.PAPERS), "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, paper: str, form: str) -> HttpResponse:
        row = self.row(pk)
        document = complaint_prints.document_of(row, paper)
        made = printed(document, f"{row.label}_{complaint_prints.PAPERS[paper]}", form)
        restricted.record_reading([row], by=self.user, how="print")
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper=paper)
        return made


class ComplaintFigures(Page):
    """Counts over the whole territory with the sentence for a report; no clue can be told from them."""

    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = complaints.figures(self.user, self.cycle)
        context = {
            "found": found,
            "sentence": complaints.sentence(found, self.user.place, timezone.localdate()),
            "states": [(label, found.states[value]) for value, label in ComplaintState.choices],
            "verdicts": [(label, found.verdicts[value]) for value, label in Verdict.choices],
            "rules": rules_of(self.cycle),
        }
        return render(request, "meetings/complaint_figures.html", context)


class ComplaintReaders(restricted_pages.ReadersPage):
    ledger: ClassVar[Any] = REGISTRY["complaint"]
