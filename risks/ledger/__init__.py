"""Declarations of the risk ledgers."""

from risks.ledger import ahead, daily, key_persons, key_villages, menu, points, problems, sweeps, visits

__all__ = ["ahead", "daily", "key_persons", "key_villages", "menu", "points", "problems", "sweeps", "visits"]
