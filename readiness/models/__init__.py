"""Team analysis of a village; the gate: conditions, checks and the record that starts a village's procedure."""

from readiness.models.analysis import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis
from readiness.models.checks import CheckDraft, CheckItem, EvidenceFile, ReadinessCheck
from readiness.models.conditions import Condition, ConditionSet
from readiness.models.starts import ReadinessPass, SpecialDecision, StartRecord

__all__ = [
    "AnalysisProblem",
    "CheckDraft",
    "CheckItem",
    "Condition",
    "ConditionSet",
    "EvidenceFile",
    "ItemRating",
    "MemberAnalysis",
    "ReadinessCheck",
    "ReadinessPass",
    "SpecialDecision",
    "StartRecord",
    "TeamAnalysis",
]
