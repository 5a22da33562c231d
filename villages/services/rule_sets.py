"""Rule sets from draft to publication: shipped data, editing, two persons, editions and their comparison."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, numbering
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS
from electioncycle.security import audit
from villages.choices import CycleState, RuleState
from villages.models import Cycle, Rule, RuleSet
from villages.rules.keys import TARGET, fault, kind_of, stored
from villages.rules.reader import Rules
from villages.rules.values import Unreadable
from villages.services import editions

DATA = Path(__file__).resolve().parent.parent / "data"
MOST_REASON = 300
EDITED = ("label", "value", "unit", "source", "unsure")


def ship_rule_sets(*, by: Actor) -> list[RuleSet]:
    """Add the rule sets that come with the product, as drafts; to sets already present only what they lack.

    Returns the drafts that were added or added to.
    """
    with transaction.atomic():
        present = set(RuleSet.all_rows.values_list("code", flat=True))
        new = [one for one in _shipped()["sets"] if one["code"] not in present]
        return [_ship(RuleSet(**one), by=by) for one in new] + offer_new_rules(by=by)


def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    return found


def _rules_shipped(code: str) -> list[dict[str, Any]]:
    """National rules, each as the province has it where it differs."""
    shipped = _shipped()
    return list({rule["key"]: rule for rule in [*shipped["national"], *shipped[code]]}.values())


def _ship(row: RuleSet, *, by: Actor) -> RuleSet:
    history.record(row, by=by, reason="随产品提供的规则集")
    number = _add(row, _rules_shipped(row.code))
    audit.record(audit.Event.ADDED, by=by, row=row, rules=number)
    return row


def _add(row: RuleSet, rules: Iterable[Mapping[str, Any]]) -> int:
    start = _next_position(row)
    return len(Rule.objects.bulk_create(Rule(rule_set=row, position=n, **one) for n, one in enumerate(rules, start)))


def _next_position(row: RuleSet) -> int:
    return numbering.following(row.rules.values_list("position", flat=True))


def offer_new_rules(*, by: Actor) -> list[RuleSet]:
    """What a later version of the product ships and a site's set lacks, in a draft of its next edition.

    A published edition never changes. Each value comes with its source and marked 待确认; two persons publish it, and
    two switch a running cycle to it.
    """
    shipped, offered = _shipped(), []
    with transaction.atomic():
        for one in shipped["sets"]:
            latest = RuleSet.objects.filter(code=one["code"]).order_by("edition").last()
            known = set(latest.rules.values_list("key", flat=True)) if latest else set()
            lacking = [{**rule, "unsure": True} for rule in _rules_shipped(one["code"]) if rule["key"] not in known]
            if latest is not None and lacking:
                offered.append(_offer(latest, lacking, f"产品规则数据第{shipped['version']}版", by=by))
    return offered


def _offer(latest: RuleSet, lacking: list[dict[str, Any]], version: str, *, by: Actor) -> RuleSet:
    reason = f"{version}新增：{'、'.join(rule['label'] for rule in lacking)}"
    if latest.state == RuleState.DRAFT:
        draft = history.lock(latest)
        history.record(draft, by=by, reason=reason[:MOST_REASON])
    else:
        draft = _copy(latest, by=by, reason=reason[:MOST_REASON])
    _add(draft, lacking)
    audit.record(audit.Event.CHANGED, by=by, row=draft, rules=len(lacking))
    return draft


def content(rule_set: RuleSet) -> list[list[Any]]:
    """What publication approves."""
    return [[rule.key, *(getattr(rule, name) for name in EDITED)] for rule in rule_set.rules.all()]


def shown_value(key: str, value: Any) -> str:
    """A stored value as it is shown and typed."""
    return "" if value is None else kind_of(key).shown(value)


def faults_of(rule_set: RuleSet) -> dict[int, str]:
    """By rule, the values that nobody can read, each with what may be entered; a draft must have none."""
    found = ((rule.pk, fault(rule.key, rule.value)) for rule in rule_set.rules.all())
    return {pk: sentence for pk, sentence in found if sentence}


def _require_readable(rule_set: RuleSet) -> None:
    if found := faults_of(rule_set):
        rules = {rule.pk: rule for rule in rule_set.rules.all()}
        raise Refused("".join(_unreadable(rules[pk].label, rules[pk].value, said) for pk, said in found.items()))


def _unreadable(label: str, value: Any, sentence: str) -> str:
    return f"“{label}”填写为“{str(value)[:20]}”：{sentence}。"


class Unread(Refused):
    """Values typed into the grid that nobody can read; ``faults`` has the sentence of each rule."""

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__("".join(faults.values()))
        self.faults = faults


def _read(rules: Iterable[Rule], lines: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """The lines with their values as they are kept. Raises Unread."""
    found, faults = {}, {}
    for rule in rules:
        if line := lines.get(rule.pk):
            try:
                found[rule.pk] = {**line, "value": stored(rule.key, line["value"])}
            except Unreadable as error:
                faults[rule.pk] = _unreadable(line["label"] or rule.label, line["value"], str(error))
    if faults:
        raise Unread(faults)
    return found


def save_rules(rule_set: RuleSet, lines: Mapping[int, Mapping[str, Any]], *, by: Actor, version: int) -> RuleSet:
    """Write the grid of a draft. ``lines`` maps a rule to its label, typed value, unit, source and mark."""
    with transaction.atomic():
        rule_set = editions.draft_of(rule_set, version)
        rules = list(rule_set.rules.all())
        read, changed = _read(rules, lines), []
        for rule in rules:
            line = read.get(rule.pk)
            if line is None or all(getattr(rule, name) == line[name] for name in EDITED):
                continue
            before = shown_value(rule.key, rule.value)
            for name in EDITED:
                setattr(rule, name, line[name])
            if not rule.label:
                raise Refused("每条规则都须有名称，请补填后再保存。")
            rule.save()
            changed.append(f"{rule.label}：{before or '空'}→{shown_value(rule.key, rule.value) or '空'}")
        if not changed:
            return rule_set
        history.record(rule_set, by=by, reason="修改 " + ";".join(changed))
        audit.record(audit.Event.CHANGED, by=by, row=rule_set, rules=len(changed))
    return rule_set


def add_rule(rule_set: RuleSet, *, key: str, label: str, value: str, by: Actor) -> Rule:
    """``value`` as it was typed."""
    with transaction.atomic():
        rule_set = editions.draft_of(rule_set)
        if not key.isidentifier() or not key.isascii() or not label:
            raise Refused("新增规则须填写参数(小写字母、数字和下划线)和名称。")
        if rule_set.rules.filter(key=key).exists():
            raise Refused(f"本规则集已有参数“{key}”，请直接修改它。")
        try:
            kept = stored(key, value)
        except Unreadable as error:
            raise Refused(_unreadable(label, value, str(error))) from None
        rule = Rule.objects.create(
            rule_set=rule_set,
            key=key[:60],
            label=label[:80],
            value=kept,
            position=_next_position(rule_set),
            unsure=True,
        )
        history.record(rule_set, by=by, reason=f"新增规则“{label}”")
        audit.record(audit.Event.CHANGED, by=by, row=rule_set, rules=1)
    return rule


def propose_publication(rule_set: RuleSet, *, by: Actor, effective_from: date, version: int | None = None) -> RuleSet:
    """Ask a second person to publish exactly this content from this day on."""
    with transaction.atomic():
        rule_set = editions.draft_of(rule_set, version)
        if not rule_set.rules.exists():
            raise Refused("规则集还没有任何规则，不能提交发布。")
        _require_readable(rule_set)
        editions.propose(rule_set, by=by, effective_from=effective_from, content=content(rule_set))
    return rule_set


def publish(rule_set: RuleSet, *, by: Actor) -> RuleSet:
    """Publish what another person proposed; the earlier edition is retired.

    Cycles keep the edition they go by until two persons switch them; only where no value changes, and the edition thus
    merely confirms what was marked 待确认, they go over at once.
    """
    with transaction.atomic():
        rule_set = editions.draft_of(rule_set)
        _require_readable(rule_set)
        others = RuleSet.objects.filter(code=rule_set.code)
        _follow_confirmation(rule_set, by=by)
        editions.publish(rule_set, by=by, content=content(rule_set), editions=others)
    return rule_set


def _follow_confirmation(rule_set: RuleSet, *, by: Actor) -> None:
    going = Cycle.objects.exclude(state=CycleState.CLOSED).filter(rule_set__code=rule_set.code)
    for cycle in going.filter(rule_set__edition__lt=rule_set.edition).select_related("rule_set"):
        if values_of(cycle.rule_set) == values_of(rule_set):
            cycle = history.lock(cycle)
            cycle.rule_set = rule_set
            history.record(cycle, by=by, reason=f"第{rule_set.edition}版只作确认，取值不变，即时换用")
            tell_switched(cycle)


def tell_switched(cycle: Cycle) -> None:
    """Everybody who works in the county learns by which edition the cycle goes from now on."""
    inbox.notify(
        f"{cycle}自今日起按“{cycle.rule_set}”办理；此前已办理的步骤仍按当时的版次。",
        url=reverse("cycle_detail", args=[cycle.pk]),
        roles=OFFICIALS,
        place=cycle.county,
        cycle=cycle,
        key=f"rules:{cycle.pk}:{cycle.rule_set_id}",
    )


def new_edition(rule_set: RuleSet, *, by: Actor) -> RuleSet:
    """A draft of the next edition with the same rules."""
    with transaction.atomic():
        copy = _copy(rule_set, by=by, reason=f"由第{rule_set.edition}版新建")
        audit.record(audit.Event.ADDED, by=by, row=copy, rules=copy.rules.count())
    return copy


def _copy(rule_set: RuleSet, *, by: Actor, reason: str) -> RuleSet:
    rule_set = history.lock(rule_set)
    number = editions.next_number(RuleSet.all_rows.filter(code=rule_set.code))
    copy = RuleSet(code=rule_set.code, name=rule_set.name, province=rule_set.province, edition=number)
    history.record(copy, by=by, reason=reason)
    rules = list(rule_set.rules.all())
    for rule in rules:
        rule.pk, rule.rule_set, rule._state.adding = None, copy, True
    Rule.objects.bulk_create(rules)
    return copy


@dataclass(frozen=True)
class Difference:
    """One rule that differs between two editions; blank where an edition lacks it."""

    key: str
    label: str
    before: str
    after: str
    source_before: str
    source_after: str


def differences(earlier: RuleSet, later: RuleSet) -> list[Difference]:
    old = {rule.key: rule for rule in earlier.rules.all()}
    new = {rule.key: rule for rule in later.rules.all()}
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        one, two = old.get(key), new.get(key)
        if one and two and all(getattr(one, name) == getattr(two, name) for name in EDITED):
            continue
        sources = [rule.source if rule else "" for rule in (one, two)]
        found.append(Difference(key, (new.get(key) or old[key]).label, _said(one), _said(two), *sources))
    return found


def _said(rule: Rule | None) -> str:
    if rule is None:
        return "(无此项)"
    return f"{shown_value(rule.key, rule.value) or '未定'}{rule.unit}{'(待确认)' if rule.unsure else ''}"


def values_of(rule_set: RuleSet) -> Rules:
    """The rules as the code of other apps asks for them."""
    return Rules((rule.key, rule.value) for rule in rule_set.rules.all())


def rules_of(cycle: Cycle | None) -> Rules:
    """``values_of`` the cycle's rule set in one query; nothing without a cycle."""
    if cycle is None:
        return Rules()
    return Rules(Rule.objects.filter(rule_set=cycle.rule_set_id).order_by().values_list("key", "value"))


def default_targets(rule_set: RuleSet) -> dict[str, Any]:
    """The structure targets a new cycle starts with: the set's ``target_…`` values that are filled in."""
    return {
        key.removeprefix(TARGET): value
        for key, value in values_of(rule_set).items()
        if key.startswith(TARGET) and value is not None and not fault(key, value)
    }
