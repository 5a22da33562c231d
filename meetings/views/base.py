"""What pages of this app that are no ledger share."""

from datetime import date
from typing import Any

from django.utils import timezone

from electioncycle.pages import Page
from electioncycle.refusals import Refused
from electioncycle.roles import OFFICIALS, Role

WRITERS = OFFICIALS - {Role.COUNTY_READER}


class MeetingsPage(Page):
    roles = OFFICIALS
    scope = "territory"

    def of_cycle(self) -> Any:
        cycle = getattr(self.request, "cycle", None)
        if cycle is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        return cycle


def day_of(text: str) -> date:
    """The day an address names; today for nonsense."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
