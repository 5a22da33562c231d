"""Verbs of the registry, one module per subject."""

from villages.services.territory import cycles_of, participants, villages_of

__all__ = ["cycles_of", "participants", "villages_of"]
