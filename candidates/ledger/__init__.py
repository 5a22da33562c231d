"""Declarations of the ledgers of people who want to stand, one module per noun; a new one is imported here."""

from candidates.ledger import ahead, intentions, menu, nominees, placements, pledges, reserves, reviews

__all__ = ["ahead", "intentions", "menu", "nominees", "placements", "pledges", "reserves", "reviews"]
