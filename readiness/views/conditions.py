"""Pages of the conditions: editions of a cycle, the grid of a draft, publication by two persons."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Role
from electioncycle.web import edition_pages
from electioncycle.web.pages import ticked
from readiness.choices import AppliesTo, FindingSource, SlotKind
from readiness.models import Condition, ConditionSet
from readiness.services import conditions

KEEPERS = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
KINDS = {kind.label: kind.value for kind in SlotKind}


class ConditionsPage(edition_pages.EditionPage):
    roles = OFFICIALS
    scope = "territory"
    takes = {"pk": "readiness.conditionset", "other": "readiness.conditionset"}
    editions = conditions.EDITIONS
    keepers = KEEPERS
    lists = "conditions"
    shows = "condition_set"
    shown_in = "readiness/conditions.html"
    explained = "由一人提交、另一人发布；已开始的评估保留原来的一版"

    def rows(self) -> Any:
        return ConditionSet.objects.filter(cycle=self.cycle)


class SetsPage(ConditionsPage, edition_pages.EditionListPage):
    """Editions of this cycle's conditions; the shipped ones may be taken over where there are none."""

    begins_with = "readiness/ship_conditions.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        self.require_keeper("准入条件由县级管理员和县换届办维护，需要调整的请联系县换届办。")
        row = conditions.ship(self.cycle, by=self.user)
        messages.success(request, "已套用默认准入条件草稿，请核对后由两人发布。")
        return redirect("condition_set", row.pk)


class SetPage(ConditionsPage, edition_pages.EditionRowPage):
    def about(self, row: ConditionSet) -> str:
        return f"{row.checks.filter(superseded_at=None, withdrawn_at=None).count()}个评估按本版办理"

    def lines(self, row: ConditionSet) -> list[tuple[Any, ...]]:
        return [(one, slots_text(one), sources_of(one)) for one in row.conditions.all()]

    def choices(self) -> dict[str, Any]:
        return {"applies": AppliesTo.choices}


class SetComparison(ConditionsPage, edition_pages.EditionComparePage):
    pass


def slots_text(condition: Condition) -> str:
    """One slot a line: 文字｜label｜必填."""
    lines = []
    for slot in condition.slots:
        parts = [SlotKind(slot["kind"]).label, slot["label"], *(["必填"] if slot["required"] else [])]
        lines.append("｜".join(parts))
    return "\n".join(lines)


def read_slots(text: str, before: Condition) -> list[dict[str, Any]]:
    """The slots as typed; a label that was there keeps its code, so that entered evidence stays with it."""
    known = {slot["label"]: slot["code"] for slot in before.slots}
    used = set(known.values())
    found: list[dict[str, Any]] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        parts = [part.strip() for part in line.replace("|", "｜").split("｜")]
        if len(parts) < 2 or parts[0] not in KINDS or not parts[1] or len(parts[1]) > 40:
            raise Refused(f"证明材料“{line}”写法不对，请每行写成：文字｜名称｜必填(类别可填文字、数字、文件)。")
        number = len(found) + 1
        while f"slot{number}" in used:
            number += 1
        code = known.get(parts[1], f"slot{number}")
        used.add(code)
        found.append({"code": code, "kind": KINDS[parts[0]], "label": parts[1], "required": "必填" in parts[2:]})
    return found


def sources_of(condition: Condition) -> list[tuple[str, str, bool]]:
    return [(source.value, source.label, source.value in condition.sources) for source in FindingSource]


class SetMove(ConditionsPage, edition_pages.EditionMove):
    roles = KEEPERS
    says_published = "已发布。新的自查按本版办理，已开始的评估仍按原来的一版。"

    def is_sent(self, item: Condition) -> bool:
        return f"c{item.pk}-name" in self.request.POST

    def values(self, item: Condition, sent: Any) -> dict[str, Any]:
        head = f"c{item.pk}-"
        applies = sent.get(f"{head}applies_to", "")
        sources = [source for source in sent.getlist(f"{head}sources") if source in FindingSource.values]
        return {
            "name": sent[f"{head}name"].strip()[:30],
            "question": sent.get(f"{head}question", "").strip()[:100],
            "guidance": sent.get(f"{head}guidance", "").strip()[:1000],
            "applies_to": applies if applies in AppliesTo.values else item.applies_to,
            "sources": ticked(sources, item.sources),
            "slots": read_slots(sent.get(f"{head}slots", ""), item),
            "basis": sent.get(f"{head}basis", "").strip()[:200],
            "unsure": f"{head}unsure" in sent,
        }

    def added(self, row: ConditionSet, version: int) -> Condition:
        code, name = (self.request.POST.get(one, "").strip() for one in ("code", "name"))
        return conditions.add(row, by=self.user, code=code, name=name, version=version)
