"""Declarations of the risk ledgers."""

from risks.ledger import daily, key_persons, key_villages, menu, points, problems, sweeps, visits

__all__ = ["daily", "key_persons", "key_villages", "menu", "points", "problems", "sweeps", "visits"]
