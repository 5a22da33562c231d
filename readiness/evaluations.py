"""A village at the gate with everything it is judged by, read for many villages with a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from electioncycle.records import workflow
from electioncycle.records.editions import EditionState
from readiness import findings
from readiness.choices import OUT_OF_FUNNEL, CheckState, DecisionKind, SlotKind
from readiness.findings import BySource
from readiness.models import (
    CheckItem,
    Condition,
    ConditionSet,
    EvidenceFile,
    ReadinessCheck,
    ReadinessPass,
    SpecialDecision,
    StartRecord,
)
from readiness.rules import gate
from readiness.rules.gate import ItemFacts
from villages.models import Cycle, Village

Values = Mapping[str, Any]
HEAD = ("self_checked_on", "self_checker", "on_paper", "paper_scan_id", "checked_on", "group_members")


@dataclass(frozen=True)
class SelfCheck:
    """What the self-check page sends: head, statements by condition, uploads by condition and slot, the paper."""

    head: Values
    items: Mapping[int, Values]
    uploads: Mapping[tuple[int, str], Any] = field(default_factory=dict)
    paper_scan: Any = None


@dataclass
class Evaluation:
    """One village of one cycle; ``check`` is the round at hand, None until somebody begins."""

    village: Village
    cycle: Cycle
    conditions: list[Condition] = field(default_factory=list)
    check: ReadinessCheck | None = None
    items: dict[int, CheckItem] = field(default_factory=dict)
    files: dict[tuple[int, str], EvidenceFile] = field(default_factory=dict)
    spoken: BySource = field(default_factory=dict)
    standing: ReadinessPass | None = None
    decisions: list[SpecialDecision] = field(default_factory=list)
    starts: dict[str, StartRecord] = field(default_factory=dict)

    def item(self, condition: Condition) -> CheckItem:
        return self.items.get(condition.pk) or CheckItem(readiness=self.check, condition=condition)

    @cached_property
    def facts(self) -> list[ItemFacts]:
        return [self._facts(condition) for condition in self.conditions]

    def _facts(self, condition: Condition) -> ItemFacts:
        item = self.item(condition)
        return ItemFacts(
            name=condition.name,
            applies_to=condition.applies_to,
            stated=item.stated,
            words=item.words,
            reason=item.reason,
            missing=[slot["label"] for slot in condition.slots if slot["required"] and not self.holds(item, slot)],
            checked=item.checked,
            check_reason=item.check_reason,
            recheck_on=item.recheck_on,
            then=item.finding_met,
            now=findings.said(self.spoken, condition.sources),
        )

    def holds(self, item: CheckItem, slot: dict[str, Any]) -> Any:
        """What stands in an evidence slot: the file, or the text or figure entered; empty where nothing does."""
        if slot["kind"] == SlotKind.FILE:
            return self.files.get((item.pk, slot["code"]))
        return item.evidence.get(slot["code"], "")

    @property
    def head(self) -> dict[str, Any]:
        return {name: getattr(self.check, name, None) for name in HEAD}

    @property
    def content(self) -> dict[str, Any]:
        """What a decision decides on: self-check and check of the conditions that both tracks ask for."""
        listed = []
        for condition in (one for one in self.conditions if one.applies_to == "both"):
            item = self.item(condition)
            files = [[slot, row.file_id] for (key, slot), row in self.files.items() if key == item.pk]
            values = [getattr(item, name) for name in (*CheckItem.stated_content, *CheckItem.checked_content)]
            listed.append([condition.pk, values, sorted(files)])
        return {"set": self.check.condition_set_id if self.check else None, "head": self.head, "items": listed}

    @property
    def unchanged(self) -> bool:
        """Whether the check is still what the decision on record was taken on."""
        return self.standing is not None and self.standing.step.content_hash == workflow.content_hash(self.content)

    def lapses(self, today: date | None = None) -> list[str]:
        """Why the standing pass no longer holds; empty while it does, and where there is none."""
        if self.standing is None:
            return []
        step = self.standing.step
        if step.void_at is not None:
            return [f"研究决定已失效：{step.void_reason or '未注明原因'}。"]
        if not self.unchanged:
            return ["研究通过之后，核查内容有改动。"]
        return gate.lapses(self.facts, today or timezone.localdate())

    def resting(self, today: date | None = None) -> SpecialDecision | None:
        """The 暂缓 or 延期 that takes the village out of the funnel today."""
        today = today or timezone.localdate()
        return next((d for d in self.decisions if d.kind in OUT_OF_FUNNEL and d.until and d.until >= today), None)

    def consent(self, track: str) -> SpecialDecision | None:
        """A 同意启动 for this track that no start has used yet."""
        used = {start.decision_id for start in self.starts.values()}
        mine = (d for d in self.decisions if d.kind == DecisionKind.CONSENT and d.track == track)
        return next((d for d in mine if d.pk not in used), None)

    @property
    def state(self) -> str:
        return self.check.state if self.check else ""

    @property
    def passed(self) -> bool:
        return self.standing is not None and self.state == CheckState.PASSED


def conditions_of(cycle: Cycle) -> list[Condition]:
    """The conditions a new check would begin with; none before the county published them."""
    found = ConditionSet.objects.filter(cycle=cycle, state=EditionState.PUBLISHED).first()
    return list(Condition.objects.filter(condition_set=found)) if found else []


def evaluations(villages: Sequence[Village], cycle: Cycle, *, ledgers: bool = True) -> dict[int, Evaluation]:
    """One evaluation a village, by its key; ``ledgers=False`` leaves out what the other ledgers say."""
    current = conditions_of(cycle)
    by_set: dict[int, list[Condition]] = {}
    for condition in Condition.objects.filter(condition_set__cycle=cycle):
        by_set.setdefault(condition.condition_set_id, []).append(condition)
    found = {v.pk: Evaluation(v, cycle, conditions=current) for v in villages}
    own = {"cycle": cycle, "village__in": list(found)}
    by_check: dict[int, Evaluation] = {}
    for check in ReadinessCheck.objects.filter(**own, superseded_at=None).select_related("condition_set").order_by():
        one = found[check.village_id]
        check.village, check.cycle = one.village, cycle
        by_check[check.pk], one.check = one, check
        one.conditions = by_set.get(check.condition_set_id, [])
    _add_items(by_check)
    for row in ReadinessPass.objects.filter(**own, lapsed_at=None).select_related("step").order_by():
        found[row.village_id].standing = row
    for decision in SpecialDecision.objects.filter(**own).order_by("-decided_on", "-id"):
        found[decision.village_id].decisions.append(decision)
    for start in StartRecord.objects.filter(**own).select_related("passed", "decision").order_by():
        found[start.village_id].starts[start.track] = start
    if ledgers:
        for key, spoken in findings.findings_of(villages, cycle).items():
            found[key].spoken = spoken
    return found


def _add_items(by_check: dict[int, Evaluation]) -> None:
    by_item: dict[int, Evaluation] = {}
    for item in CheckItem.objects.filter(readiness__in=list(by_check)).order_by():
        one = by_check[item.readiness_id]
        one.items[item.condition_id], by_item[item.pk] = item, one
        if one.check is not None:
            item.readiness = one.check
    if by_item:
        for row in EvidenceFile.objects.filter(item__readiness__in=list(by_check)).select_related("file"):
            by_item[row.item_id].files[row.item_id, row.slot] = row


def evaluation_of(village: Village, cycle: Cycle) -> Evaluation:
    return evaluations([village], cycle)[village.pk]
