"""Declarations of the ledgers of organisation and meetings."""

from meetings.ledger import (
    accountability,
    bodies,
    checklists,
    complaints,
    discipline,
    gatherings,
    inspections,
    menu,
    minutes,
    publicity,
)

__all__ = [
    "accountability",
    "bodies",
    "checklists",
    "complaints",
    "discipline",
    "gatherings",
    "inspections",
    "menu",
    "minutes",
    "publicity",
]
