"""Verbs of the conditions: the shipped set, a new edition, editing, publication by two persons."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, numbering
from electioncycle.refusals import Refused
from electioncycle.security import audit
from readiness.models import Condition, ConditionSet
from villages.models import Cycle
from villages.services import editions
from villages.services.rule_sets import DATA


def ship(cycle: Cycle, *, by: Actor) -> ConditionSet:
    """The conditions that come with the product, as a draft of this cycle's first edition."""
    if ConditionSet.objects.filter(cycle=cycle).exists():
        raise Refused("本届已有准入条件，请在现有的一版上修改或新建一版。")
    shipped = json.loads((DATA / "conditions.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        row = ConditionSet(cycle=cycle)
        history.record(row, by=by, reason="套用默认准入条件")
        _add(row, shipped, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row, conditions=len(shipped))
    return row


def _add(row: ConditionSet, entries: Sequence[Mapping[str, Any]], *, by: Actor) -> None:
    rows = [Condition(condition_set=row, position=position, **one) for position, one in enumerate(entries, 1)]
    history.record_many(rows, by=by)


def content(row: ConditionSet) -> list[list[Any]]:
    """What publication approves."""
    return [[getattr(one, name) for name in Condition.content] for one in row.conditions.all()]


def new_edition(row: ConditionSet, *, by: Actor) -> ConditionSet:
    """A draft with the same conditions; checks under way keep the edition they began with."""
    with transaction.atomic():
        row = history.lock(row)
        number = editions.next_number(ConditionSet.objects.filter(cycle=row.cycle))
        copy = ConditionSet(cycle=row.cycle, name=row.name, edition=number)
        history.record(copy, by=by, reason=f"由第{row.edition}版新建")
        entries = [{name: getattr(one, name) for name in Condition.content} for one in row.conditions.all()]
        _add(copy, entries, by=by)
        audit.record(audit.Event.ADDED, by=by, row=copy, conditions=len(entries))
    return copy


def save_conditions(
    row: ConditionSet, lines: Mapping[int, Mapping[str, Any]], *, by: Actor, version: int
) -> ConditionSet:
    """Write a draft's conditions; ``lines`` maps a condition's key to its new values."""
    with transaction.atomic():
        row = editions.draft_of(row, version)
        changed = [one for one in row.conditions.all() if history.put(one, lines.get(one.pk, {}))]
        if not changed:
            return row
        for condition in changed:
            if not condition.name.strip():
                raise Refused("每个条件都须有名称，请补填后再保存。")
            history.record(condition, by=by)
        history.record(row, by=by, reason="修改准入条件")
        audit.record(audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def add_condition(row: ConditionSet, *, by: Actor, code: str, name: str) -> Condition:
    with transaction.atomic():
        row = editions.draft_of(row)
        if not code.isidentifier() or not code.isascii() or not name.strip():
            raise Refused("新增条件须填写代码(小写字母、数字和下划线)和名称。")
        if row.conditions.filter(code=code).exists():
            raise Refused(f"本版已有代码为“{code}”的条件，请换一个代码。")
        slots = [{"code": "facts", "kind": "text", "label": "情况说明", "required": True}]
        one = Condition(
            condition_set=row,
            code=code[:30],
            name=name.strip()[:30],
            position=numbering.following(row.conditions.values_list("position", flat=True)),
            slots=slots,
            unsure=True,
        )
        history.record(one, by=by)
        history.record(row, by=by, reason=f"新增条件“{one}”")
        audit.record(audit.Event.CHANGED, by=by, row=row, conditions=1)
    return one


def remove_condition(condition: Condition, *, by: Actor) -> None:
    """Take a condition out of a draft; editions published before keep theirs."""
    with transaction.atomic():
        row = editions.draft_of(condition.condition_set)
        condition = history.lock(condition)
        condition.delete()
        history.record(row, by=by, reason=f"删去条件“{condition.name}”")
        audit.record(audit.Event.CHANGED, by=by, row=row, conditions=-1)


def propose_publication(row: ConditionSet, *, by: Actor, effective_from: date, version: int | None = None) -> Any:
    """Ask a second person to publish exactly this content."""
    with transaction.atomic():
        row = editions.draft_of(row, version)
        if not row.conditions.filter(applies_to="both").exists():
            raise Refused("准入条件中没有两项换届都适用的条件，不能提交发布。")
        editions.propose(row, by=by, effective_from=effective_from, content=content(row))
    return row


def publish(row: ConditionSet, *, by: Actor) -> ConditionSet:
    """Publish what another person proposed; the edition before is retired, checks begun under it keep it."""
    with transaction.atomic():
        row = editions.draft_of(row)
        others = ConditionSet.objects.filter(cycle=row.cycle)
        editions.publish(row, by=by, content=content(row), editions=others)
    return row
