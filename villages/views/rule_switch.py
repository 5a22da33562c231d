"""The page on which a running cycle moves to a later edition of its rule set, by two persons."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from electioncycle.ledgers.pages import LedgerPage
from electioncycle.roles import Action
from electioncycle.web.moves import MovePage, move
from electioncycle.web.pages import key_of
from villages.models import Cycle, RuleSet
from villages.services import rule_sets, rule_switch, steps_ahead


class SwitchRules(LedgerPage):
    """What changes with a later edition, for which steps ahead, and who proposed it."""

    action = Action.MANAGE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        waiting, offers = rule_switch.pending(row), rule_switch.offers(row)
        chosen = key_of(request.GET.get("to", ""))
        target = waiting[1] if waiting else next((one for one in offers if chosen in (0, one.pk)), None)
        context: dict[str, Any] = {"row": row, "offers": offers, "target": target, "waiting": waiting and waiting[0]}
        if target is not None:
            changes = rule_sets.EDITIONS.differences(row.rule_set, target)
            context |= {"ahead": steps_ahead.ahead(row, changes), "against": rule_switch.against(row, target)}
        context |= {"done": rule_switch.steps_by_edition(row), "old_text": rule_sets.old_text(row.rule_set)}
        return self.render("villages/rule_switch.html", **context)


class RulesMove(MovePage, LedgerPage):
    """Propose, confirm, send back."""

    action = Action.MANAGE

    def onward(self, row: Cycle, move: str) -> tuple[Any, ...]:
        return ("cycle_detail" if move == "confirm" else "cycle_rules", row.pk)

    def _propose(self, row: Cycle, version: int) -> str:
        target = get_object_or_404(RuleSet.all_rows, pk=key_of(self.request.POST.get("to", "")))
        rule_switch.propose(row, target, by=self.user, reason=self.reason(), version=version)
        return f"已提议换用第{target.edition}版规则集，请另一位县级管理员核对确认。"

    moves: ClassVar = {
        "propose": _propose,
        "confirm": move(rule_switch.confirm, "已换用后一版规则集，此后的步骤按它办理。", reason=False),
        "decline": move(rule_switch.decline, "已退回换用规则集的提议。"),
    }
