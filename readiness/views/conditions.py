"""Pages of the conditions: editions of a cycle, the grid of a draft, publication by two persons."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.moves import MovePage, day_of
from electioncycle.web.pages import UNCHANGED, key_of, ticked
from readiness.choices import AppliesTo, FindingSource, SlotKind
from readiness.models import Condition, ConditionSet
from readiness.services import conditions
from readiness.views.gate import GatePage
from villages.services import editions

KEEPERS = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK})
KINDS = {kind.label: kind.value for kind in SlotKind}


class SetsPage(GatePage):
    """Editions of this cycle's conditions; the shipped ones may be taken over where there are none."""

    roles = OFFICIALS

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = ConditionSet.objects.filter(cycle=self.cycle).prefetch_related("conditions")
        context = {"rows": rows, "may_keep": bool(self.user.roles & KEEPERS)}
        return render(request, "readiness/gate_sets.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        _require_keeper(self.user)
        row = conditions.ship(self.cycle, by=self.user)
        messages.success(request, "已套用默认准入条件草稿，请核对后由两人发布。")
        return redirect("condition_set", row.pk)


def _require_keeper(user: Actor) -> None:
    if not user.roles & KEEPERS:
        raise Refused("准入条件由县级管理员和县换届办维护，需要调整的请联系县换届办。")


class SetRowPage(GatePage):
    roles = OFFICIALS
    takes = {"pk": "readiness.conditionset"}

    def set(self, pk: int) -> ConditionSet:
        return get_object_or_404(ConditionSet.objects.filter(cycle=self.cycle), pk=pk)


class SetPage(SetRowPage):
    """One edition: to read, or as a grid while it is a draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.set(pk)
        context = {
            "row": row,
            "lines": [(one, slots_text(one), sources_of(one)) for one in row.conditions.all()],
            "steps": workflow.steps(row),
            "proposed": editions.proposal_of(row, conditions.content(row)),
            "editable": row.state == "draft" and bool(self.user.roles & KEEPERS),
            "may_keep": bool(self.user.roles & KEEPERS),
            "applies": AppliesTo.choices,
            "today": timezone.localdate(),
            "checks": row.checks.filter(superseded_at=None, withdrawn_at=None).count(),
        }
        return render(request, "readiness/gate_set.html", context)


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


class SetMove(MovePage, SetRowPage):
    """Save the grid, add or remove a condition, propose, publish, begin the next edition."""

    roles = KEEPERS

    def row(self, pk: int) -> ConditionSet:
        return self.set(pk)

    def onward(self, row: ConditionSet, move: str) -> tuple[Any, ...]:
        """To the edition itself; after the next one was begun, to that."""
        latest = ConditionSet.objects.filter(cycle=row.cycle).order_by("edition").last()
        return ("condition_set", latest.pk if move == "next" and latest else row.pk)

    def _save(self, row: ConditionSet, version: int) -> str:
        data, lines = self.request.POST, {}
        for one in row.conditions.all():
            head = f"c{one.pk}-"
            if f"{head}name" not in data:
                continue
            applies = data.get(f"{head}applies_to", "")
            sources = [s for s in data.getlist(f"{head}sources") if s in FindingSource.values]
            lines[one.pk] = {
                "name": data[f"{head}name"].strip()[:30],
                "question": data.get(f"{head}question", "").strip()[:100],
                "guidance": data.get(f"{head}guidance", "").strip()[:1000],
                "applies_to": applies if applies in AppliesTo.values else one.applies_to,
                "sources": ticked(sources, one.sources),
                "slots": read_slots(data.get(f"{head}slots", ""), one),
                "basis": data.get(f"{head}basis", "").strip()[:200],
                "unsure": f"{head}unsure" in data,
            }
        saved = conditions.save_conditions(row, lines, by=self.user, version=version)
        return "已保存准入条件。" if saved.version != version else UNCHANGED

    def _add(self, row: ConditionSet, version: int) -> str:
        data = self.request.POST
        one = conditions.add_condition(row, by=self.user, code=data.get("code", "").strip(), name=data.get("name", ""))
        return f"已新增条件“{one}”，请填写评估要点。"

    def _remove(self, row: ConditionSet, version: int) -> str:
        one: Any = get_object_or_404(row.conditions, pk=key_of(self.request.POST.get("condition", "")))
        conditions.remove_condition(one, by=self.user)
        return f"已从草稿中删去条件“{one}”。"

    def _propose(self, row: ConditionSet, version: int) -> str:
        on = day_of(self.request.POST.get("effective_from", ""), "生效日期")
        conditions.propose_publication(row, by=self.user, effective_from=on, version=version)
        return "已提交发布，请由另一人发布。"

    def _publish(self, row: ConditionSet, version: int) -> str:
        conditions.publish(row, by=self.user)
        return "已发布。新的自查按本版办理，已开始的评估仍按原来的一版。"

    def _next(self, row: ConditionSet, version: int) -> str:
        conditions.new_edition(row, by=self.user)
        return "已新建一版草稿。"

    moves: ClassVar = {
        "next": _next,
        "save": _save,
        "add": _add,
        "remove": _remove,
        "propose": _propose,
        "publish": _publish,
    }
