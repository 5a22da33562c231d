"""Rule sets as lists published in editions: what a rule is, the shipped data, what a cycle goes by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.records import history, workflow
from electioncycle.records.editions import Editions, EditionState
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS
from electioncycle.security import audit
from villages.choices import CycleState
from villages.models import Cycle, Rule, RuleSet
from villages.rules.keys import TARGET, fault, kind_of, stored
from villages.rules.reader import Rules, in_force
from villages.rules.shipped import rules_of_set, shipped
from villages.rules.values import Unreadable
from villages.services.steps_ahead import steps_of

MOST_REASON = 300


class Unread(Refused):
    """Values typed into the grid that nobody can read; ``faults`` has the sentence of each rule."""

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__("".join(faults.values()))
        self.faults = faults


class RuleSets(Editions):
    """Rules have no history of their own: that of their set tells what was changed from what to what.

    Cycles keep the edition they go by until two persons switch them; only where no value changes, and the edition thus
    merely confirms what was marked 待确认, they go over at once.
    """

    model = RuleSet
    item = Rule
    items = "rules"
    owner = "rule_set"
    code = "key"
    fields = ("key", "label", "value", "unit", "law", "version", "article", "note", "since", "unsure", "confirmed_by")
    common = ("code",)
    kept = ("name", "province", "texts_before")
    named = "规则"
    counted = "rules"
    apart_by = "(起施行日期相同)"
    lacking = "规则集还没有任何规则，不能提交发布。"

    def identity(self, item: Rule) -> Any:
        return item.key, item.since

    def waits(self, item: Rule) -> bool:
        """What nothing reads is kept, and need not be confirmed."""
        return item.unsure and bool(steps_of(item.key))

    def said(self, item: Rule) -> str:
        since = f"({item.since:%Y年%m月%d日}起)" if item.since else ""
        return f"{shown_value(item.key, item.value) or '未定'}{item.unit}{since}{'(待确认)' if item.unsure else ''}"

    def source(self, item: Rule) -> str:
        return str(item.source)

    def fault(self, item: Rule) -> str:
        return "" if item.label else "每条规则都须有名称，请补填后再保存。"

    def new_fault(self, item: Rule) -> str:
        known = item.key.isidentifier() and item.key.isascii() and len(item.key) <= 60 and item.label
        return "" if known else "新增规则须填写参数(小写字母、数字和下划线，不超过60位)和名称。"

    def require_publishable(self, row: RuleSet) -> None:
        rules = {rule.pk: rule for rule in row.rules.all()}
        found = faults_of(row).items()
        if said := "".join(_unreadable(rules[pk].label, rules[pk].value, words) for pk, words in found):
            raise Refused(said)

    def read(self, row: RuleSet, lines: Mapping[int, Mapping[str, Any]]) -> Mapping[int, Mapping[str, Any]]:
        """The lines with their values as they are kept. Raises Unread."""
        found, faults = {}, {}
        for rule in row.rules.filter(pk__in=lines):
            line = lines[rule.pk]
            try:
                since = {"since": day_of(line["since"])} if "since" in line else {}
                found[rule.pk] = {**line, "value": stored(rule.key, line["value"]), **since}
            except Unreadable as error:
                faults[rule.pk] = _unreadable(line["label"] or rule.label, line["value"], str(error))
        if faults:
            raise Unread(faults)
        return found

    def changed_words(self, changed: Sequence[Rule], before: Mapping[int, Mapping[str, Any]]) -> str:
        pairs = ((rule, shown_value(rule.key, before[rule.pk]["value"])) for rule in changed)
        return "修改 " + "；".join(
            f"{rule.label}：{was or '空'}→{shown_value(rule.key, rule.value) or '空'}" for rule, was in pairs
        )

    def queue(self, row: RuleSet) -> None:
        list(RuleSet.all_rows.select_for_update(of=("self",)).filter(code=row.code))

    def write(self, items: Sequence[Rule], *, by: Actor) -> None:
        Rule.objects.bulk_create([rule for rule in items if rule.pk is None])
        Rule.objects.bulk_update([rule for rule in items if rule.pk is not None], self.fields)

    def put_in_force(self, row: RuleSet, *, by: Actor) -> None:
        _follow_confirmation(row, by=by)
        super().put_in_force(row, by=by)


EDITIONS = RuleSets()


def old_text(row: RuleSet) -> str:
    """That the set rests on texts older than the law in force, until every value that something reads is confirmed."""
    if row.texts_before is None or not any(EDITIONS.waits(rule) for rule in row.rules.all()):
        return ""
    return f"依据旧文本(早于{row.texts_before:%Y年%m月%d日})，取值待与正式文本核对"


def exported(row: RuleSet) -> dict[str, Any]:
    """The set as an object that ``manage.py decide_result`` takes in the place of a code."""
    return {"code": row.code, "name": str(row), "rules": [_exported(rule) for rule in row.rules.all()]}


def _exported(rule: Rule) -> dict[str, Any]:
    found = {"key": rule.key, "value": rule.value, "source": str(rule.source), "unsure": rule.unsure}
    return found | ({"from": rule.since.isoformat()} if rule.since else {})


def ship_rule_sets(*, by: Actor) -> list[RuleSet]:
    """Add the rule sets that come with the product, as drafts; to sets already present only what they lack.

    Returns the drafts that were added or added to.
    """
    with transaction.atomic():
        present = set(RuleSet.all_rows.values_list("code", flat=True))
        new = [one for one in shipped()["sets"] if one["code"] not in present]
        return [_ship(RuleSet(**one), by=by) for one in new] + offer_new_rules(by=by)


def _ship(row: RuleSet, *, by: Actor) -> RuleSet:
    begun: RuleSet = EDITIONS.begin(row, rules_of_set(row.code), by=by, reason="随产品提供的规则集")
    return begun


def offer_new_rules(*, by: Actor) -> list[RuleSet]:
    """What a later version of the product ships and a site's set lacks, in a draft of its next edition.

    A published edition never changes. Each value comes with its source and marked 待确认; two persons publish it, and
    two switch a running cycle to it.
    """
    data, offered = shipped(), []
    with transaction.atomic():
        for one in data["sets"]:
            latest = RuleSet.objects.filter(code=one["code"]).order_by("edition").last()
            if latest is not None and (lacking := _lacking(latest)):
                offered.append(_offer(latest, lacking, f"产品规则数据第{data['version']}版", by=by))
    return offered


def _lacking(row: RuleSet) -> list[dict[str, Any]]:
    known = set(row.rules.values_list("key", "since"))
    each = rules_of_set(row.code)
    return [{**rule, "unsure": True} for rule in each if (rule["key"], rule.get("since")) not in known]


def _offer(latest: RuleSet, lacking: list[dict[str, Any]], version: str, *, by: Actor) -> RuleSet:
    reason = f"{version}新增：{'、'.join(rule['label'] for rule in lacking)}"[:MOST_REASON]
    if latest.state != EditionState.DRAFT:
        begun: RuleSet = EDITIONS.begin_next(latest, by=by, more=lacking, reason=reason)
        return begun
    draft: RuleSet = EDITIONS.draft(latest)
    EDITIONS.append(draft, lacking, by=by)
    history.record(draft, by=by, reason=reason)
    audit.record(audit.Event.CHANGED, by=by, row=draft, rules=len(lacking))
    return draft


def shown_value(key: str, value: Any) -> str:
    """A stored value as it is shown and typed."""
    return "" if value is None else kind_of(key).shown(value)


def faults_of(rule_set: RuleSet) -> dict[int, str]:
    """By rule, the values that nobody can read, each with what may be entered; a draft must have none."""
    found = ((rule.pk, fault(rule.key, rule.value)) for rule in rule_set.rules.all())
    return {pk: sentence for pk, sentence in found if sentence}


def _unreadable(label: str, value: Any, sentence: str) -> str:
    return f"“{label}”填写为“{str(value)[:20]}”：{sentence}。"


def day_of(typed: str) -> date | None:
    """The day from which an entry is in force; blank: whenever. Raises Unreadable."""
    try:
        day = parse_date(typed) if typed else None
    except ValueError:
        day = None
    if typed and day is None:
        raise Unreadable(f"起施行日期“{typed[:10]}”须如2026-01-01")
    return day


def add_rule(
    row: RuleSet, *, key: str, label: str, value: str, since: str = "", by: Actor, version: int | None = None
) -> Rule:
    """One more rule of a draft; ``value`` and ``since`` as they were typed."""
    try:
        kept, day = stored(key, value), day_of(since)
    except Unreadable as error:
        raise Refused(_unreadable(label, value, str(error))) from None
    rule: Rule = EDITIONS.add(row, by=by, version=version, key=key, label=label[:80], value=kept, since=day)
    return rule


def _follow_confirmation(rule_set: RuleSet, *, by: Actor) -> None:
    going = Cycle.objects.exclude(state=CycleState.CLOSED).filter(rule_set__code=rule_set.code)
    for cycle in going.filter(rule_set__edition__lt=rule_set.edition).select_related("rule_set"):
        if _same_from_today(cycle.rule_set, rule_set):
            cycle = workflow.locked(cycle)
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


def _same_from_today(one: RuleSet, other: RuleSet) -> bool:
    """Whether the two say the same on every day from today on."""
    today = timezone.localdate()
    each = [list(row.rules.all()) for row in (one, other)]
    turns = {today} | {rule.since for rules in each for rule in rules if rule.since and rule.since > today}
    return all(_values(each[0], day) == _values(each[1], day) for day in turns)


def _values(entries: Iterable[Any], day: date | None) -> Rules:
    return Rules((key, entry.value) for key, entry in in_force(entries, day or timezone.localdate()).items())


def values_of(rule_set: RuleSet, day: date | None = None) -> Rules:
    """The rules as the code of other apps asks for them: what is in force on the day, today if none is given."""
    return _values(rule_set.rules.all(), day)


def rules_of(cycle: Cycle | None, day: date | None = None) -> Rules:
    """``values_of`` the cycle's rule set in one query; nothing without a cycle."""
    if cycle is None:
        return Rules()
    found = Rule.objects.filter(rule_set=cycle.rule_set_id).order_by()
    return _values(found.values_list("key", "since", "value", named=True), day)


def default_targets(rule_set: RuleSet) -> dict[str, Any]:
    """The structure targets a new cycle starts with: the set's ``target_…`` values that are filled in."""
    return {
        key.removeprefix(TARGET): value
        for key, value in values_of(rule_set).items()
        if key.startswith(TARGET) and value is not None and not fault(key, value)
    }
