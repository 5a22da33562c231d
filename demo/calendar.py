"""The days of the made-up county's by-elections: recorded as planned, one list a day late; holidays of its year."""

from collections.abc import Mapping, Sequence
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
    """What was due until today is recorded as planned; the list of the first village ahead went out a day late."""
    every = Election.objects.filter(village__path__startswith=county.area.path, procedure=Procedure.BY_ELECTION)
    for number, own in enumerate(one for one in calendars.calendars(calendars.joined(every)) if one.announced):
        _afterwards(county, staff, own.election, days.AFTER_VOTE[2 * number :])
    each = calendars.calendars(calendars.joined(every))
    late = next((one for one in each if one.election.state == ElectionState.PREPARING), None)
    for own in each:
        posted = {VOTER_LIST: county.days.at(days.LIST_LATE)} if own is late else {}
        found = [_typed(own, line, posted) for _, line in step_days.recordable([own], Wanted())]
        step_days.record_facts(found, by=staff.clerk_of(own.election.village))
    _county_days(county, {own.day for own in each})


def _afterwards(county: County, staff: Staff, election: Election, done: Sequence[tuple[str, int]]) -> None:
    """What follows from a result: the first village has done most of it, each next one two less."""
    for step, on in done:
        step_days.record_along(election, step, county.days.at(on), by=staff.clerk_of(election.village))


def _typed(own: ElectionCalendar, line: Line, posted: Mapping[str, date]) -> Typed:
    step = line.due.step.step
    return Typed(own.election.pk, step, line.due.number, posted.get(step) or line.due.planned or own.day, line.version)


def _county_days(county: County, polling: set[date]) -> None:
    """Who is free on polling days; what days are holidays the county loads itself each year."""
    leaders, police = FREE
    county.save(
        [CountyDay(cycle=county.cycle, day=day, leaders_free=leaders, police_free=police) for day in sorted(polling)]
    )
