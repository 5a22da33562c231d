"""Elections of the made-up county: party meetings of started villages and by-elections, in every state."""

from collections.abc import Callable
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.utils import timezone

from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.party import PartyWalks
from elections.choices import Announced, Body, Cause, PostCode, Procedure
from elections.models import Election, Term
from elections.services import facts, halting, next_rounds, opening
from villages.models import Village

EVERY = 7
"""Of so many villages one holds a by-election in the term that is ending."""
REASON = "副主任因病辞职，职务出缺。"


def add_elections(county: County, staff: Staff) -> None:
    """Those of the cycle came with the starts; by-elections belong to the term before."""
    add_term(county)
    walks = _Walks(county, staff)
    party = Election.objects.filter(
        start__cycle=county.cycle, body=Body.PARTY, village__path__startswith=county.area.path
    )
    for number, election in enumerate(party.select_related("village__township")):
        walks.party(number, election)
    for number, village in enumerate(county.villages[3::EVERY]):
        walks.by_election(number, village)


def add_term(county: County) -> None:
    """The one that is ending, which nobody elected here."""
    begun = county.days.at(days.TERM_BEGAN)
    county.save([Term(county=county.area, name=f"{begun.year}年换届任期", begins_on=begun)])


class _Walks:
    """Leads elections by the services' own moves to where they are to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff = county, staff

    def at(self, day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, 30)))

    def announce(self, election: Election, on: int, announced: str, cause: str = "") -> None:
        """A morning's meeting, announced at one o'clock."""
        day, rng = self.county.days.at(on), self._rng(election)
        facts.record_announcement(
            election,
            at=self.at(day, 12),
            opened_at=self.at(day, 8),
            closed_at=self.at(day, 11),
            announcer=self.county.people.name(rng, male=rng.random() < 0.7),
            announced=announced,
            cause=cause,
            by=self.staff.clerk_of(election.village),
        )

    def _rng(self, election: Election) -> Random:
        return self.county.rng(f"election {election.village.code} {election.body}")

    def party(self, number: int, election: Election) -> None:
        """Every second party organisation has met; of these one in four is short of a seat."""
        walks = PartyWalks(self.county, self.staff)
        walks.before(number, election)
        if number % 2:
            return
        short = number % 8 == 4
        self.announce(election, days.PARTY_MET, Announced.OTHER if short else Announced.COMPLETE)
        if short:
            self.propose(election)
        walks.after(number, election)

    def propose(self, election: Election, *, confirmed: bool = False) -> None:
        day = self.county.days.at(days.OTHER_DUE)
        next_rounds.propose(election, day=day, by=self.staff.clerk_of(election.village))
        if confirmed:
            next_rounds.confirm(election, by=self.staff.officer_of(election.village))

    def by_election(self, number: int, village: Village) -> None:
        fates: tuple[Callable[[Election], Any] | None, ...] = (
            None,
            lambda one: self.announce(one, days.BY_ELECTED, Announced.COMPLETE),
            self._void,
            self._counting,
            self._short,
            self._suspended,
            self._to_be_called_off,
            self._called_off,
        )
        fate = fates[number % len(fates)]
        halted = (None, self._suspended, self._to_be_called_off, self._called_off)
        planned = days.BY_ELECTION_DUE if fate in halted else days.BY_ELECTED
        values = {
            "village": village,
            "body": Body.COMMITTEE,
            "procedure": Procedure.BY_ELECTION,
            "polling_day": self.county.days.at(planned),
            "grounds": REASON,
        }
        election = opening.register(None, values, {PostCode.DEPUTY: 1}, by=self.staff.clerk_of(village))
        if fate is not None:
            fate(election)

    def _void(self, election: Election) -> None:
        self.announce(election, days.BY_ELECTED, Announced.VOID, Cause.TURNOUT)

    def _counting(self, election: Election) -> None:
        day, clerk = self.county.days.at(days.BY_ELECTED), self.staff.clerk_of(election.village)
        facts.record_opening(election, at=self.at(day, 8), by=clerk)
        facts.record_closing(election, at=self.at(day, 11), by=clerk)

    def _short(self, election: Election) -> None:
        self.announce(election, days.BY_ELECTED, Announced.OTHER)
        self.propose(election, confirmed=True)

    def _suspended(self, election: Election) -> None:
        officer = self.staff.officer_of(election.village)
        halting.suspend(election, by=officer, reason="防汛期间暂停，汛情解除后恢复。")

    def _to_be_called_off(self, election: Election) -> None:
        halting.ask_calling_off(election, by=self.staff.clerk_of(election.village), reason="任期将满，职务不再补选。")

    def _called_off(self, election: Election) -> None:
        self._to_be_called_off(election)
        halting.call_off(election, by=self.staff.officer_of(election.village))
