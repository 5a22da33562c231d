"""The page of the personal data of an election that belongs to no cycle: its day, what keeps it, two persons' words."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from electioncycle.disclosure import purging, retention
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import Action
from electioncycle.web.moves import MovePage, move
from elections import retention as own
from elections.models import Election
from elections.services import purges
from villages.services.retention import persons_to_forget


class ElectionPurgePage(LedgerPage):
    action = Action.MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        number, given = purges.days(row)
        context: dict[str, Any] = {
            "days": number,
            "given": given,
            "final": purges.final_on(row),
            "due": purges.due_on(row),
            "blockers": purges.blockers(row),
            "pending": purging.pending(row),
            "held": purges.held_by(row),
            "steps": workflow.steps(row).filter(move__in=(purging.ASK, purging.PURGE)),
            **self._plan(row),
        }
        return self.render("elections/purge.html", row=row, **context)

    def _plan(self, row: Election) -> dict[str, Any]:
        if row.cycle or row.purged_at:
            return {"lines": []}
        whole = own.of_election(row)
        return {"lines": retention.plan(whole), "persons": len(persons_to_forget(whole))}


class ElectionPurgeMove(MovePage, LedgerPage):
    action = Action.MANAGE

    def onward(self, row: Election, move: str) -> tuple[Any, ...]:
        return ("election_purge", row.pk)

    def _hold(self, row: Election, version: int) -> str:
        number = self.request.POST.get("number", "")
        purges.hold(row, by=self.user, reason=self.reason(), document_number=number, version=version)
        return "已登记保留，清除时整项选举不动。"

    moves: ClassVar = {
        purges.HOLD: _hold,
        purges.LIFT: move(purges.lift, "已解除保留。", reason=False),
        purging.ASK: move(purges.ask_purge, "已提出申请，请另一位县级管理员确认。"),
        purging.PURGE: move(purges.purge, "个人信息已清除，票数、当选人和审计记录保留。", reason=False),
    }
