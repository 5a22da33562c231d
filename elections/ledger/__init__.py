"""What the app puts into the menu and the registry."""

from elections import retention
from elections.ledger import (
    ahead,
    bodies,
    calendar,
    checks,
    committees,
    defects,
    drafts,
    elections,
    menu,
    name_lists,
    nominations,
    papers,
    party,
    registrations,
    schemes,
    staffing,
    terms,
)

__all__ = [
    "ahead",
    "bodies",
    "calendar",
    "checks",
    "committees",
    "defects",
    "drafts",
    "elections",
    "menu",
    "name_lists",
    "nominations",
    "papers",
    "party",
    "registrations",
    "retention",
    "schemes",
    "staffing",
    "terms",
]
