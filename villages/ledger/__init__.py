"""The ledgers of the registry: areas, villages, profiles, teams, posts, contacts, cycles, finances, kinship, talks."""

from villages.ledger import ahead, assessment, cycles, figures, finance, kinship, menu, places, posts, talks, team

__all__ = ["ahead", "assessment", "cycles", "figures", "finance", "kinship", "menu", "places", "posts", "talks", "team"]
