"""Of 平阳: three pilots elect 21 people, the party first; sheets typed by one, compared by another, verified."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo import schemes as demo
from demo.scenarios.counties import Scene
from demo.scenarios.pingyang_votes import (
    AFTER,
    BEFORE,
    LISTED,
    PARTY_MET,
    PARTY_POSTS,
    PILOTS,
    POLLED,
    SCHEME,
    SEATS,
    STARTED,
    UNVERIFIED,
    Drawn,
    Pilot,
)
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records.workflow import Paper
from electioncycle.refusals import Refused
from elections.choices import Announced, Body, Order, PostCode
from elections.day_choices import Custody
from elections.definitions import DRIVERS, VOLUNTEERS
from elections.models import (
    BallotCustody,
    Candidacy,
    DayCheck,
    DaySupport,
    ElectedPerson,
    Election,
    NominationVote,
    PartyPlan,
    PartyResult,
    ProxyTally,
    Registration,
    ResultSheet,
    RosterMember,
    Round,
    Turnout,
)
from elections.rules.day_checklist import items
from elections.rules.scheme import Adoption, Meeting
from elections.services import (
    candidate_lists,
    elected_team,
    facts,
    identities,
    opening,
    party,
    recorded,
    schemes,
    sheet_shapes,
    sheet_verdicts,
    sheet_ways,
    sheets,
    step_days,
    winners,
)
from readiness.choices import Track
from readiness.services import starts
from villages.models import Cycle, Village

RULES: dict[str, Any] = {
    **demo.VALUES,
    "seats_member": SEATS[PostCode.MEMBER],
    "mobile_boxes": 0,
    "stations": 1,
    "surplus_member_max": 1,
}
ADOPTED = Adoption("representatives", 46, 43, 41)
MEMBERS, AWAY = 42, 4
"""Full members of each party organisation, and those who are away for long."""


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the page of the elected and the statistics of polling days compute them."""
    teams = elected_team.elected_teams(admin, cycle)
    whole, helpers = elected_team.figures_of(teams), _helpers(admin, cycle)
    turnouts = [Fraction(one.recovered or 0, one.registered) for team in teams if (one := team.turnout).registered]
    return {
        "elected": whole.elected,
        "mean_age": float(whole.mean_age or 0),
        "college": whole.college,
        "volunteers": helpers[VOLUNTEERS.name],
        "drivers": helpers[DRIVERS.name],
        "min_turnout": round(float(min(turnouts, default=0)), 4),
        "villages_turnout_90": sum(one >= Fraction(9, 10) for one in turnouts),
    }


def _helpers(admin: User, cycle: Cycle) -> Counter[str]:
    found: Counter[str] = Counter()
    support: Any = REGISTRY["daysupport"]
    for one in support.township_figures(admin, cycle).values():
        found.update(one)
    return found


def enter(scene: Scene) -> None:
    """The pilots, and a village whose results nobody has verified or replied to; on the day the scenario stands on."""
    with scene.county.days.as_clock():
        for village, pilot in zip(scene.county.villages, (*PILOTS, UNVERIFIED), strict=False):
            _Walk(scene, village, pilot).go()
        _take_back_a_doubled_row(scene)


def _take_back_a_doubled_row(scene: Scene) -> None:
    """Helpers of the village that has none were entered by mistake."""
    walk = _Walk(scene, scene.county.villages[len(PILOTS)], UNVERIFIED)
    row = walk.save(DaySupport, volunteers=9, trained=9, signed=9, drivers=4, cars=4)
    ledger_services.withdraw(row, by=walk.clerk, reason="登记错了村")


def _day_of(row: PartyPlan | PartyResult) -> date:
    """The plan goes up with the start, the result on the day of the meeting; both come back at once."""
    return STARTED if isinstance(row, PartyPlan) else PARTY_MET


def _at(hour: int, minute: int = 30) -> datetime:
    return timezone.make_aware(datetime.combine(POLLED, time(hour, minute)))


