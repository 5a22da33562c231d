"""Pages of a closed cycle's personal data: what goes and when, the two persons' words, what is held back."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from electioncycle.disclosure import retention
from electioncycle.disclosure.retention import Hold
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.filters import search_rows
from electioncycle.ledgers.pages import LedgerPage
from electioncycle.records import workflow
from electioncycle.roles import Action
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
        context: dict[str, Any] = {
            "months": number,
            "rule": rule,
            "due": service.due_on(cycle),
            "blockers": service.blockers(cycle),
            "pending": service.pending(cycle),
            "lines": [] if cycle.purged_at else retention.plan(cycle),
            "persons": 0 if cycle.purged_at else len(service.persons_to_forget(cycle)),
            "holds": Hold.objects.filter(cycle_id=cycle.pk).select_related("by", "lifted_by")[:SHOWN],
            "steps": workflow.steps(cycle).filter(move__in=(service.ASK, service.PURGE)),
            "choices": self.choices(cycle),
        }
        return self.render("villages/retention.html", row=cycle, **context)

    def choices(self, cycle: Cycle) -> list[tuple[str, str]]:
        """Ledgers whose rows may be held, by name and title."""
        return [(one.name, one.title) for one in ledgers.visible(self.user) if one.model.cycle_lookup]


class HoldPage(RetentionPage):
    """Finds rows of one ledger by a word and keeps those that are ticked."""

    def found(self, cycle: Cycle) -> tuple[ledgers.Ledger, models.QuerySet]:
        ledger = ledgers.REGISTRY.get(self.request.GET.get("ledger", "teammember"))
        if ledger is None or not ledger.by_cycle or not ledger.allows(self.user, Action.VIEW):
            raise Http404
        return ledger, search_rows(ledger, ledger.rows(self.user, cycle), self.request.GET.get("q", ""))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = self.row(pk)
        ledger, rows = self.found(cycle)
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

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = self.row(pk)
        _, rows = self.found(cycle)
        ticked = [key_of(text) for text in request.POST.getlist("row")]
        chosen = list(rows.filter(pk__in=ticked))
        for one in chosen:
            retention.hold(
                one,
                by=self.user,
                cycle=cycle,
                reason=request.POST.get("reason", ""),
                document_number=request.POST.get("number", ""),
            )
        messages.success(request, f"已登记保留{len(chosen)}条，清除时不动。")
        return redirect("cycle_retention", pk)


class LiftPage(RetentionPage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        cycle = self.row(pk)
        kept = get_object_or_404(Hold, pk=key_of(request.POST.get("hold", "")), cycle_id=cycle.pk)
        retention.lift(kept, by=self.user)
        messages.success(request, "已解除保留。")
        return redirect("cycle_retention", pk)
