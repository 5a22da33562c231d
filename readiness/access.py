"""Who works with analyses: officials of township and county. What is written about a village's team stays above it."""

from typing import Any

from electioncycle import roles
from electioncycle.roles import Role

OFFICIALS = frozenset(
    {Role.COUNTY_ADMIN, Role.COUNTY_CLERK, Role.COUNTY_READER, Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK}
)

DECIDERS = OFFICIALS - {Role.COUNTY_READER}
"""Who registers what a meeting decided."""


def may(user: Any, *actions: str) -> bool:
    """Whether one of these rights is held by one of the user's roles that work with analyses."""
    return any(roles.allows(user.roles & OFFICIALS, action) for action in actions)
