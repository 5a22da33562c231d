"""What is ready for a vote: the page of one election, and the pages of its boxes with their moves."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.edit_pages import AddPage
from electioncycle.ledgers.forms import LedgerForm
from electioncycle.ledgers.pages import DetailPage, LedgerPage
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action, officials_may
from electioncycle.web.moves import MovePage, day_in, move
from electioncycle.web.pages import key_of
from elections.choices import PlaceKind
from elections.models import Election, ElectionStaff, PollingPlace, ProxyTally
from elections.models.staffing import MOST_VOTERS
from elections.services import calendars, polling_places
from elections.services.polling_preparation import preparation
from elections.views.base import WRITERS, ElectionsPage
from villages.models import Village


class PreparationPage(ElectionsPage):
    """Staff, places and boxes, proxies of one election, each with what is still to be seen to."""

    takes = {"pk": "elections.election"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        election = get_object_or_404(calendars.joined(Election.objects.visible_to(self.user)), pk=pk)
        context = {
            "election": election,
            "ready": preparation(election),
            "staff_ledger": ledgers.of(ElectionStaff),
            "place_ledger": ledgers.of(PollingPlace),
            "proxy_ledger": ledgers.of(ProxyTally),
            "may_write": officials_may(self.user, Action.CHANGE),
        }
        return render(request, "elections/preparation.html", context)


class AddPlace(AddPage):
    """Of a roving box its name and hours are proposed: the next number, and the hours of the vote."""

    def form(self, row: Any, data: Any = None) -> LedgerForm:
        form = super().form(row, data)
        asked = self.request.GET
        village = Village.objects.visible_to(self.user).filter(pk=key_of(asked.get("village", ""))).first()
        if village is not None and asked.get("kind") == PlaceKind.ROVING and not form.is_bound:
            form.initial = {**polling_places.proposed_box(village), **form.initial}
        return form


class PlacePage(DetailPage):
    template = "elections/polling_place.html"

    def more(self, row: PollingPlace) -> dict[str, Any]:
        return {
            "steps": workflow.steps(row),
            "moves": polling_places.moves(row, self.user),
            "today": timezone.localdate(),
        }


def _post(page: Any, row: PollingPlace, version: int) -> str:
    sent = page.request.POST
    typed = sent.get("voters", "").strip()
    if typed and not 1 <= key_of(typed) <= MOST_VOTERS:
        raise Refused(f"使用人数“{typed[:12]}”不是人数，请填整数；不改动的不填。")
    day = day_in(sent, "posted_on", "名单公布日期")
    polling_places.post(row, on=day, voters=key_of(typed) if typed else None, by=page.user, version=version)
    return "已登记公布名单。"


class PlaceMove(MovePage, LedgerPage):
    roles = WRITERS
    moves: ClassVar = {
        polling_places.ASK: move(polling_places.ask, "已报批，由另一人批准。", reason=False),
        polling_places.APPROVE: move(polling_places.approve, "已批准。", reason=False, paper=True),
        polling_places.SEND_BACK: move(polling_places.send_back, "已退回。"),
        polling_places.POST: _post,
    }

    def onward(self, row: PollingPlace, move: str) -> tuple[Any, ...]:
        return ("pollingplace_detail", row.pk)
