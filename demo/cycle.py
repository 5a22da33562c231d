"""The open cycle of the made-up county: a rule set published by two persons, the shipped lists, dates, targets."""

from typing import Any

from accounts.models import User
from demo import days
from demo.county import REASON, County
from electioncycle.records import history
from electioncycle.records.editions import EditionState
from villages.choices import ListKind
from villages.models import Cycle, RuleSet
from villages.services import cycles, rule_sets

NAME = "{year}年村(社区)“两委”换届"
TARGETS = {
    "mean_age": 45,
    "under_36": 1,
    "over_59": 0,
    "women": 1,
    "party_members": 4,
    "high_school_up": 5,
    "college_up": 3,
    "one_shoulder": True,
    "cross_posts": 2,
}


def add_cycle(county: County, *, publisher: User, groups: tuple[str, ...], **values: Any) -> None:
    """Open it; ``publisher`` is the second person who publishes the rules, ``values`` make another cycle of it."""
    county.cycle = Cycle(
        county=county.area,
        rule_set=published_rules(county, publisher=publisher),
        **{
            "name": NAME.format(year=county.days.year),
            "starts_on": county.days.at(days.STARTS_ON),
            "reference_date": county.days.at(days.REFERENCE_DATE),
            "entry_deadline": county.days.at(days.ENTRY_DEADLINE),
            **values,
        },
    )
    history.record(county.cycle, by=county.by, reason=REASON)
    cycles.add_default_lists(county.cycle, by=county.by, groups=groups)
    county.cycle = cycles.open_cycle(county.cycle, by=publisher)
    county.cycle = cycles.set_targets(
        county.cycle, {**county.cycle.targets, **TARGETS}, by=publisher, version=county.cycle.version
    )
    county.read_kinds()
    dated = [item for code, item in county.kinds[ListKind.BATCH].items() if code in days.BATCHES]
    for item in dated:
        item.planned_on = county.days.at(days.BATCHES[item.code])
    county.save(dated, fields=["planned_on"])


def published_rules(county: County, *, publisher: User) -> RuleSet:
    """A published edition of the shipped rules: proposed by one, published by another."""
    rule_sets.ship_rule_sets(by=county.by)
    found = RuleSet.objects.filter(state=EditionState.PUBLISHED).order_by("pk").first()
    if found is None:
        draft = RuleSet.objects.filter(state=EditionState.DRAFT).order_by("pk")[0]
        rule_sets.EDITIONS.propose(draft, by=county.by, effective_from=county.days.at(days.RULES_FROM))
        found = rule_sets.EDITIONS.publish(draft, by=publisher)
    return found
