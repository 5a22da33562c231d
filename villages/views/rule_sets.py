"""Pages of rule sets: list, rules with their sources, the grid of a draft, publication, comparison."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.roles import FIELD, Role
from electioncycle.security import audit
from electioncycle.web import edition_pages
from electioncycle.web.downloads import PAPERS, download, printed
from electioncycle.web.pages import Page, key_of
from villages.choices import Confirmer
from villages.models import Rule, RuleSet
from villages.papers.rules import rule_set_document, worklist_document
from villages.services import rule_checks, rule_sets
from villages.services.steps_ahead import NOBODYS, steps_of
from villages.workbooks.rules import workbook

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
    folds = NOBODYS
    acts_with = "villages/rule_set_acts.html"

    def rows(self) -> Any:
        return RuleSet.objects.all()

    def about(self, row: RuleSet) -> str:
        return "；".join(filter(None, (f"适用地区：{row.province}", rule_sets.old_text(row))))


class RuleSetList(RulesPage, edition_pages.EditionListPage):
    begins_with = "villages/ship_rules.html"


class RuleSetPage(RulesPage, edition_pages.EditionRowPage):
    """All rules of a set; while it is a draft the county admin edits them in place."""

    def lines(self, row: RuleSet) -> list[tuple[Any, ...]]:
        faults = rule_sets.faults_of(row)
        return [(one, rule_sets.shown_value(one.key, one.value), faults.get(one.pk)) for one in row.rules.all()]

    def is_folded(self, item: Rule) -> bool:
        return not steps_of(item.key)

    def choices(self) -> dict[str, Any]:
        return {"confirmers": Confirmer.choices}


class RuleSetMove(RulesPage, edition_pages.EditionMove):
    """A grid with a value nobody can read comes back as it was typed, the fault beside the value."""

    roles = RulesPage.keepers

    def _confirm(self, row: RuleSet, version: int) -> str:
        names = {"value": 600, "law": 200, "text_version": 60, "article": 60}
        typed = {name: self.request.POST.get(name, "").strip()[:most] for name, most in names.items()}
        rule = key_of(self.request.POST.get("rule", ""))
        draft = rule_checks.confirm(row, rule, **typed, by=self.user, version=version)
        return f"已记入“{draft}”草稿，全部核对后由两人发布。"

    moves: ClassVar = {
        "new-edition": edition_pages.EditionMove.begin_next,
        **edition_pages.EditionMove.drafting,
        "confirm": _confirm,
    }

    def onward(self, row: RuleSet, move: str) -> tuple[Any, ...]:
        return ("rule_set_check", row.pk) if move == "confirm" else super().onward(row, move)

    def post(self, request: HttpRequest, pk: int, move: str = "") -> HttpResponse:
        try:
            return super().post(request, pk, move)
        except rule_sets.Unread as error:
            if move != "save":
                raise
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
        who = sent.get(f"confirmed_by-{item.pk}")
        chosen = {"confirmed_by": who} if who in Confirmer.values else {}
        return {"value": "", **typed, **chosen, "unsure": f"unsure-{item.pk}" in sent}

    def added(self, row: RuleSet, version: int) -> Rule:
        text = {name: self.request.POST.get(name, "").strip() for name in ("key", "label", "value", "since")}
        return rule_sets.add_rule(row, **text, by=self.user, version=version)


class RuleSetCheck(RulesPage):
    """What is to be compared with the texts in force, to work through or to take along."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.edition(pk)
        found = rule_checks.worklist(row, self.cycle_or_none)
        return self.show("villages/rule_checks.html", row=row, found=found, about=self.about(row))


class RuleSetCheckPaper(RulesPage):
    heavy = "print"

    def names(self) -> dict[str, str | tuple[str, ...]]:
        return {**super().names(), "form": (*PAPERS, "xlsx")}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row = self.edition(pk)
        found = rule_checks.worklist(row, self.cycle_or_none)
        name = f"{found.edition}与正式文本核对清单"
        audit.record(audit.Event.PRINTED, by=self.user, row=row, rows=found.count)
        if form == "xlsx":
            return download(workbook(found), f"{name}.xlsx")
        return printed(worklist_document(found), name, form)


class RuleSetPaper(RulesPage):
    """The whole edition, what nothing reads included."""

    heavy = "print"

    def names(self) -> dict[str, str | tuple[str, ...]]:
        return {**super().names(), "form": PAPERS}

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        row = self.edition(pk)
        audit.record(audit.Event.PRINTED, by=self.user, row=row, rows=row.rules.count())
        return printed(rule_set_document(row), str(row), form)


class RuleSetExport(RulesPage):
    """The edition as the command takes it that decides a result from figures alone."""

    heavy = "export"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.edition(pk)
        found = rule_sets.exported(row)
        audit.record(audit.Event.EXPORTED, by=self.user, row=row, rows=len(found["rules"]))
        data = json.dumps(found, ensure_ascii=False, indent=1).encode()
        return download(data, f"{row}.json", "application/json")


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
