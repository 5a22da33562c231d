"""What of a rule set is to be compared with the texts in force: in which order, by whom, and the confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.records.editions import EditionState
from electioncycle.refusals import Refused
from villages.choices import Confirmer, VillageKind
from villages.models import Cycle, Rule, RuleSet, Village
from villages.rules.keys import COMMUNITY
from villages.services.rule_sets import EDITIONS, shown_value
from villages.services.steps_ahead import Step, steps_of, unused_in


@dataclass(frozen=True)
class Check:
    """One value to be compared: for which step, in which text, and what."""

    rule: Rule
    step: Step
    text: str

    @property
    def value(self) -> str:
        return shown_value(self.rule.key, self.rule.value)

    @property
    def asked(self) -> str:
        if not self.value:
            return "查明是否规定、规定多少；确未规定的，取值留空确认"
        since = f"，自{self.rule.since:%Y年%m月%d日}起施行" if self.rule.since else ""
        article = f"(原为{self.rule.article})" if self.rule.article else ""
        return f"核对取值{since}，填写现行条款{article}"


@dataclass(frozen=True)
class Worklist:
    """By who confirms, in the order of the calendar. ``edition`` is the newest one: what is confirmed goes there."""

    edition: RuleSet
    groups: Sequence[tuple[str, Sequence[Check]]]
    left_out: int
    """How many more wait that serve only ways in which nobody in the county elects."""

    @property
    def count(self) -> int:
        return sum(len(checks) for _, checks in self.groups)


def newest(row: RuleSet) -> RuleSet:
    """The latest edition of this set, a draft included."""
    found: RuleSet = RuleSet.objects.filter(code=row.code).latest("edition")
    return found


def worklist(row: RuleSet, cycle: Cycle | None) -> Worklist:
    """What the county's units go by and nobody has confirmed yet."""
    edition = newest(row)
    waiting = [rule for rule in edition.rules.all() if EDITIONS.waits(rule)]
    if cycle and not _has_communities(cycle):
        waiting = [rule for rule in waiting if not rule.key.startswith(COMMUNITY)]
    unused = unused_in(cycle) if cycle else frozenset()
    used = [rule for rule in waiting if rule.key.removeprefix(COMMUNITY) not in unused]
    checks = sorted((_check(rule, edition) for rule in used), key=lambda one: (one.step.order, one.rule.position))
    groups = [(who.label, [one for one in checks if one.rule.confirmed_by == who]) for who in Confirmer]
    return Worklist(edition, [(label, own) for label, own in groups if own], len(waiting) - len(used))


def _has_communities(cycle: Cycle) -> bool:
    inside = Village.objects.filter(path__startswith=cycle.county.path, valid_to=None)
    return inside.filter(kind=VillageKind.COMMUNITY).exists()


def _check(rule: Rule, edition: RuleSet) -> Check:
    step = min(steps_of(rule.key), key=lambda one: one.order)
    if not rule.source.is_law:
        return Check(rule, step, f"由{rule.get_confirmed_by_display()}确定，写明所依文件")
    since = f"{edition.texts_before:%Y年%m月%d日}以后的" if edition.texts_before else ""
    return Check(rule, step, f"《{rule.law}》{since}正式文本")


def confirm(
    row: RuleSet, rule_pk: int, *, value: str, law: str, text_version: str, article: str, by: Actor, version: int
) -> RuleSet:
    """A value compared with the text in force, as it is there: kept in the draft of the next edition.

    Two persons publish it; a cycle goes over at once where no value changed, else two switch it.
    """
    rule = row.rules.filter(pk=rule_pk).first()
    if newest(row) != row:
        raise Refused(f"“{row}”之后已有新的一版，请在最新一版上核对确认。")
    if rule is None:
        raise Refused("这一项不在该版规则集中，请刷新页面后重新核对。")
    if not law or not (text_version or article):
        raise Refused(f"“{rule.label}”：确认须写明依据的法律或文件，以及所核文本的版本或条款。")
    texts = {"law": law, "version": text_version, "article": article, "note": "", "unsure": False}
    line: dict[str, Any] = {"value": value, "label": rule.label, **texts}
    with transaction.atomic():
        if row.state == EditionState.DRAFT:
            draft: RuleSet = EDITIONS.change_items(row, {rule.pk: line}, by=by, version=version)
            return draft
        kept = {EDITIONS.identity(rule): EDITIONS.read(row, {rule.pk: line})[rule.pk]}
        begun: RuleSet = EDITIONS.begin_next(
            row, by=by, version=version, instead=kept, reason=f"由第{row.edition}版新建，确认“{rule.label}”"
        )
    return begun
