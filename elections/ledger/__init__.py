"""What the app puts into the menu and the registry."""

from elections.ledger import ahead, elections, terms

__all__ = ["ahead", "elections", "terms"]
