"""Notices of the made-up county in every state, who signs its papers, who has duty at the county."""

from demo import days
from demo.accounts import Staff
from demo.county import County
from elections.choices import Body, Procedure
from elections.models import DutyDay, Election, PaperBlock, PublicNotice
from elections.services import calendars, notice_texts, notices

DRAFTED = 6
"""So many by-elections have their notices drafted."""
BOARD = "村务公开栏"


def add_papers(county: County, staff: Staff) -> None:
    """The texts are published, the next edition is being drafted; notices hang where their step has happened."""
    _texts(county, staff)
    by_elections = Election.objects.filter(
        village__path__startswith=county.area.path, body=Body.COMMITTEE, procedure=Procedure.BY_ELECTION
    )
    for election in calendars.joined(by_elections.order_by("pk"))[:DRAFTED]:
        _notices(county, staff, election)
    county.save(
        [
            PaperBlock(
                cycle=county.cycle,
                paper="sealing",
                signers="【选举委员会】主任\n监票人\n监票人\n【乡镇政府】保管人",
                office="【村名】【选举委员会】",
                sealed=True,
                copies=3,
            )
        ]
    )
    county.save(
        [
            DutyDay(cycle=county.cycle, day=county.days.at(number), official=official, shift=shift)
            for number in range(-1, 6)
            for official, shift in ((staff.county_admin, "带班"), (staff.county_clerk, "值班"))
        ]
    )


def _texts(county: County, staff: Staff) -> None:
    draft = notice_texts.ship(county.cycle, by=county.by)
    effective = county.days.at(days.START)
    notice_texts.EDITIONS.propose(draft, by=county.by, effective_from=effective)
    published = notice_texts.EDITIONS.publish(draft, by=staff.county_admin)
    notice_texts.EDITIONS.begin_next(published, by=staff.county_clerk, reason="按试点村意见修改")


def _notices(county: County, staff: Staff, election: Election) -> None:
    """Posted is what belongs to a step that has happened, on its day; the first is down again, the rest is drafted."""
    clerk = staff.clerk_of(election.village)
    notices.draft_missing(election, by=clerk)
    own = calendars.calendar_of(election)
    happened = {line.due.step.step: line.row.done_on for line in own.lines if line.row} if own else {}
    posted = []
    for row in PublicNotice.objects.filter(election=election).order_by("number", "branch"):
        if row.branch == 0 and (day := happened.get(row.step)):
            posted.append(notices.post(row, on=day, place=BOARD, by=clerk))
    if posted:
        notices.take_down(posted[0], on=county.days.today, by=clerk)
