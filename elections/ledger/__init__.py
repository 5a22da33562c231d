"""What the app puts into the menu and the registry."""

from elections.ledger import ahead, elections, schemes, terms

__all__ = ["ahead", "elections", "schemes", "terms"]
