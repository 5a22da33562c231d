"""What the app puts into the menu and the registry."""

from elections.ledger import (
    ahead,
    calendar,
    checks,
    committees,
    defects,
    elections,
    menu,
    nominations,
    registrations,
    schemes,
    terms,
)

__all__ = [
    "ahead",
    "calendar",
    "checks",
    "committees",
    "defects",
    "elections",
    "menu",
    "nominations",
    "registrations",
    "schemes",
    "terms",
]
