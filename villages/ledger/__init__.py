"""The ledgers of the registry: areas, villages, profiles, teams, posts, contacts, cycles, finances, talks."""

from villages.ledger import assessment, cycles, figures, finance, menu, places, posts, talks, team

__all__ = ["assessment", "cycles", "figures", "finance", "menu", "places", "posts", "talks", "team"]
