"""Pages of rule sets: list, rules with their sources, the grid of a draft, publication, comparison."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.roles import FIELD, Action, Role
from electioncycle.web.moves import as_seen
from electioncycle.web.pages import Page, tell_saved, version_seen
from villages.forms import PublicationForm
from villages.models import Rule, RuleSet
from villages.services import rule_sets


def may_manage(user: Actor) -> bool:
    return user.may(Action.MANAGE)


class RuleSetList(Page):
    roles = FIELD
    scope = "site"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(RuleSet.objects.prefetch_related("rules"))
        listed = [(row, len(row.rules.all()), sum(rule.unsure for rule in row.rules.all())) for row in rows]
        may = may_manage(self.user)
        return render(request, "villages/rule_sets.html", {"listed": listed, "may_manage": may})


class RuleSetPage(Page):
    """All rules of a set; while it is a draft the county admin edits them in place."""

    roles = FIELD
    scope = "site"
    takes = {"pk": "villages.ruleset"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row: RuleSet = get_object_or_404(RuleSet.objects, pk=pk)
        faults = rule_sets.faults_of(row)
        shown = [(rule, rule_sets.shown_value(rule.key, rule.value), faults.get(rule.pk)) for rule in row.rules.all()]
        return render(request, "villages/rule_set.html", page_of(row, self.user, shown, editing="edit" in request.GET))


def page_of(row: RuleSet, user: Actor, shown: list[Any], *, editing: bool) -> dict[str, Any]:
    """``shown``: rule, value in words and what is wrong with it."""
    may = may_manage(user)
    return {
        "row": row,
        "rules": shown,
        "editions": RuleSet.objects.filter(code=row.code).exclude(pk=row.pk),
        "steps": workflow.steps(row),
        "may_manage": may,
        "editing": may and row.state == "draft" and editing,
        "publication": PublicationForm(initial={"effective_from": row.effective_from}),
    }


class RuleSetAct(Page):
    """What the county admin does with a rule set."""

    roles = frozenset({Role.COUNTY_ADMIN})
    scope = "site"
    takes = {"pk": "villages.ruleset"}

    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row: RuleSet = get_object_or_404(RuleSet.objects, pk=pk)
        with as_seen(request, row):
            row = self.act(row, request)
        return redirect("rule_set", row.pk)


class SaveRules(RuleSetAct):
    """The grid of a draft; with a value nobody can read it comes back as it was typed, the fault beside the value."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return super().post(request, pk)
        except rule_sets.Unread as error:
            row: RuleSet = get_object_or_404(RuleSet.objects, pk=pk)
            shown = [(*self._typed(rule), error.faults.get(rule.pk)) for rule in row.rules.all()]
            context = page_of(row, self.user, shown, editing=True)
            return render(request, "villages/rule_set.html", context, status=422)

    def _typed(self, rule: Rule) -> tuple[Rule, str]:
        line = self._line(rule)
        for name in ("label", "unit", "source", "unsure"):
            setattr(rule, name, line[name])
        return rule, line["value"]

    def _line(self, rule: Rule) -> dict[str, Any]:
        data = self.request.POST
        return {
            "label": data.get(f"label-{rule.pk}", "").strip()[:80],
            "value": data.get(f"value-{rule.pk}", "").strip(),
            "unit": data.get(f"unit-{rule.pk}", "").strip()[:20],
            "source": data.get(f"source-{rule.pk}", "").strip()[:200],
            "unsure": f"unsure-{rule.pk}" in data,
        }

    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        lines = {rule.pk: self._line(rule) for rule in row.rules.all() if f"label-{rule.pk}" in request.POST}
        version = version_seen(request.POST)
        saved = rule_sets.save_rules(row, lines, by=self.user, version=version)
        tell_saved(request, "已保存规则。", now=saved.version, seen=version)
        return saved


class AddRule(RuleSetAct):
    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        text = {name: request.POST.get(name, "").strip() for name in ("key", "label", "value")}
        rule_sets.add_rule(row, **text, by=self.user)
        messages.success(request, "已新增规则，请补填依据。")
        return row


class ProposePublication(RuleSetAct):
    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        form = PublicationForm(request.POST)
        if not form.is_valid():
            messages.error(request, "请填写生效日期，如2026-10-01。")
            return row
        rule_sets.propose_publication(row, by=self.user, effective_from=form.cleaned_data["effective_from"])
        messages.success(request, "已提交发布，请另一位县级管理员核对后发布。")
        return row


class Publish(RuleSetAct):
    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        published = rule_sets.publish(row, by=self.user)
        messages.success(request, f"“{published}”已发布。")
        return published


class NewEdition(RuleSetAct):
    def act(self, row: RuleSet, request: HttpRequest) -> RuleSet:
        copy = rule_sets.new_edition(row, by=self.user)
        messages.success(request, f"已建立草稿“{copy}”。")
        return copy


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


class ComparePage(Page):
    roles = FIELD
    scope = "site"
    takes = {"pk": "villages.ruleset", "other": "villages.ruleset"}

    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        later: RuleSet = get_object_or_404(RuleSet.objects, pk=pk)
        earlier: RuleSet = get_object_or_404(RuleSet.objects, pk=other)
        found = rule_sets.differences(earlier, later)
        return render(request, "villages/compare.html", {"earlier": earlier, "later": later, "found": found})
