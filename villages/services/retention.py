"""How long a closed cycle's personal data are kept, and their purge by two persons."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.disclosure import purging, retention
from electioncycle.disclosure.retention import Whole
from electioncycle.records.files import Attachment
from electioncycle.records.rows import LedgerModel
from villages.choices import CycleState
from villages.models import Cycle, Person, Rule
from villages.rules.reader import Rules, in_force

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


def ask_purge(cycle: Cycle, *, by: Actor, reason: str, version: int | None = None) -> None:
    purging.ask(cycle, blockers, by=by, reason=reason, version=version)


def purge(cycle: Cycle, *, by: Actor, version: int | None = None) -> dict[str, int]:
    """The second person's word: what is due goes, in rows, history, files; figures and the audit trail stay."""
    return purging.carry_out(cycle, blockers, empty, by=by, version=version)


def empty(cycle: Cycle) -> dict[str, int]:
    whole = retention.of_cycle(cycle)
    return retention.purge_rows(whole) | {"villages.person": forget_persons(whole)}


def purged_cycles() -> set[int]:
    return set(Cycle.objects.exclude(purged_at=None).values_list("pk", flat=True))


retention.declare(retention.by_cycle, purged_cycles)


def persons_to_forget(whole: Whole) -> list[int]:
    """Persons whom only rows of this and of what is purged point at: whoever goes on in office is kept."""
    here: set[int] = set()
    kept: set[int] = set()
    for model, name in _naming():
        rows = model._base_manager.exclude(**{name: None})
        others = rows.filter(withdrawn_at=None).exclude(retention.gone_with(model))
        if whole.way(model):
            own = whole.of(model)
            here |= set(rows.filter(own).values_list(name, flat=True))
            kept |= set(rows.filter(own).exclude(pk__in=whole.rows(model)).values_list(name, flat=True))
            others = others.exclude(own)
        kept |= set(others.values_list(name, flat=True))
        kept |= set(rows.filter(pk__in=retention.held(model)).values_list(name, flat=True))
    gone = here - kept - retention.held(Person)
    merged = Person.all_rows.filter(merged_into__in=gone).exclude(pk__in=kept | retention.held(Person))
    return sorted(gone | set(merged.values_list("pk", flat=True)))


def _naming() -> Iterator[tuple[Any, str]]:
    """Whatever names persons: rows of a cycle, and those of none, as of who was elected, which keep whom they name."""
    for relation in Person._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if relation.auto_created and isinstance(model, type) and issubclass(model, LedgerModel) and model is not Person:
            yield model, relation.field.attname  # type: ignore[union-attr]


def forget_persons(whole: Whole) -> int:
    """Name, number, phone, résumé and portrait go; sex, education and age on the reference date stay."""
    keys = persons_to_forget(whole)
    fields = [f for f in Person._meta.concrete_fields if f.name in PERSONAL]
    changes = {field.name: retention.emptied(field) for field in fields}
    for start in range(0, len(keys), retention.BATCH):
        batch = keys[start : start + retention.BATCH]
        found = Person.all_rows.filter(pk__in=batch)
        photos = [key for key in found.values_list("photo", flat=True) if key]
        past = Person.history.filter(id__in=batch)
        photos += [key for key in past.values_list("photo", flat=True) if key]
        for birth in {day for day in found.values_list("birth", flat=True) if day}:
            found.filter(birth=birth).update(birth=_month_of(birth, whole.reference))
        found.update(**changes, id_index="", photo=None, search_text="")
        past.update(**changes, id_index="", photo=None, birth=None, history_change_reason="")
        retention.erase_files(Attachment.objects.filter(pk__in=photos))
    return len(keys)


def _month_of(birth: date, reference: date) -> date:
    """The month alone, on the same side of the reference date, so that no age changes."""
    if birth.day <= reference.day:
        return birth.replace(day=1)
    return birth.replace(day=28) if reference.day < 28 else birth
