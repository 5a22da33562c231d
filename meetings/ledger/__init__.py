"""Declarations of the ledgers of organisation and meetings."""

from meetings import retention  # noqa: F401 - says what a purge removes
from meetings.ledger import (
    accountability,
    ahead,
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
    "ahead",
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
