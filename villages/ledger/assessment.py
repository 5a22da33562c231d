"""The ledger of the people's assessment (群众评价)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Grid, register
from villages.definitions import ASSESSED
from villages.ledger import meanings
from villages.ledger.entry import EnteredOfEach
from villages.models import Assessment, Cycle, Village
from villages.rules import finance as rules
from villages.rules.reader import Rules
from villages.services import participants
from villages.services.assessment import latest
from villages.services.rule_sets import rules_of
from villages.village_ledgers import Finding


@register
class AssessmentLedger(EnteredOfEach):
    model = Assessment
    meanings = meanings.ASSESSMENT
    title = "群众评价"
    group = "村(社区)"
    icon = "mood-check"
    position = 55
    figures_are_dear = True
    help = "满意率=(满意+基本满意)÷收回票数；一村有多次评价的，以最近一次为准。"
    counted = ("forms_out", "forms_back", "satisfied", "fairly", "dissatisfied")
    columns = ("village", "village__township", "assessed_on", "organiser", *counted, "rate")
    filters = ("village__township", "assessed_on")
    search = ("village__search_text",)
    fields = ("village", "assessed_on", "organiser", *counted, "note")
    derived = ("rate",)
    keys = (("village", "assessed_on"),)
    grid = Grid(("assessed_on", "organiser", *counted, "note"), spare=10)
    sheet = (
        Column("评价日期", "assessed_on", required=True, width=12, example="2026-11-10"),
        Column("组织单位", "organiser", width=16, example="镇党建办"),
        Column("发出票数", "forms_out", required=True, width=9, example="60"),
        Column("收回票数", "forms_back", required=True, width=9, example="58"),
        Column("满意", "satisfied", required=True, width=7, example="45"),
        Column("基本满意", "fairly", width=9, example="10"),
        Column("不满意", "dissatisfied", width=8, example="3"),
        Column("满意率(%)(自)", width=9, compute=lambda row: "" if row.rate is None else row.rate),
        Column("备注", "note", width=14),
    )

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle) -> dict[str, str]:
        return rules.assessment_faults(values, today=timezone.localdate())

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        if cycle is None:
            return {}
        villages = list(participants(user, cycle))
        known, wanted = latest(villages, cycle), rules_of(cycle)
        found: dict[int, dict[str, Any]] = {}
        for village in villages:
            counts = found.setdefault(village.township_id, {ASSESSED.name: 0})
            if row := known.get(village.pk):
                counts[ASSESSED.name] += _verdict(row, wanted)[0] is True
        return found

    def findings(self, villages: Sequence[Village], cycle: Cycle) -> dict[str, dict[int, Finding]]:
        known, found = latest(villages, cycle), {}
        wanted = rules_of(cycle)
        for village in villages:
            row = known.get(village.pk)
            if row is None:
                found[village.pk] = Finding(None, "尚未开展群众评价。", f"{self.url('list')}?q={village.name}")
                continue
            met, said, _ = _verdict(row, wanted)
            found[village.pk] = Finding(met, f"{row.assessed_on}群众评价：{said}", self.url("detail", row.pk))
        return {"assessment": found}


def _verdict(row: Assessment, wanted: Rules) -> tuple[bool | None, str, Any]:
    return rules.assessment_verdict(row.satisfied + row.fairly, row.forms_back, row.forms_out, rules=wanted)
