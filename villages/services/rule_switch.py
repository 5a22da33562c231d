"""A running cycle moves to a later edition of its rule set: one person proposes, another confirms.

What was done keeps the edition it was done under (``StepRecord.rules_edition``); plans are computed from the rules.
"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.records.editions import EditionState
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import Refused
from villages.choices import CycleState
from villages.models import Cycle, RuleSet
from villages.services import rule_sets

PROPOSE, CONFIRM, DECLINE = "propose_rules", "confirm_rules", "decline_rules"


def offers(cycle: Cycle) -> list[RuleSet]:
    """Later editions of the cycle's rule set that are published, the newest first."""
    current = cycle.rule_set
    found = RuleSet.objects.filter(code=current.code, edition__gt=current.edition, state=EditionState.PUBLISHED)
    return list(found.order_by("-edition"))


def against(cycle: Cycle, target: RuleSet) -> str:
    """Why the cycle may not go by this edition, in one sentence; empty when it may."""
    current = cycle.rule_set
    if cycle.state != CycleState.OPEN:
        return f"届次“{cycle}”{cycle.get_state_display()}，只有进行中的届次换用规则集版次。"
    if target.withdrawn_at or target.state != EditionState.PUBLISHED:
        return f"“{target}”不是已发布的版次，不能换用。请选择已发布的后一版。"
    if target.code != current.code:
        return f"“{target}”是另一个规则集({target.province})，本届只能换用“{current.name}”的后一版。"
    if target.edition <= current.edition:
        return f"本届现用第{current.edition}版，不能换回第{target.edition}版。需要恢复旧值的，请另发布一版。"
    if target.effective_from and target.effective_from > timezone.localdate():
        return f"“{target}”自{target.effective_from:%Y年%m月%d日}起生效，生效前不能换用。"
    return ""


def _content(cycle: Cycle, target: RuleSet) -> list[Any]:
    """What the second person confirms; a published edition never changes."""
    return [cycle.rule_set_id, target.pk, rule_sets.EDITIONS.content(target)]


def pending(cycle: Cycle) -> tuple[StepRecord, RuleSet] | None:
    """The proposal that nobody has settled yet, with the edition it names."""
    last = workflow.steps(cycle).filter(move__in=(PROPOSE, CONFIRM, DECLINE)).last()
    if last is None or last.move != PROPOSE or cycle.state != CycleState.OPEN:
        return None
    named = (one for one in offers(cycle) if workflow.content_hash(_content(cycle, one)) == last.content_hash)
    target = next(named, None)
    return None if target is None else (last, target)


def propose(cycle: Cycle, target: RuleSet, *, by: Actor, reason: str, version: int | None = None) -> Cycle:
    reason = workflow.require_reason(reason, "提议换用规则集版次")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if sentence := against(cycle, target):
            raise Refused(sentence)
        if waiting := pending(cycle):
            raise Refused(f"{waiting[0].by}已提议换用“{waiting[1]}”，请由另一人确认或退回。")
        title = f"提议换用第{target.edition}版规则集"
        workflow.advance(cycle, move=PROPOSE, title=title, by=by, content=_content(cycle, target), reason=reason)
    return cycle


def confirm(cycle: Cycle, *, by: Actor, version: int | None = None) -> Cycle:
    """The second person's confirmation: from now on the steps go by the later edition."""
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        step, target = _settled(cycle)
        if step.by_id == by.pk:
            raise Refused(f"换用“{target}”由您本人提议，须由另一位县级管理员确认。")
        if sentence := against(cycle, target):
            raise Refused(sentence)
        content = _content(cycle, target)
        cycle.rule_set = target
        title = f"确认换用第{target.edition}版规则集"
        workflow.advance(cycle, move=CONFIRM, title=title, by=by, content=content, approves=True)
        rule_sets.tell_switched(cycle)
    return cycle


def decline(cycle: Cycle, *, by: Actor, reason: str, version: int | None = None) -> Cycle:
    """The proposal is sent back, by whoever doubts it or made it; the cycle stays where it is."""
    reason = workflow.require_reason(reason, "退回提议")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        _, target = _settled(cycle)
        title = f"退回换用第{target.edition}版的提议"
        workflow.advance(cycle, move=DECLINE, title=title, by=by, content=None, reason=reason)
    return cycle


def _settled(cycle: Cycle) -> tuple[StepRecord, RuleSet]:
    found = pending(cycle)
    if found is None:
        raise Refused("没有待确认的换用提议。请先由一人写明原因提出，再由另一人确认。")
    return found


def steps_by_edition(cycle: Cycle) -> list[tuple[str, int]]:
    """How many steps were recorded under each edition of the cycle's rule set."""
    editions = {one.pk: one for one in RuleSet.all_rows.filter(code=cycle.rule_set.code).order_by("edition")}
    counts = StepRecord.objects.filter(rules_edition__in=editions).order_by().values("rules_edition")
    numbers = {row["rules_edition"]: row["number"] for row in counts.annotate(number=models.Count("pk"))}
    return [(f"第{one.edition}版", numbers[pk]) for pk, one in editions.items() if pk in numbers]
