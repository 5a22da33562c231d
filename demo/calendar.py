"""The days of the made-up county's by-elections: recorded as planned, one list a day late; holidays of its year."""

from datetime import date

from demo import days
from demo.accounts import Staff
from demo.county import County
from elections.choices import ElectionState, Procedure
from elections.models import CountyDay, Election
from elections.rules.calendar import VOTER_LIST
from elections.services import calendars, step_days
from elections.services.calendars import ElectionCalendar, Line
from elections.services.step_days import Typed, Wanted

FREE = (6, 40)
"""County leaders and police who are free on a day of many elections."""


def add_calendar(county: County, staff: Staff) -> None:
    """What was due until today is recorded as planned; the list of the first village went out a day late."""
    going = Election.objects.filter(
        village__path__startswith=county.area.path,
        procedure=Procedure.BY_ELECTION,
        state=ElectionState.PREPARING,
        suspended_at=None,
    )
    each = calendars.calendars(calendars.joined(going))
    for number, own in enumerate(each):
        found = [_typed(own, line, None) for _, line in step_days.recordable([own], Wanted())]
        if number == 0 and (line := own.line(VOTER_LIST, 1)) and line.due.latest:
            late = county.days.at(days.LIST_LATE)
            found = [one for one in found if one.step != VOTER_LIST] + [_typed(own, line, late)]
        step_days.record_facts(found, by=staff.clerk_of(own.election.village))
    _county_days(county, {own.day for own in each})


def _typed(own: ElectionCalendar, line: Line, day: date | None) -> Typed:
    on = day or line.due.planned or own.day
    return Typed(own.election.pk, line.due.step.step, line.due.number, on, line.version)


def _county_days(county: County, polling: set[date]) -> None:
    """Who is free on polling days; what days are holidays the county loads itself each year."""
    leaders, police = FREE
    county.save([CountyDay(cycle=county.cycle, day=day, leaders_free=leaders, police_free=police) for day in polling])
