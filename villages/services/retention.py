"""How long a closed cycle's personal data are kept, and their purge by two persons."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.disclosure import retention
from electioncycle.records import workflow
from electioncycle.records.files import Attachment
from electioncycle.records.rows import LedgerModel
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import CycleState
from villages.models import Cycle, Person, Rule
from villages.rules.reader import Rules, in_force

ASK, PURGE = "ask_purge", "purge"
MONTHS_RULE = "retention_months"
DEFAULT_MONTHS = 6
PERSONAL = {
    "name",
    "former_name",
    "id_number",
    "phone",
    "native_place",
    "full_time_school",
    "in_service_school",
    "resume",
    "family",
}
"""Of a person these go; what the figures are counted from stays."""


def months(cycle: Cycle) -> tuple[int, Rule | None]:
    """How many months after closing, and the rule that says so; the shipped default where the set says nothing."""
    rules = Rule.objects.filter(rule_set=cycle.rule_set, key=MONTHS_RULE)
    rule = in_force(rules, timezone.localdate()).get(MONTHS_RULE)
    given = Rules({MONTHS_RULE: rule and rule.value}).whole(MONTHS_RULE)
    return given or DEFAULT_MONTHS, rule


def due_on(cycle: Cycle) -> date | None:
    """The first day on which the cycle may be purged."""
    if cycle.closed_on is None:
        return None
    month = cycle.closed_on.month - 1 + months(cycle)[0]
    year, month = cycle.closed_on.year + month // 12, month % 12 + 1
    return date(year, month, min(cycle.closed_on.day, 28))


def blockers(cycle: Cycle) -> list[str]:
    """What stands against purging the cycle now, each with what to do."""
    if cycle.purged_at:
        return [f"本届个人信息已于{timezone.localtime(cycle.purged_at):%Y年%m月%d日}清除。"]
    if cycle.state != CycleState.CLOSED:
        return ["届次尚未关闭；关闭后开始计算保存期限。"]
    found, due = [], due_on(cycle)
    if due is not None and timezone.localdate() < due:
        found.append(f"保存期限到{due:%Y年%m月%d日}，届满后才能清除。")
    later = Cycle.objects.filter(county=cycle.county, starts_on__gt=cycle.starts_on)
    if not later.filter(pk__in=Cycle.objects.filter(previous=cycle)).exists():
        found.append("还没有由本届建立下一届：当选人员转入下一届后，才能与其他人员区分。请先建立下一届。")
    return found


def pending(cycle: Cycle) -> Any:
    """The request to purge that nobody has confirmed yet."""
    last = workflow.steps(cycle).filter(move__in=(ASK, PURGE)).last()
    return last if last is not None and last.move == ASK and not cycle.purged_at else None


def ask_purge(cycle: Cycle, *, by: Actor, reason: str, version: int | None = None) -> None:
    reason = workflow.require_reason(reason, "申请清除")
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if found := blockers(cycle):
            raise Refused(" ".join(found))
        if waiting := pending(cycle):
            raise Refused(f"{waiting.by}已申请清除，请由另一人确认。")
        workflow.note(cycle, move=ASK, title="申请清除个人信息", by=by, reason=reason)


def purge(cycle: Cycle, *, by: Actor, version: int | None = None) -> dict[str, int]:
    """The second person's word: what is due goes, in rows, history, files; figures and the audit trail stay."""
    with transaction.atomic():
        cycle = workflow.locked(cycle, version)
        if pending(cycle) is None:
            raise Refused("没有待确认的清除申请。请先由一人写明原因提出申请，再由另一人确认。")
        workflow.require_other_person(cycle, by=by, after=(ASK,))
        if found := blockers(cycle):
            raise Refused(" ".join(found))
        counts = retention.purge_rows(cycle) | {"villages.person": forget_persons(cycle)}
        cycle.purged_at = timezone.now()
        workflow.advance(cycle, move=PURGE, title="确认清除个人信息", by=by, approves=True)
        audit.record(audit.Event.PURGED, by=by, row=cycle, rows=counts)
    return counts


def persons_to_forget(cycle: Cycle) -> list[int]:
    """Persons whom only rows of this and of purged cycles point at: whoever goes on in office is kept."""
    purged = [cycle.pk, *Cycle.objects.exclude(purged_at=None).values_list("pk", flat=True)]
    here: set[int] = set()
    kept: set[int] = set()
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        if not issubclass(model, LedgerModel) or not model.cycle_lookup:
            continue
        name, lookup = relation.field.attname, model.cycle_lookup
        rows = model._base_manager.exclude(**{name: None})
        here |= set(rows.filter(**{lookup: cycle}).values_list(name, flat=True))
        elsewhere = rows.filter(withdrawn_at=None).exclude(**{f"{lookup}__in": purged})
        kept |= set(elsewhere.values_list(name, flat=True))
        kept |= set(rows.filter(pk__in=retention.held(model)).values_list(name, flat=True))
    gone = here - kept - retention.held(Person)
    merged = Person.all_rows.filter(merged_into__in=gone).exclude(pk__in=kept | retention.held(Person))
    return sorted(gone | set(merged.values_list("pk", flat=True)))


def forget_persons(cycle: Cycle) -> int:
    """Name, number, phone, résumé and portrait go; sex, education and age on the reference date stay."""
    keys = persons_to_forget(cycle)
    fields = [f for f in Person._meta.concrete_fields if f.name in PERSONAL]
    changes = {field.name: retention.emptied(field) for field in fields}
    for start in range(0, len(keys), retention.BATCH):
        batch = keys[start : start + retention.BATCH]
        found = Person.all_rows.filter(pk__in=batch)
        photos = [key for key in found.values_list("photo", flat=True) if key]
        past = Person.history.filter(id__in=batch)
        photos += [key for key in past.values_list("photo", flat=True) if key]
        for birth in {day for day in found.values_list("birth", flat=True) if day}:
            found.filter(birth=birth).update(birth=_month_of(birth, cycle.reference_date))
        found.update(**changes, id_index="", photo=None, search_text="")
        past.update(**changes, id_index="", photo=None, birth=None, history_change_reason="")
        retention.erase_files(Attachment.objects.filter(pk__in=photos))
    return len(keys)


def _month_of(birth: date, reference: date) -> date:
    """The month alone, on the same side of the reference date, so that no age changes."""
    if birth.day <= reference.day:
        return birth.replace(day=1)
    return birth.replace(day=28) if reference.day < 28 else birth
