"""What the pages of elections have in common: who opens them, which elections and townships they are about."""

from typing import Any

from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.pages import Page
from elections.services import calendars
from villages.choices import AreaLevel
from villages.models import Area

WRITERS = OFFICIALS - {Role.COUNTY_READER}


class ElectionsPage(Page):
    """Officials look; ``WRITERS`` of them record and plan."""

    roles = OFFICIALS
    scope = "territory"

    def elections(self) -> Any:
        return calendars.elections_of(self.user, self.cycle_or_none)

    def townships(self) -> Any:
        found = Area.objects.visible_to(self.user).filter(level=AreaLevel.TOWNSHIP)
        return found.filter(path__startswith=self.cycle_or_none.county.path) if self.cycle_or_none else found
