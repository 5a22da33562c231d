"""The county's templates of election rules: saved inside the law, and filled into hundreds of drafts in one act."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from elections.figures.schemes import filling
from elections.models import Election, Scheme, SchemeTemplate
from elections.rules import scheme as rules
from elections.services.norms import Editions
from elections.services.schemes import Outside, read
from villages.choices import VillageKind
from villages.models import Cycle


def save(
    row: SchemeTemplate, values: Mapping[str, Any], *, by: Actor, version: int | None = None, **head: Any
) -> SchemeTemplate:
    """Save a template, a new one if the row has no key; outside the rule set nothing is saved."""
    workflow.require(by, row.cycle.county, Action.MANAGE, Action.COUNTY_REVIEW)
    known = read(values)
    with transaction.atomic():
        row = workflow.locked(row, version) if row.pk else row
        changed = history.put(row, {"values": known, **head})
        if row.pk and not changed:
            return row
        require_inside(row)
        _require_once(row)
        event = audit.Event.CHANGED if row.pk else audit.Event.ADDED
        history.record(row, by=by)
        audit.record(event, by=by, row=row)
    return row


def require_inside(row: SchemeTemplate) -> None:
    """Raises Outside where the cycle's rules do not allow it for a kind of unit that it is for."""
    editions = Editions()
    for kind in [row.unit_kind] if row.unit_kind else VillageKind.values:
        unit = rules.Unit(kind == VillageKind.COMMUNITY)
        norms = editions.on(row.cycle.rule_set_id, None, community=unit.community)
        if found := rules.check(row.values, norms, unit):
            advice = f"用于{VillageKind(kind).label}不符合规则集，没有保存。请改正，或按类别分设范本。"
            raise Outside(found, advice)


def _require_once(row: SchemeTemplate) -> None:
    Cycle.all_rows.select_for_update(of=("self",)).get(pk=row.cycle_id)
    same = SchemeTemplate.objects.filter(cycle=row.cycle, batch=row.batch, unit_kind=row.unit_kind)
    if other := same.exclude(pk=row.pk).first():
        raise Refused(f"这一批次、类别已有范本“{other}”，请直接修改原范本。")


def fill(template: SchemeTemplate, *, by: Actor, version: int | None = None) -> int:
    """Make the draft of every election that has none and for which the template is meant; returns how many."""
    workflow.require(by, template.cycle.county, Action.MANAGE, Action.COUNTY_REVIEW)
    with transaction.atomic():
        template = workflow.locked(template, version)
        template.check_writable()
        require_inside(template)
        fresh = filling(template, by).fresh
        list(Election.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in fresh]))
        fresh = filling(template, by).fresh
        new = [_draft(one, template) for one in fresh]
        history.record_many(new, by=by, reason=f"按范本“{template}”套用")
        audit.record(audit.Event.CHANGED, by=by, row=template, schemes=len(new))
    return len(new)


def _draft(election: Election, template: SchemeTemplate) -> Scheme:
    return Scheme(
        election=election,
        village=election.village,
        values=dict(template.values),
        template=template,
        rule_set=template.cycle.rule_set,
    )
