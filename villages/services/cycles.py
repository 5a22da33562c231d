"""The life of a cycle: lists, opening, closing, reopening by two persons, and the start from the last one."""

import json
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.records.editions import EditionState
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import CycleState, ListKind
from villages.models import Cycle, KindItem, RuleSet
from villages.rules.shipped import DATA
from villages.services import carrying
from villages.services.rule_sets import default_targets

ASK_REOPEN, REOPEN = "ask_reopen", "reopen"
POST_GROUPS = ("四个一", "三个一")


def add_default_lists(
    cycle: Cycle, *, by: Actor, groups: Collection[str] = POST_GROUPS[:1], version: int | None = None
) -> int:
    """Fill the lists of a cycle with those that come with the product; entries already there stay. Returns how many.

    ``groups`` says which responsibility posts the county uses: 四个一， 三个一 or both.
    """
    shipped = json.loads((DATA / "kinds.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        present = {(item.kind, item.code) for item in KindItem.objects.filter(cycle=cycle)}
        wanted = [
            KindItem(cycle=cycle, position=position, **one)
            for position, one in enumerate(shipped, 1)
            if (one["kind"], one["code"]) not in present
            and (one["kind"] != ListKind.RESPONSIBILITY or one["group"] in groups)
        ]
        history.record_many(wanted, by=by, reason="套用默认清单")
        audit.record(audit.Event.ADDED, by=by, row=cycle, lists=len(wanted))
    return len(wanted)


def blockers(cycle: Cycle) -> list[str]:
    """What stands against opening the cycle, each with what to do."""
    found = []
    if cycle.state != CycleState.PREPARING:
        found.append(f"届次{cycle.get_state_display()}，只有筹备中的届次可以开启。")
    if cycle.rule_set.state != EditionState.PUBLISHED:
        found.append(
            f"规则集“{cycle.rule_set}”{cycle.rule_set.get_state_display()}，请先由两人发布，或改选已发布的一版。"
        )
    if not KindItem.objects.filter(cycle=cycle, kind=ListKind.BATCH).exists():
        found.append("还没有设置批次，请在“类别清单”中设置，或套用默认清单。")
    if other := Cycle.objects.filter(county=cycle.county, state=CycleState.OPEN).exclude(pk=cycle.pk).first():
        found.append(f"届次“{other}”还在进行，请先关闭它。")
    return found


def open_cycle(cycle: Cycle, *, by: Actor, version: int | None = None) -> Cycle:
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if found := blockers(cycle):
            raise Refused(" ".join(found))
        cycle.open()
        cycle.targets = cycle.targets or default_targets(cycle.rule_set)
        history.record(cycle, by=by, reason="开启届次")
        audit.record(audit.Event.CYCLE_OPENED, by=by, row=cycle, rule_set=cycle.rule_set_id)
    return cycle


def close_cycle(cycle: Cycle, *, by: Actor, reason: str, version: int | None = None) -> Cycle:
    """From now on the cycle can only be read."""
    reason = workflow.require_reason(reason, "关闭届次")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if cycle.state != CycleState.OPEN:
            raise Refused(f"届次“{cycle}”{cycle.get_state_display()}，只有进行中的届次可以关闭。")
        cycle.close()
        cycle.closed_on = timezone.localdate()
        history.record(cycle, by=by, reason=reason)
        audit.record(audit.Event.CYCLE_CLOSED, by=by, row=cycle)
    return cycle


def pending_reopening(cycle: Cycle) -> Any:
    """The request to reopen that nobody has confirmed yet."""
    last = workflow.steps(cycle).filter(move__in=(ASK_REOPEN, REOPEN)).last()
    return last if last is not None and last.move == ASK_REOPEN and cycle.is_closed else None


def ask_reopening(cycle: Cycle, *, by: Actor, reason: str, version: int | None = None) -> Cycle:
    reason = workflow.require_reason(reason, "申请重新开启")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if not cycle.is_closed:
            raise Refused(f"届次“{cycle}”没有关闭，不需要重新开启。")
        if cycle.purged_at:
            raise Refused(f"届次“{cycle}”的个人信息已按保存期限清除，不能重新开启。")
        if waiting := pending_reopening(cycle):
            raise Refused(f"{waiting.by}已申请重新开启，请由另一人确认。")
        workflow.note(cycle, move=ASK_REOPEN, title="申请重新开启", by=by, reason=reason)
    return cycle


def reopen(cycle: Cycle, *, by: Actor, version: int | None = None) -> Cycle:
    """The second person's confirmation."""
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        waiting = pending_reopening(cycle)
        if waiting is None:
            raise Refused("没有待确认的重新开启申请。请先由一人写明原因提出申请，再由另一人确认。")
        workflow.require_other_person(cycle, by=by, after=(ASK_REOPEN,))
        cycle.reopen()
        cycle.closed_on = None
        workflow.advance(cycle, move=REOPEN, title="确认重新开启", by=by, reason=waiting.reason, approves=True)
        audit.record(audit.Event.CYCLE_OPENED, by=by, row=cycle, rule_set=cycle.rule_set_id)
    return cycle


def set_targets(cycle: Cycle, targets: dict[str, Any], *, by: Actor, version: int) -> Cycle:
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        cycle.require_open_for_entry()
        if not history.put(cycle, {"targets": targets}):
            return cycle
        history.record(cycle, by=by, reason="调整本届结构目标")
        audit.record(audit.Event.CHANGED, by=by, row=cycle, version=cycle.version)
    return cycle


def start_from_last(
    last: Cycle,
    *,
    by: Actor,
    name: str,
    rule_set: RuleSet,
    starts_on: date,
    reference_date: date,
    carry_posts: bool = False,
    carry_contacts: bool = True,
    open_rows: Collection[str] = (),
) -> Cycle:
    """A new cycle in preparation: areas stay, lists and figures are copied, the sitting team goes on.

    The last team's structure on its reference date becomes the figures of the last term.
    """
    if starts_on - reference_date > timedelta(days=366):
        raise Refused("数据截止日早于启动日期一年以上，请核对日期。")
    if Cycle.objects.filter(county=last.county, name=name).exists():
        raise Refused(f"本县已有届次“{name}”，请换一个名称。")
    with transaction.atomic():
        cycle = Cycle(
            county=last.county,
            name=name,
            rule_set=rule_set,
            previous=last,
            starts_on=starts_on,
            reference_date=reference_date,
            county_confirms=last.county_confirms,
            county_confirms_gate=last.county_confirms_gate,
            targets=default_targets(rule_set) or last.targets,
        )
        history.record(cycle, by=by, reason=f"由“{last}”建立")
        counts = carrying.carry(last, cycle, by=by, posts=carry_posts, contacts=carry_contacts, open_rows=open_rows)
        audit.record(audit.Event.ADDED, by=by, row=cycle, **counts)
    return cycle
