"""Areas, villages, cycles, rules and lists, persons, sitting teams and responsibility posts."""

from villages.models.cycles import Cycle, CycleRow, KindItem
from villages.models.figures import LastTermFigures, VillageProfile
from villages.models.people import Person, TeamMember
from villages.models.places import Area, Village
from villages.models.posts import Contact, ResponsibilityPost
from villages.models.rule_sets import Rule, RuleSet

__all__ = [
    "Area",
    "Contact",
    "Cycle",
    "CycleRow",
    "KindItem",
    "LastTermFigures",
    "Person",
    "ResponsibilityPost",
    "Rule",
    "RuleSet",
    "TeamMember",
    "Village",
    "VillageProfile",
]
