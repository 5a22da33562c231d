"""What is done with forms by itself: those due today are filled in the evening and wait for somebody to check them."""

from datetime import time

from electioncycle.jobs import periodic
from filing import ways  # noqa: F401 - what is compared at night
from filing.services import evening


@periodic.act("fill_forms", "填好当日应报的上级报表", at=time(17, 0))
def fill_forms() -> str:
    return evening.told(*evening.fill_due())
