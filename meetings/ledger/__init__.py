"""Declarations of the ledgers of organisation and meetings."""

from meetings.ledger import menu

__all__ = ["menu"]
