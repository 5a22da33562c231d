"""Declarations of the risk ledgers."""

from risks.ledger import key_persons, key_villages, menu, points, problems, sweeps, visits

__all__ = ["key_persons", "key_villages", "menu", "points", "problems", "sweeps", "visits"]
