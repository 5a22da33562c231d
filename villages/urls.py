"""Addresses of this app beyond the ledgers' standard pages."""

from typing import Any

from django.urls import URLPattern, path

from electioncycle.ledgers import REGISTRY
from villages.views import cycles, rule_sets

CYCLE = REGISTRY["cycle"]


def cycle_act(name: str, run: Any, done: str) -> URLPattern:
    view = cycles.CycleAct.as_view(ledger=CYCLE, run=run, done=done)
    return path(f"villages/cycle/<int:pk>/{name.replace('_', '-')}/", view, name=f"cycle_{name}")


urlpatterns: list[URLPattern] = [
    path("cycles/switch/", cycles.SwitchPage.as_view(), name="cycle_switch"),
    path("villages/cycle/<int:pk>/", cycles.CyclePage.as_view(ledger=CYCLE), name="cycle_detail"),
    path("villages/cycle/<int:pk>/next/", cycles.NextCyclePage.as_view(ledger=CYCLE), name="cycle_next"),
    cycle_act("open", cycles.act_open, "届次已开启,各乡镇可以填报。"),
    cycle_act("close", cycles.act_close, "届次已关闭,只能查阅。"),
    cycle_act("ask_reopening", cycles.act_ask_reopening, "已提出申请,请另一位县级管理员确认。"),
    cycle_act("reopen", cycles.act_reopen, "届次已重新开启。"),
    cycle_act("lists", cycles.act_lists, "已套用默认清单,可在“类别清单”中调整。"),
    cycle_act("targets", cycles.act_targets, "已保存结构目标。"),
    path("rules/", rule_sets.RuleSetList.as_view(), name="rule_sets"),
    path("rules/ship/", rule_sets.ShipRuleSets.as_view(), name="rule_sets_ship"),
    path("rules/<int:pk>/", rule_sets.RuleSetPage.as_view(), name="rule_set"),
    path("rules/<int:pk>/save/", rule_sets.SaveRules.as_view(), name="rule_set_save"),
    path("rules/<int:pk>/add/", rule_sets.AddRule.as_view(), name="rule_set_add"),
    path("rules/<int:pk>/propose/", rule_sets.ProposePublication.as_view(), name="rule_set_propose"),
    path("rules/<int:pk>/publish/", rule_sets.Publish.as_view(), name="rule_set_publish"),
    path("rules/<int:pk>/new-edition/", rule_sets.NewEdition.as_view(), name="rule_set_new_edition"),
    path("rules/<int:pk>/compare/<int:other>/", rule_sets.ComparePage.as_view(), name="rule_set_compare"),
]
