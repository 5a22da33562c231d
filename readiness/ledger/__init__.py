"""Declarations: team analysis and the gate."""

from readiness.ledger import analysis

__all__ = ["analysis"]
