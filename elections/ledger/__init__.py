"""What the app puts into the menu and the registry."""

from elections.ledger import ahead, calendar, checks, defects, elections, menu, nominations, schemes, terms

__all__ = ["ahead", "calendar", "checks", "defects", "elections", "menu", "nominations", "schemes", "terms"]
