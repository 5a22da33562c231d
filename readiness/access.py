"""Who registers what a meeting decided."""

from electioncycle.roles import OFFICIALS, Role

DECIDERS = OFFICIALS - {Role.COUNTY_READER}
