"""The ledgers of the registry: areas, villages, profiles, teams, posts, contacts, cycles, finances, assessments."""

from villages.ledger import assessment, cycles, figures, finance, menu, places, posts, team

__all__ = ["assessment", "cycles", "figures", "finance", "menu", "places", "posts", "team"]
