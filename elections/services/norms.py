"""What an edition of a rule set says, as the result engine and the calendar ask it."""

from elections.rules.norms import Norm
from villages.models import Rule, RuleSet


def norm_of(rule: Rule) -> Norm:
    return Norm(rule.key, rule.value, str(rule.source), rule.unsure, rule.since, rule.source)


def norms_of_set(rule_set: RuleSet) -> list[Norm]:
    """Every entry with the day from which it is in force; ``Norms`` takes the one that counts on a day."""
    return [norm_of(rule) for rule in rule_set.rules.all()]
