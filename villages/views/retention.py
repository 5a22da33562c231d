"""Pages of a closed cycle's personal data: what goes and when, the two persons' words, what is held back."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from electioncycle.disclosure import purging, retention
from electioncycle.disclosure.retention import Hold
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.ledgers.searching import search_rows
from electioncycle.records import workflow
from electioncycle.roles import Action
from electioncycle.web.moves import MovePage
from electioncycle.web.pages import key_of
from villages.models import Cycle
from villages.services import retention as service

SHOWN = 200


class RetentionPage(LedgerPage):
    """What a purge of this cycle would empty, and who has asked for it."""

    action = Action.MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = self.row(pk)
        number, rule = service.months(cycle)
        whole = retention.of_cycle(cycle)
        context: dict[str, Any] = {
            "months": number,
            "rule": rule,
            "due": service.due_on(cycle),
            "blockers": service.blockers(cycle),
            "pending": purging.pending(cycle),
            "lines": [] if cycle.purged_at else retention.plan(whole),
            "persons": 0 if cycle.purged_at else len(service.persons_to_forget(whole)),
            "holds": Hold.objects.filter(cycle_id=cycle.pk).select_related("by", "lifted_by")[:SHOWN],
            "steps": workflow.steps(cycle).filter(move__in=(purging.ASK, purging.PURGE)),
            "choices": self.choices(cycle),
        }
        return self.render("villages/retention.html", row=cycle, **context)

    def choices(self, cycle: Cycle) -> list[tuple[str, str]]:
        """Ledgers whose rows may be held, by name and title."""
        return [(one.name, one.title) for one in ledgers.visible(self.user) if one.model.cycle_lookup]


class HoldMove(MovePage, LedgerPage):
    """What is held does not change the cycle, and is done on the page as it was opened all the same."""

    action = Action.MANAGE

    def onward(self, row: Any, move: str) -> tuple[Any, ...]:
        return ("cycle_retention", row.pk)


class HoldPage(HoldMove, RetentionPage):
    """Finds rows of one ledger by a word and keeps those that are ticked."""

    def matching(self, cycle: Cycle) -> tuple[ledgers.Ledger, models.QuerySet]:
        ledger = ledgers.REGISTRY.get(self.request.GET.get("ledger", "teammember"))
        if ledger is None or not ledger.by_cycle or not ledger.allows(self.user, Action.VIEW):
            raise Http404
        return ledger, search_rows(ledger, ledger.rows(self.user, cycle), self.request.GET.get("q", ""))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = self.row(pk)
        ledger, rows = self.matching(cycle)
        kept = retention.held(ledger.model)
        listed = [(row, ledger.row_label(row), row.pk in kept) for row in rows[:SHOWN]]
        context: dict[str, Any] = {
            "held_in": ledger,
            "listed": listed,
            "asked": request.GET.urlencode(),
            "q": request.GET.get("q", ""),
            "shown": SHOWN,
        }
        return self.render("villages/hold.html", row=cycle, **context)

    def _hold(self, row: Any, version: int) -> str:
        data = self.request.POST
        _, rows = self.matching(row)
        chosen = list(rows.filter(pk__in=[key_of(text) for text in data.getlist("row")]))
        for one in chosen:
            given = {"reason": self.reason(), "document_number": data.get("number", "")}
            retention.hold(one, by=self.user, cycle=row, **given)
        return f"已登记保留{len(chosen)}条，清除时不动。"

    moves: ClassVar = {"hold": _hold}


class LiftHold(HoldMove):
    def _lift(self, row: Any, version: int) -> str:
        kept = get_object_or_404(Hold, pk=key_of(self.request.POST.get("hold", "")), cycle_id=row.pk)
        retention.lift(kept, by=self.user)
        return "已解除保留。"

    moves: ClassVar = {"lift": _lift}
