"""Declarations: team analysis and the gate."""

from readiness.ledger import analysis, gate

__all__ = ["analysis", "gate"]
