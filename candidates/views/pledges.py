"""Pages of a pledge not to stand: the pledge with its moves, and the paper."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from candidates.choices import PledgeState
from candidates.figures import pledges as figures
from candidates.models import Pledge
from candidates.papers import pledges as pledge_printing
from candidates.rules.pledges import FOLLOW_DAYS
from candidates.services import pledges
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import OFFICIALS, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import printed
from electioncycle.web.moves import MovePage, day_in
from electioncycle.web.pages import Page
from villages.services.election_days import election_day_of
from villages.services.rule_sets import rules_of

SHOWN = 100


class PledgeFiguresPage(Page):
    """Pledges by township and state, and who is to be contacted next."""

    roles = OFFICIALS
    scope = "territory"

    def get(self, request: HttpRequest) -> HttpResponse:
        cycle, today = self.cycle, timezone.localdate()
        *lines, total = figures.by_township(self.user, cycle, today)
        found = figures.pledge_figures(self.user, cycle)
        context = {
            "lines": lines,
            "total": total,
            "states": PledgeState.labels,
            "contacts": figures.contacts_due(self.user, cycle)[:SHOWN],
            "shown": SHOWN,
            "talked": found.talked,
            "sentence": figures.sentence(found, self.user.place, today, due=total.due),
            "every": rules_of(cycle).whole(FOLLOW_DAYS),
            "today": today,
        }
        return render(request, "candidates/pledge_figures.html", context)


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


class PledgeMove(MovePage, LedgerPage):
    roles = OFFICIALS - {Role.COUNTY_READER}

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        return ("pledge_detail", row.pk)

    def _sent(self, version: int | None) -> dict[str, Any]:
        return {"on": day_in(self.request.POST, "on", "日期"), "by": self.user, "version": version}

    def _sign(self, row: Any, version: int) -> str:
        voluntary = self.request.POST.get("voluntary") == "1"
        pledges.sign(row, voluntary=voluntary, upload=self.request.FILES.get("file"), **self._sent(version))
        return "已登记签订。"

    def _refuse(self, row: Any, version: int) -> str:
        pledges.refuse(row, reason=self.reason(), **self._sent(version))
        return "已登记未签；本人依法参选的权利不受影响。"

    def _take_back(self, row: Any, version: int) -> str:
        pledges.take_back(row, reason=self.reason(), **self._sent(version))
        return "已登记本人撤回承诺。"

    def _contact(self, row: Any, version: int) -> str:
        pledges.report_contact(row, text=self.request.POST.get("text", "")[:1000], **self._sent(version))
        return "已登记联系情况。"

    moves: ClassVar = {
        pledges.REFUSE: _refuse,
        pledges.SIGN: _sign,
        pledges.TAKE_BACK: _take_back,
        pledges.CONTACT: _contact,
    }


class PaperPrint(LedgerPage):
    action = Action.PRINT
    suffix = "pdf"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        made = printed(pledge_printing.pledge_document(row), f"不参选承诺书_{row.village}{row}", self.suffix)
        audit.record(audit.Event.PRINTED, by=self.user, row=row)
        return made