@dataclass
class _Walk:
    """One village from its start to its result, by the services' own moves."""

    scene: Scene
    village: Village
    pilot: Pilot

    @property
    def clerk(self) -> User:
        return self.scene.staff.clerk_of(self.village)

    @property
    def officer(self) -> User:
        return self.scene.staff.officer_of(self.village)

    def save(self, model: Any, **values: Any) -> Any:
        """The form of this ledger with these values, saved as the page saves it."""
        given = {"village": self.village, **values}
        return ledger_services.save_row(ledgers.of(model), None, given, by=self.clerk, cycle=self.scene.county.cycle)

    def go(self) -> None:
        rng = self.scene.county.rng(f"pilot {self.village.code}")
        drawn = self.pilot.people(self.scene.county.people, rng)
        seated = self._party(drawn)
        election = self._started(Track.COMMITTEE, POLLED)
        self._prepared(election)
        shares = self._nominated(election, drawn, seated)
        row = self._held(election)
        self._counted(row, shares, drawn)

    def _happened(self, election: Election, days: Mapping[str, date]) -> None:
        for step, day in days.items():
            step_days.record_along(election, step, day, by=self.clerk)

    def _started(self, track: str, day: date) -> Election:
        starts.start(self.village, self.scene.county.cycle, by=self.officer, track=track, started_on=STARTED)
        election = Election.objects.get(village=self.village, body=track)
        return opening.register(election, {"polling_day": day}, {}, by=self.clerk, reason="确定投票日")

    # --- the party organisation ------------------------------------------------------------------------------------

    def _party(self, drawn: list[Drawn]) -> dict[str, RosterMember]:
        """Asked for, held, reported and replied to; who was elected stands in the roster. By name."""
        election = self._started(Track.PARTY, PARTY_MET)
        seats = len(PARTY_POSTS)
        plan = self.save(
            PartyPlan,
            form="branch",
            full_members=MEMBERS,
            away=AWAY,
            seats=seats,
            candidates=seats + 1,
            discipline=False,
        )
        self._up(plan, 5)
        self._back(plan)
        at = timezone.make_aware(datetime.combine(PARTY_MET, time(10)))
        facts.record_announcement(election, at=at, announcer="会议主持人", announced=Announced.COMPLETE, by=self.clerk)
        result = self.save(PartyResult, elected=seats, women=0, secretary=True, deputies=1, discipline=False)
        elected = [one for one in drawn if one.id_number]
        listed = {one.name: self._listed(one, post) for one, post in zip(elected, PARTY_POSTS, strict=True)}
        self._up(result, 9)
        if self.pilot.verified:
            self._back(result)
        return listed

    def _listed(self, one: Drawn, post: str) -> RosterMember:
        who = {"person__name": one.name, "person__sex": one.sex, "person__id_number": one.id_number}
        made: RosterMember = self.save(RosterMember, body=Body.PARTY, post=post, **who)
        return made

    def _up(self, row: Any, number: int) -> None:
        party.ask(row, number=f"{self.village.name[:1]}委〔{POLLED.year}〕{number}号", on=_day_of(row), by=self.clerk)

    def _back(self, row: Any) -> None:
        township = self.village.township
        number = f"{township.name[:1]}委复〔{POLLED.year}〕{row.pk}号"
        party.reply(row, paper=Paper(f"{township}党委书记", _day_of(row), number), by=self.officer)

    # --- before the vote -------------------------------------------------------------------------------------------

    def _prepared(self, election: Election) -> None:
        """Rules adopted, the register in numbers, proxies; helpers trained and signed, the hall looked over."""
        draft = schemes.save_draft(election, RULES, by=self.clerk)
        schemes.adopt(draft, Meeting(ADOPTED, SCHEME, "村代会〔2026〕3号"), by=self.clerk)
        pilot, away = self.pilot, self.pilot.registered // 5
        listed = self.save(Registration, registered=pilot.registered, resident=pilot.registered - away, away=away)
        recorded.approve(recorded.submit(listed, by=self.clerk), by=self.officer)
        self.save(ProxyTally, certificates=pilot.proxies, holders=pilot.proxies - 4, most=2)
        for code in items():
            self.save(DayCheck, item=code, ready=True, checker="镇工作组")
        if pilot.volunteers:
            self.save(
                DaySupport,
                volunteers=pilot.volunteers,
                trained=pilot.volunteers,
                signed=pilot.volunteers,
                drivers=pilot.drivers,
                cars=pilot.drivers,
                visited=pilot.registered // 4,
                called=away,
                rides=pilot.drivers * 6,
            )

    def _nominated(self, election: Election, drawn: list[Drawn], seated: dict[str, RosterMember]) -> dict[int, float]:
        """Those of the party's committee are taken as who they are; returns by candidacy what part of votes it gets."""
        self._happened(election, BEFORE)
        self.save(NominationVote, took_part=self.pilot.registered * 4 // 5)
        shares: dict[int, float] = {}
        for one in drawn:
            known = seated.get(one.name)
            who = {"person": known.person} if known else {"person__name": one.name, "person__sex": one.sex}
            votes = int(self.pilot.registered * one.share * 0.7)
            row = self.save(Candidacy, post=one.post, way="ballot", votes=votes, **who)
            shares[row.pk] = one.share
        listed = candidate_lists.propose(election, list(shares), order=Order.VOTES, decided={}, by=self.clerk)
        candidate_lists.publish(listed, on=LISTED, by=self.officer)
        return shares

    # --- the day ---------------------------------------------------------------------------------------------------

    def _held(self, election: Election) -> Round:
        """A stage, one booth a voter, counted in public; the ballots taken to the township the same day."""
        pilot = self.pilot
        self.save(Turnout, day=POLLED, opening=pilot.recovered // 3, closing=pilot.recovered)
        held = facts.record_announcement(
            election,
            at=_at(12),
            opened_at=_at(8),
            closed_at=_at(11),
            announcer="选举委员会主任",
            announced=Announced.COMPLETE,
            by=self.clerk,
        )
        for step in (Custody.SEALED, Custody.DELIVERED):
            self.save(BallotCustody, step=step, day=POLLED, ballots=pilot.recovered, packages=1)
        return held

    def _counted(self, row: Round, shares: dict[int, float], drawn: list[Drawn]) -> None:
        """Begun once from an unsigned copy and anew from the paper; then compared and verified."""
        sheet_ways.restart(self._begun(row), by=self.clerk, reason="原件没有签名，退村补签后重新录入")
        sheet = self._begun(row)
        sheet, slip = sheets.hand_in(
            sheet, self.pilot.typed(sheet.shape, shares), as_on_paper=False, by=self.clerk, saved=0
        )
        if slip.returned:
            raise Refused(f"“{sheet}”未通过核对：{'、'.join([*slip.missing, *(one.words for one in slip.found)])}")
        sheets.take(sheet, by=self.officer)
        sheet = sheets.agree(sheet, by=self.officer)
        if self.pilot.verified:
            self._verified(sheet, {one.name: one for one in drawn})
            self._happened(row.election, AFTER)

    def _begun(self, row: Round) -> ResultSheet:
        offered = sheet_shapes.choices(row)
        chosen = sheet_shapes.Chosen(
            {one.post: one.seats for one in offered},
            {one.post: [person.pk for person, ticked in one.people if ticked] for one in offered},
        )
        return sheets.begin(row, chosen, by=self.clerk)

    def _verified(self, sheet: ResultSheet, by_name: dict[str, Drawn]) -> None:
        for row in ElectedPerson.objects.filter(sheet=sheet).select_related("person"):
            drawn = by_name[row.name]
            winners.fill(row, who=identities.NEW, birth=drawn.birth, education=drawn.education, by=self.clerk)
        times = {sheet_verdicts.SEALED: _at(13)}
        sheet_verdicts.verify(sheet, signed=True, conditions_met=True, times=times, by=self.officer)
