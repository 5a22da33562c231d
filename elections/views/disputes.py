"""Pages of disputes: one with its clock, recounts and moves, its papers, and who may read which."""

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from electioncycle.disclosure import restricted, restricted_pages
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import OFFICIALS, Action, Role
from electioncycle.security import audit
from electioncycle.web.downloads import PAPERS, printed
from electioncycle.web.moves import MovePage, day_of, move
from electioncycle.web.pages import key_of
from elections.choices import PostCode
from elections.dispute_choices import Acceptor, Consequence, Finding
from elections.models import Dispute, Recount
from elections.papers import disputes as dispute_papers
from elections.rules.disputes import Found, takings
from elections.services import dispute_consequences, disputes, recounts
from elections.views.elections import moment_of

VOTES = "votes-"


class DisputePage(restricted_pages.TracedDetail):
    """What was raised, the clock that runs, what was counted again; opening it is recorded."""

    template = "elections/dispute.html"

    def more(self, row: Dispute) -> dict[str, Any]:
        running, today, taking = disputes.clock_of(row), timezone.localdate(), takings()[row.kind]
        moves = disputes.moves(row, self.user) | dispute_consequences.moves(row, self.user)
        held = recounts.result_of(row) if disputes.CONCLUDE in moves else None
        return {
            "moves": moves,
            "steps": workflow.steps(row),
            "clock": running,
            "over": running is not None and running.is_over(today),
            "late": disputes.raised_late(row),
            "taking": taking,
            "acceptors": [(one, Acceptor(one).label) for one in self._acceptors(taking.acceptors)],
            "findings": Finding.choices,
            "consequences": Consequence.choices,
            "posts": PostCode.choices,
            "readings": recounts.readings(row),
            "counted": held[1].figures.posts if held else (),
            "today": today,
            "papers": dispute_papers.ready(row) if self.ledger.allows(self.user, Action.PRINT) else [],
        }

    @staticmethod
    def _acceptors(usual: tuple[str, ...]) -> list[str]:
        return [*usual, *(one for one in Acceptor.values if one not in usual)]


class DisputeMove(MovePage, LedgerPage):
    """What is decided and recorded of a dispute by those who may read it."""

    roles = OFFICIALS - {Role.COUNTY_READER}

    def onward(self, row: Dispute, move: str) -> tuple[Any, ...]:
        return ("dispute_detail", row.pk)

    def _text(self, name: str) -> str:
        return str(self.request.POST.get(name, ""))

    def _day(self, name: str, what: str) -> Any:
        return day_of(self._text(name), what, name) if self._text(name) else None

    def _moment(self, name: str, what: str) -> datetime | None:
        return moment_of(self._text(name), what) if self._text(name) else None

    def _accept(self, row: Dispute, version: int) -> str:
        on = self._day("on", "受理日期")
        disputes.accept(row, acceptor=self._text("acceptor"), on=on, by=self.user, version=version)
        return "已登记受理，可以打印受理通知书。"

    def _conclude(self, row: Dispute, version: int) -> str:
        found = Found(
            self._text("finding"),
            self._text("words")[:2000],
            self._text("number"),
            self._day("on", "认定日期"),
            self._text("consequence"),
            self._text("post") if self._text("post") in PostCode.values else "",
        )
        disputes.conclude(row, found, by=self.user, version=version)
        return "已登记认定，由另一人审核。"

    def _carry_out(self, row: Dispute, version: int) -> str:
        on = self._day("on", "办理日期")
        dispute_consequences.carry_out(row, on=on, by=self.user, reason=self.reason(), version=version)
        return "已登记后续办理，异议办结。"

    def _recount(self, row: Dispute, version: int) -> str:
        typed = recounts.Typed(
            self._text("approval"),
            self._day("approved_on", "批准日期"),
            moment_of(self._text("opened_at"), "启封时间"),
            self._text("opened_by"),
            self._moment("resealed_at", "重新封存时间"),
            self._text("resealed_by"),
            self._figures(),
        )
        recounts.record(row, typed, by=self.user, version=version)
        return "已登记启封复核。"

    def _figures(self) -> dict[str, dict[str, Any]]:
        """By post: what stands in its boxes, None where nothing does."""
        sent = self.request.POST
        posts = [name.removeprefix(VOTES) for name in sent if name.startswith(VOTES)]
        return {
            post: {
                **{name: _number(sent.get(f"{name}-{post}", "")) for name in recounts.WHOLE},
                "votes": [_number(text) for text in sent.getlist(f"{VOTES}{post}")],
            }
            for post in posts
        }

    def _reseal(self, row: Dispute, version: int) -> str:
        recount = Recount.objects.filter(dispute=row, pk=key_of(self._text("recount"))).first()
        at = moment_of(self._text("resealed_at"), "重新封存时间")
        recounts.reseal(row, recount, at=at, people=self._text("resealed_by"), by=self.user)
        return "已登记重新封存。"

    moves: ClassVar = {
        disputes.ACCEPT: _accept,
        disputes.REFUSE: move(disputes.refuse, "已登记不予受理。"),
        disputes.RETRACT: move(disputes.retract, "已登记提出人撤回。"),
        disputes.CONCLUDE: _conclude,
        disputes.RETURN: move(disputes.send_back, "已退回补充。"),
        disputes.APPROVE: move(disputes.approve, "已审核认定。"),
        dispute_consequences.CARRY_OUT: _carry_out,
        recounts.RECOUNT: _recount,
        recounts.RESEAL: _reseal,
    }


def _number(text: str) -> int | None:
    """A count as a form sends it; -1 for what is none, so that the service says so."""
    plain = text.strip()
    if not plain:
        return None
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else -1


class DisputePrint(LedgerPage):
    """A paper of a dispute, filled in; printing it is a reading."""

    action = Action.PRINT
    takes: ClassVar = {"paper": tuple(dispute_papers.FORMS), "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, paper: str, form: str) -> HttpResponse:
        row = self.row(pk)
        document = dispute_papers.document_of(row, paper)
        made = printed(document, f"{row.label}_{dispute_papers.FORMS[paper].title}", form)
        restricted.record_reading([row], by=self.user, how="print")
        audit.record(audit.Event.PRINTED, by=self.user, row=row, paper=paper)
        return made


class DisputeReaders(restricted_pages.ReadersPage):
    ledger: ClassVar[Any] = REGISTRY["dispute"]
