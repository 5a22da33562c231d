"""The ledgers of the registry: areas, villages, profiles, sitting teams, posts, contacts, cycles and lists."""

from villages.ledger import cycles, figures, menu, places, posts, team

__all__ = ["cycles", "figures", "menu", "places", "posts", "team"]
