"""Pages of the party organisation's election: where it stands, and the moves of what goes up and comes back."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import Action, officials_may
from electioncycle.web.moves import MovePage, day_in, move
from elections.models import (
    Answered,
    Election,
    PartyBranch,
    PartyObjection,
    PartyPlan,
    PartyResult,
    PartySheet,
    RosterMember,
)
from elections.services import calendars, party
from elections.services.party_records import is_track
from elections.services.party_track import track
from elections.views.base import WRITERS, ElectionsPage

LEDGERS = {
    "plan_ledger": PartyPlan,
    "sheet_ledger": PartySheet,
    "branch_ledger": PartyBranch,
    "objection_ledger": PartyObjection,
    "result_ledger": PartyResult,
    "roster_ledger": RosterMember,
}


class TrackPage(ElectionsPage):
    """Everything of one election of a party organisation, in the order of the work."""

    takes = {"pk": "elections.election"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = get_object_or_404(calendars.joined(Election.objects.visible_to(self.user)), pk=pk)
        if not is_track(election):
            raise Http404
        context = {
            "election": election,
            "track": track(election, self.user),
            "may_write": officials_may(self.user, Action.CHANGE),
            **{name: ledgers.of(model) for name, model in LEDGERS.items()},
        }
        return render(request, "elections/party.html", context)


class AnsweredPage(DetailPage):
    """What goes up and comes back, with its moves and steps."""

    template = "elections/party_answered.html"

    def more(self, row: Answered) -> dict[str, Any]:
        return {
            "what": party.WAYS[type(row)].what,
            "moves": party.moves(row, self.user),
            "offered": party.offered_days(row),
            "steps": workflow.steps(row),
            "today": timezone.localdate(),
        }


def _sent(page: MovePage, what: str) -> dict[str, Any]:
    data = page.request.POST
    return {"number": data.get("number", ""), "on": day_in(data, "on", what)}


def _ask(page: MovePage, row: Answered, version: int) -> str:
    what = party.WAYS[type(row)].what
    party.ask(row, **_sent(page, f"{what}日期"), by=page.user, version=version)
    return f"已登记上报{what}，由另一人登记批复。"


def _file(page: MovePage, row: PartyResult, version: int) -> str:
    party.file(row, **_sent(page, "备案日期"), by=page.user, version=version)
    return "已登记县备案。"


class AnsweredMove(MovePage, LedgerPage):
    roles = WRITERS
    moves: ClassVar = {
        party.ASK: _ask,
        party.REPLY: move(party.reply, "已登记批复。", reason=False, paper=True),
        party.SEND_BACK: move(party.send_back, "已退回，可以修改后重新上报。"),
    }

    def onward(self, row: Answered, move: str) -> tuple[Any, ...]:
        return (f"{self.ledger.name}_detail", row.pk)


class ResultMove(AnsweredMove):
    moves: ClassVar = {**AnsweredMove.moves, party.FILE: _file}
