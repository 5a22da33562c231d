"""Declarations of the ledgers of organisation and meetings."""

from meetings.ledger import bodies, gatherings, menu, minutes

__all__ = ["bodies", "gatherings", "menu", "minutes"]
