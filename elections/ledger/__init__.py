"""The ledgers of elections."""

from elections.ledger import schemes

__all__ = ["schemes"]
