"""Areas, villages, cycles, rules and lists, persons, teams, responsibility posts, finances, assessments, talks."""

from villages.models.assessment import Assessment
from villages.models.cycles import BY_VILLAGE, Cycle, CycleRow, KindItem
from villages.models.favourites import Favourite
from villages.models.figures import LastTermFigures, VillageProfile
from villages.models.finance import FinanceCleanup, FinanceDraw, FinanceFinding
from villages.models.kinship import Kinship, KinshipReading, VillageStaff
from villages.models.people import Person, TeamMember
from villages.models.places import Area, Village
from villages.models.posts import Contact, ResponsibilityPost
from villages.models.rule_sets import Rule, RuleSet
from villages.models.talks import FormerOfficial, Talk

__all__ = [
    "BY_VILLAGE",
    "Area",
    "Assessment",
    "Contact",
    "Cycle",
    "CycleRow",
    "Favourite",
    "FinanceCleanup",
    "FinanceDraw",
    "FinanceFinding",
    "FormerOfficial",
    "KindItem",
    "Kinship",
    "KinshipReading",
    "LastTermFigures",
    "Person",
    "ResponsibilityPost",
    "Rule",
    "RuleSet",
    "Talk",
    "TeamMember",
    "Village",
    "VillageProfile",
    "VillageStaff",
]
