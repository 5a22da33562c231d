"""Pages of a pledge not to stand: the pledge with its moves, and the paper."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from candidates.figures import pledges as figures
from candidates.models import Pledge
from candidates.services import pledge_printing, pledges
from electioncycle import audit, workflow
from electioncycle.pages import key_of
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Action, Role
from electioncycle.views import DetailPage, LedgerPage, download
from villages.services.election_days import election_day_of
from villages.services.rule_sets import rules_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PledgePage(DetailPage):
    """What was pledged, whether it was signed, the contacts kept since, and where to object."""

    template = "candidates/pledge.html"

    def more(self, row: Pledge) -> dict[str, Any]:
        entries = row.history.exclude(follow_up="").order_by("history_date", "history_id")
        contacts = dict.fromkeys((entry.followed_on, entry.follow_up) for entry in entries)
        due = {one.pk: day for day, one in figures.contacts_due(self.user, row.cycle)}
        return {
            "moves": pledges.moves(row, self.user),
            "steps": workflow.steps(row),
            "contacts": list(contacts),
            "next_contact": due.get(row.pk),
            "election_day": election_day_of(row.village, row.cycle),
            "objection": pledge_printing.objection_words(rules_of(row.cycle)),
            "today": timezone.localdate(),
        }


class PledgeMove(LedgerPage):
    """Carries one move out and comes back to the pledge."""

    roles = OFFICIALS - {Role.COUNTY_READER}
    takes = {"move": (pledges.REFUSE, pledges.SIGN, pledges.TAKE_BACK, pledges.CONTACT)}

    def post(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        row, data = self.row(pk), request.POST
        common: dict[str, Any] = {
            "on": _day(data.get("on", "")),
            "by": self.user,
            "version": key_of(data.get("version", "")) or None,
        }
        reason = data.get("reason", "").strip()[:500]
        if move == pledges.SIGN:
            voluntary = data.get("voluntary") == "1"
            pledges.sign(row, voluntary=voluntary, upload=request.FILES.get("file"), **common)
        elif move == pledges.REFUSE:
            pledges.refuse(row, reason=reason, **common)
        elif move == pledges.TAKE_BACK:
            pledges.take_back(row, reason=reason, **common)
        elif move == pledges.CONTACT:
            pledges.report_contact(row, text=data.get("text", "")[:1000], **common)
        else:
            raise Http404
        done = {
            pledges.SIGN: "已登记签订。",
            pledges.REFUSE: "已登记拒签；本人依法参选的权利不受影响。",
            pledges.TAKE_BACK: "已登记本人撤回承诺。",
            pledges.CONTACT: "已登记联系情况。",
        }
        messages.success(request, done[move])
        return redirect("pledge_detail", pk)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"日期“{text[:20]}”无法识别，请写成2026-11-20这样的日期。") from None


class PaperPrint(LedgerPage):
    action = Action.PRINT
    docx = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        if self.docx:
            return download(pledge_printing.pledge_docx(row), f"不参选承诺书_{row.village}{row}.docx", DOCX)
        return download(pledge_printing.pledge_pdf(row), f"不参选承诺书_{row.village}{row}.pdf", "application/pdf")
