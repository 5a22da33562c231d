"""A polling day of today in the made-up county, so that the duty desk is alive: one village in each state."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from demo.accounts import Staff
from demo.county import County
from demo.elections import REASON
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from elections.choices import LIVE, Announced, Body, Cause, PostCode, Procedure
from elections.day_choices import Custody, IncidentKind
from elections.models import (
    BallotCustody,
    DayCheck,
    DaySupport,
    Election,
    ElectionStaff,
    Incident,
    QuickReport,
    Registration,
    Turnout,
)
from elections.rules.day_checklist import items
from elections.services import facts, moments, opening, recorded
from elections.sheet_choices import DirectorSaid, OtherSaid, ValiditySaid
from villages.models import Village

MORNING, NOON, AFTERNOON = 0.4, 0.7, 0.9
"""What part of the day until now had gone by when a meeting began, the vote was closed, the result was announced."""
VOLUNTEERS, DRIVERS = 12, 3
RECOVERED, FEW = 0.8, 0.41
"""What part of those registered came to a vote, and to one at which too few came."""


def add_polling_day(county: County, staff: Staff) -> None:
    """By-elections in villages where no committee is elected otherwise."""
    going = Election.objects.filter(village__path__startswith=county.area.path, body=Body.COMMITTEE, state__in=LIVE)
    taken = set(going.values_list("village", flat=True))
    free = [village for village in county.villages if village.pk not in taken]
    day = _Day(county, staff)
    fates: tuple[Callable[[Election], object], ...] = (
        day.announced,
        day.counting,
        day.voting,
        day.undelivered,
        day.other,
        day.void,
        day.broken_off,
        day.not_begun,
    )
    for village, fate in zip(free, fates, strict=False):
        fate(day.prepared(village))


class _Day:
    """Leads votes of today by the services' own moves to where they are to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff, self.today = county, staff, county.days.at(0)

    def at(self, part: float) -> datetime:
        """A time of today that is not ahead, whatever hour it is."""
        begins = timezone.make_aware(datetime.combine(self.today, time.min))
        return begins + (moments.latest() - begins) * part // timedelta(minutes=1) * timedelta(minutes=1)

    def prepared(self, village: Village) -> Election:
        clerk, rng = self.staff.clerk_of(village), self.county.rng(f"polling day {village.code}")
        values = {"village": village, "body": Body.COMMITTEE, "procedure": Procedure.BY_ELECTION}
        values |= {"polling_day": self.today, "grounds": REASON}
        election = opening.register(None, values, {PostCode.DEPUTY: 1}, by=clerk)
        place, number = {"village": village, "election": election}, rng.randint(400, 900)
        listed = Registration(registered=number, resident=number, **place)
        self.county.save([listed])
        recorded.submit(listed, by=clerk)
        recorded.approve(listed, by=self.staff.officer_of(village))
        name = self.county.people.name(rng, male=True)
        helpers = {"volunteers": VOLUNTEERS, "trained": VOLUNTEERS, "signed": VOLUNTEERS, "drivers": DRIVERS}
        helpers |= {"cars": DRIVERS, "visited": 180 + number % 50, "called": 60, "rides": 14}
        phone = f"0990-6377{rng.randint(1000, 9999)}"
        self.county.save([DaySupport(contact=name, office_phone=phone, **helpers, **place)])
        self.county.save([ElectionStaff(name=name, duty="chief_watcher", **place)])
        self.county.save([DayCheck(item=code, ready=code != "custody", checker=name, **place) for code in items()])
        self.ballots(election, Custody.GIVEN, number)
        return election

    def ballots(self, election: Election, step: str, number: int) -> None:
        place = {"village": election.village, "election": election}
        self.county.save([BallotCustody(step=step, day=self.today, ballots=number, packages=1, **place)])

    def turnout(self, election: Election, **reports: float) -> None:
        """Reports as parts of those registered."""
        whole = Registration.objects.get(election=election).registered
        told = {name: int(whole * part) for name, part in reports.items()}
        self.county.save([Turnout(village=election.village, election=election, day=self.today, **told)])

    def tell(self, election: Election, part: float, *, validity: str = ValiditySaid.VALID, other: str = "") -> None:
        """What the village says by telephone once its result is announced; nobody is elected by a void vote."""
        issued = int(Registration.objects.get(election=election).registered * part)
        told = {"issued": issued, "recovered": issued - 1, "validity": validity, "other": other or OtherSaid.NONE}
        told |= {"elected": int(validity == ValiditySaid.VALID and not other), "director": DirectorSaid.NOT_VOTED}
        self.enter(QuickReport, election, **told, ended_at=self.at(NOON).time(), reporter="村选举委员会")

    def enter(self, model: Any, election: Election, **values: Any) -> None:
        """As the form of this ledger is saved."""
        by, given = self.staff.clerk_of(election.village), {"village": election.village, **values}
        ledger_services.save_row(ledgers.of(model), None, given, by=by, cycle=self.county.cycle)

    def not_begun(self, election: Election) -> None:
        """Planned for today, nothing heard yet."""

    def voting(self, election: Election) -> None:
        facts.record_opening(election, at=self.at(MORNING), by=self.staff.clerk_of(election.village))
        self.turnout(election, opening=0.35, halfway=0.52)
        crowded = {"kind": IncidentKind.ORDER, "day": self.today, "at": self.at(MORNING).time()}
        crowded |= {"circumstances": "领票处一度拥挤。", "measures": "增设一名引导员，分组依次领票。"}
        self.enter(Incident, election, **crowded, closed_on=self.today, document_number="", note="")

    def counting(self, election: Election) -> None:
        clerk = self.staff.clerk_of(election.village)
        facts.record_opening(election, at=self.at(MORNING), by=clerk)
        facts.record_closing(election, at=self.at(NOON), by=clerk)
        self.turnout(election, opening=0.4, halfway=0.55, closing=0.86)

    def announce(self, election: Election, announced: str, cause: str = "") -> None:
        facts.record_announcement(
            election,
            at=self.at(AFTERNOON),
            opened_at=self.at(MORNING),
            closed_at=self.at(NOON),
            announcer=self.county.people.name(self.county.rng(f"announcer {election.village.code}"), male=True),
            announced=announced,
            cause=cause,
            by=self.staff.clerk_of(election.village),
        )

    def announced(self, election: Election) -> None:
        self.announce(election, Announced.COMPLETE)
        self.turnout(election, opening=0.4, closing=RECOVERED)
        self.tell(election, RECOVERED)
        self.ballots(election, Custody.SEALED, 520)
        self.ballots(election, Custody.DELIVERED, 520)

    def undelivered(self, election: Election) -> None:
        self.announce(election, Announced.COMPLETE)
        self.ballots(election, Custody.SEALED, 498)

    def other(self, election: Election) -> None:
        self.announce(election, Announced.OTHER)
        self.turnout(election, opening=0.5, closing=RECOVERED)
        self.tell(election, RECOVERED, other=OtherSaid.LATER)

    def void(self, election: Election) -> None:
        self.announce(election, Announced.VOID, Cause.TURNOUT)
        self.turnout(election, opening=0.3, halfway=0.4, closing=FEW)
        self.tell(election, FEW, validity=ValiditySaid.VOID)

    def broken_off(self, election: Election) -> None:
        clerk, at = self.staff.clerk_of(election.village), self.at(NOON)
        facts.record_breaking_off(election, at=at, circumstances="会场大范围停电，票箱当众封存。", by=clerk)
        stopped = {"kind": IncidentKind.POWER, "day": self.today, "at": at.time()}
        stopped |= {"circumstances": "会场大范围停电，投票中止。", "measures": "票箱当众封存，专人看守，另定投票日。"}
        self.enter(Incident, election, **stopped, closed_on=None, document_number="", note="")
