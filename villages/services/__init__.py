"""Verbs of the registry, one module per subject."""

from villages.services.territory import cycles_of, villages_of

__all__ = ["cycles_of", "villages_of"]
