"""What the pages of elections have in common: who opens them, which elections and townships they are about."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from electioncycle.roles import OFFICIALS, Role
from electioncycle.web.pages import Page, key_of
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


class TownshipPage(ElectionsPage):
    """About one township: the one the query names, else the only one there is; without either the page asks."""

    @cached_property
    def towns(self) -> list[Any]:
        return list(self.townships())

    @cached_property
    def township(self) -> Any:
        if key := key_of(self.request.GET.get("township", "")):
            return get_object_or_404(self.townships(), pk=key)
        return self.towns[0] if len(self.towns) == 1 else None
