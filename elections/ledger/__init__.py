"""Declarations of the ledgers of elections."""

from elections.ledger import ahead, calendar, defects, menu

__all__ = ["ahead", "calendar", "defects", "menu"]
