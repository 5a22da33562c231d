"""Team analysis of a village; the gate: conditions, checks and the record that starts a village's procedure."""

from readiness.models.analysis import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis

__all__ = ["AnalysisProblem", "ItemRating", "MemberAnalysis", "TeamAnalysis"]
