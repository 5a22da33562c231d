"""What the app puts into the menu and the registry."""

from elections.ledger import ahead, calendar, defects, elections, menu, papers, schemes, terms

__all__ = ["ahead", "calendar", "defects", "elections", "menu", "papers", "schemes", "terms"]
