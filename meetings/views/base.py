"""What pages of this app that are no ledger share."""

from datetime import date

from django.utils import timezone

from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.pages import Page

WRITERS = OFFICIALS - {Role.COUNTY_READER}


class MeetingsPage(Page):
    roles = OFFICIALS
    scope = "territory"


def day_of(text: str) -> date:
    """The day an address names; today for nonsense."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
