"""Elections of the made-up county's party organisations beside their days: plans, meetings, notices, results."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from electioncycle.records.workflow import Paper
from elections.choices import PostCode
from elections.models import Election, PartyBranch, PartyObjection, PartyPlan, PartyResult, PartySheet, RosterMember
from elections.party_choices import ObjectionFound, ObjectionOutcome, PartySheetKind
from elections.rules import party as rules
from elections.services import opening, party, step_days
from villages.models import VillageProfile

AROUND = 8
"""So many villages in a row stand each in a way of its own."""
MET = (0, 2, 4, 6)
SHORT_NOTICE, LEFT_SHORT, NOTHING_YET, DRAFT, ASKED, HANGING = 6, 4, 7, 1, 3, 5
SPREAD = 4
ANSWERED = (
    ("conduct", ObjectionFound.PARTLY, ObjectionOutcome.CHANGED),
    ("other", ObjectionFound.UNCLEAR, ObjectionOutcome.PUT_OFF),
)
"""Where the notice hangs still, beside one that waits for its answer."""
FEW, MANY = 30, 50
"""Members of a small organisation, and from how many on a committee has five seats."""


class PartyWalks:
    """Leads what a party organisation does around its meeting to where it is to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff = county, staff

    def before(self, number: int, found: Election) -> None:
        """Up to the meeting, or as far as those have come who did not meet."""
        fate = number % AROUND
        if fate == NOTHING_YET:
            return
        due = days.PARTY_MET if fate in MET else days.PARTY_DUE + number % SPREAD
        clerk, day = self.staff.clerk_of(found.village), self.county.days.at(due)
        election = opening.register(found, {"polling_day": day}, {}, by=clerk, reason="确定党员大会日期")
        plan = self._plan(election)
        if fate == DRAFT:
            return
        party.ask(plan, number=self._number(election, 5), on=self.county.days.at(days.PARTY_ASKED), by=clerk)
        if fate == ASKED:
            return
        party.reply(plan, paper=self._paper(election, days.PARTY_PERMITTED, 3), by=self.staff.officer_of(plan.village))
        self._recommended(election, plan)
        self._noticed(election, fate)

    def after(self, number: int, election: Election) -> None:
        """What the meeting came to, and how far its result went up; one short of a seat has none yet."""
        fate = number % AROUND
        if fate not in MET:
            return
        plan = PartyPlan.objects.get(election=election)
        self._save(PartySheet, election, {"kind": PartySheetKind.MEETING, "present": plan.expected - 2})
        if fate == LEFT_SHORT:
            return
        clerk, officer = self.staff.clerk_of(election.village), self.staff.officer_of(election.village)
        came = {"elected": plan.seats, "women": 1, "secretary": True, "deputies": 1, "discipline": True}
        result = self._save(PartyResult, election, came)
        self._seat(election)
        if fate == MET[1] and number >= AROUND:  # the second time round: not reported yet
            return
        party.ask(result, number=self._number(election, 9), on=self.county.days.at(days.PARTY_REPORTED), by=clerk)
        if fate == SHORT_NOTICE:
            return
        party.reply(result, paper=self._paper(election, days.PARTY_REPLIED, 8), by=officer)
        if fate == MET[0]:
            number_of_file = f"云组备〔{self.county.days.today.year}〕{number + 1}号"
            filed = self.county.days.at(days.PARTY_FILED)
            party.file(result, number=number_of_file, on=filed, by=self.staff.county_clerk)

    def _plan(self, election: Election) -> PartyPlan:
        profile = VillageProfile.objects.get(village=election.village, cycle=self.county.cycle)
        members = profile.full_members or FEW
        seats = 5 if members > MANY else 3
        values = {
            "form": profile.party_form,
            "full_members": members,
            "bedridden": 1,
            "away": members // 10,
            "seats": seats,
            "candidates": ceil(seats * 1.2),
            "discipline": True,
        }
        if profile.party_form == "general_branch":
            for name, elected in (("第一党支部", days.PARTY_BRANCHES), ("第二党支部", days.PARTY_BRANCHES + 1)):
                on = self.county.days.at(elected)
                self._save(PartyBranch, election, {"name": name, "members": 24, "elected_on": on})
        return self._save(PartyPlan, election, values)

    def _recommended(self, election: Election, plan: PartyPlan) -> None:
        """Reports on duty, both recommendations, the talks of the inspection: totals alone."""
        coming = plan.expected
        for kind, entitled in ((PartySheetKind.DUTY, coming + 15), (PartySheetKind.MEMBERS, coming), ("people", 36)):
            came = entitled - 3
            sheets = {"issued": came, "recovered": came, "valid": came - 1}
            self._save(PartySheet, election, {"kind": kind, "entitled": entitled, "present": came, **sheets})
        self._save(PartySheet, election, {"kind": PartySheetKind.INSPECTION, "present": 28})
        self._happened(election, "party_duty", days.PARTY_DUTY)
        self._happened(election, rules.RECOMMENDATION, days.PARTY_RECOMMENDED)
        self._happened(election, "party_review", days.PARTY_REVIEWED)

    def _noticed(self, election: Election, fate: int) -> None:
        """One notice hangs still, with an objection; one was taken down too early; the others hung their time."""
        self._happened(election, rules.NOTICE, days.PARTY_HANGING if fate == HANGING else days.PARTY_NOTICED)
        if fate == HANGING:
            since, today = {"received_on": self.county.days.at(-1)}, self.county.days.today
            self._save(PartyObjection, election, {"matter": "conditions", **since})
            for matter, found, outcome in ANSWERED:
                said = {"matter": matter, "found": found, "outcome": outcome, "answered_on": today}
                self._save(PartyObjection, election, {**said, **since})
            return
        ended = days.PARTY_NOTICE_END - 2 if fate == SHORT_NOTICE else days.PARTY_NOTICE_END
        self._happened(election, rules.NOTICE_END, ended)
        if fate == MET[1]:
            answered: dict[str, Any] = {"found": ObjectionFound.UNFOUNDED, "outcome": ObjectionOutcome.UNCHANGED}
            answered |= {"answered_on": self.county.days.at(days.PARTY_NOTICE_END)}
            received = {"matter": "procedure", "received_on": self.county.days.at(days.PARTY_NOTICED + 2)}
            self._save(PartyObjection, election, {**received, **answered})

    def _seat(self, election: Election) -> None:
        rng = self.county.rng(f"secretary {election.village.code}")
        who = {"person__name": self.county.people.name(rng, male=True), "person__sex": "male"}
        self._save(RosterMember, election, {**who, "body": election.body, "post": PostCode.SECRETARY})

    def _happened(self, election: Election, step: str, on: int) -> None:
        step_days.record_along(election, step, self.county.days.at(on), by=self.staff.clerk_of(election.village))

    def _save(self, model: Any, election: Election, values: Mapping[str, Any]) -> Any:
        clerk, ledger = self.staff.clerk_of(election.village), ledgers.of(model)
        given = {"village": election.village, **values}
        return ledger_services.save_row(ledger, None, given, by=clerk, cycle=self.county.cycle)

    def _number(self, election: Election, number: int) -> str:
        return f"{election.village.name[:1]}委〔{self.county.days.today.year}〕{number}号"

    def _paper(self, election: Election, on: int, number: int) -> Paper:
        signer = f"{election.village.township}党委书记"
        day = self.county.days.at(on)
        return Paper(signer, day, f"{election.village.township.name[:1]}委复〔{day.year}〕{number}号")
