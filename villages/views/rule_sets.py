"""Pages of rule sets: list, rules with their sources, the grid of a draft, publication, comparison."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.roles import FIELD, Role
from electioncycle.web import edition_pages
from electioncycle.web.pages import Page
from villages.models import Rule, RuleSet
from villages.services import rule_sets

MOST = {"label": 80, "value": 600, "unit": 20, "law": 200, "version": 60, "article": 60, "note": 200, "since": 10}
"""What the grid of a draft sends of a rule, and how long it may be."""


class RulesPage(edition_pages.EditionPage):
    roles = FIELD
    scope = "site"
    takes = {"pk": "villages.ruleset", "other": "villages.ruleset"}
    editions = rule_sets.EDITIONS
    keepers = frozenset({Role.COUNTY_ADMIN})
    lists = "rule_sets"
    shows = "rule_set"
    shown_in = "villages/rules.html"
    explained = "各省期限、人数等规则及其依据；发布须由两人办理，进行中的届次由两人换用后一版"
    to_fill = "取值可填数字、是/否、1/2、20%或文字；留空表示未作规定。标有“待确认”的请先与正式法律文本核对。"
    next_move = "new-edition"
    removes = False

    def rows(self) -> Any:
        return RuleSet.objects.all()

    def about(self, row: RuleSet) -> str:
        return f"适用地区：{row.province}"


class RuleSetList(RulesPage, edition_pages.EditionListPage):
    begins_with = "villages/ship_rules.html"


class RuleSetPage(RulesPage, edition_pages.EditionRowPage):
    """All rules of a set; while it is a draft the county admin edits them in place."""

    def lines(self, row: RuleSet) -> list[tuple[Any, ...]]:
        faults = rule_sets.faults_of(row)
        return [(one, rule_sets.shown_value(one.key, one.value), faults.get(one.pk)) for one in row.rules.all()]


class RuleSetMove(RulesPage, edition_pages.EditionMove):
    """A grid with a value nobody can read comes back as it was typed, the fault beside the value."""

    roles = RulesPage.keepers
    moves = {"new-edition": edition_pages.EditionMove.begin_next, **edition_pages.EditionMove.drafting}

    def post(self, request: HttpRequest, pk: int, move: str = "") -> HttpResponse:
        try:
            return super().post(request, pk, move)
        except rule_sets.Unread as error:
            return self.typed(self.edition(pk), error.faults)

    def typed(self, row: RuleSet, faults: Mapping[int, str]) -> HttpResponse:
        page = RuleSetPage()
        page.setup(self.request)
        lines = [(*self._typed(one), faults.get(one.pk)) for one in row.rules.all()]
        return page.page(row, 422, lines=lines)

    def _typed(self, rule: Rule) -> tuple[Rule, str]:
        line = self.values(rule, self.request.POST)
        for name in {*line} - {"value", "since"}:
            setattr(rule, name, line[name])
        return rule, line["value"]

    def is_sent(self, item: Rule) -> bool:
        return f"label-{item.pk}" in self.request.POST

    def values(self, item: Rule, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What the grid sends; what it does not send stays."""
        lines = {name: f"{name}-{item.pk}" for name in MOST}
        typed = {name: sent[line].strip()[: MOST[name]] for name, line in lines.items() if line in sent}
        return {"value": "", **typed, "unsure": f"unsure-{item.pk}" in sent}

    def added(self, row: RuleSet, version: int) -> Rule:
        text = {name: self.request.POST.get(name, "").strip() for name in ("key", "label", "value", "since")}
        return rule_sets.add_rule(row, **text, by=self.user, version=version)


class RuleSetComparison(RulesPage, edition_pages.EditionComparePage):
    pass


class ShipRuleSets(Page):
    """Adds the sets that come with the product where they are missing."""

    roles = frozenset({Role.COUNTY_ADMIN})
    scope = "site"

    def post(self, request: HttpRequest) -> HttpResponse:
        added = rule_sets.ship_rule_sets(by=self.user)
        messages.success(
            request, f"已载入{len(added)}个规则集草稿，请核对后发布。" if added else "随产品提供的规则集都已载入。"
        )
        return redirect("rule_sets")
