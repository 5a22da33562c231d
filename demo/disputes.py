"""Disputes and rounds that failed of the made-up county, in every state, by the services' own moves."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from demo.accounts import Staff
from demo.county import County
from electioncycle.disclosure import restricted
from electioncycle.roles import Role
from elections.choices import Body, RoundState
from elections.dispute_choices import Acceptor, Consequence, DisputeKind, Finding
from elections.models import Dispute, Round
from elections.rules.disputes import Found
from elections.services import disputes, failures
from villages.models import Village

MATTERS = (
    (DisputeKind.COUNT, "对副主任的得票数有不同意见，要求复核计票。"),
    (DisputeKind.VOTING, "反映部分委托投票没有书面委托书。"),
    (DisputeKind.VOTERS, "反映名单中有已迁出的人员。"),
    (DisputeKind.CONDITIONS, "对当选人是否符合条件有不同意见。"),
)


def add_disputes(county: County, staff: Staff) -> None:
    """What follows from by-elections that failed, and a dispute about every one that was announced."""
    rounds = Round.objects.filter(election__village__path__startswith=county.area.path, election__body=Body.COMMITTEE)
    rounds = rounds.select_related(*failures.JOINED).order_by("pk")
    for row in rounds.filter(state=RoundState.VOID):
        _failed(county, staff, row)
    walks = _Walks(county, staff)
    fates = (walks.waiting, walks.accepted, walks.concluded, walks.closed, walks.refused, walks.found)
    for number, row in enumerate(rounds.filter(state__in=(RoundState.ANNOUNCED, RoundState.VOID))):
        fates[number % len(fates)](_raised(county, staff, number, row))
        if number == 0:  # of the first, others raised matters that ended at once
            walks.refused(_raised(county, staff, 2, row))
            walks.retracted(_raised(county, staff, 3, row))
            walks.concluded(_raised(county, staff, 1, row))


def _failed(county: County, staff: Staff, row: Round) -> None:
    rng = county.rng(f"failure {row.pk}")
    leader = f"{county.people.name(rng, male=True)}(县委常委)"
    failures.record(row, {"leader": leader, "acting_basis": ""}, by=staff.clerk_of(row.election.village))


def _raised(county: County, staff: Staff, number: int, row: Round) -> Dispute:
    rng, village = county.rng(f"dispute {row.pk}"), row.election.village
    kind, facts = MATTERS[number % len(MATTERS)]
    made = Dispute(village=village, election=row.election, round_number=row.number, kind=kind, facts=facts)
    made.received_on = min(county.days.today, row.polling_day + timedelta(days=1))
    made.name, made.phone = county.people.name(rng, male=False), county.people.phone()
    county.save([made])
    officials = get_user_model().objects.filter(groups__name__in=(Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK))
    for user in (staff.county_clerk, staff.county_admin, *officials.filter(is_active=True).distinct()):
        if user.covers(village.path):
            restricted.let_read(made, user, by=county.by)
    return made


class _Walks:
    """Leads a dispute to where it is to stand."""

    def __init__(self, county: County, staff: Staff) -> None:
        self.county, self.staff = county, staff

    def _clerk(self, row: Dispute) -> Any:
        return self.staff.clerk_of(row.village)

    def waiting(self, row: Dispute) -> Dispute:
        return row

    def accepted(self, row: Dispute) -> Dispute:
        on = self.county.days.today
        return disputes.accept(row, acceptor=Acceptor.TOWNSHIP, on=on, by=self._clerk(row))

    def refused(self, row: Dispute) -> Dispute:
        return disputes.refuse(row, by=self._clerk(row), reason="反映的不是选举事项，已告知提出人。")

    def retracted(self, row: Dispute) -> Dispute:
        return disputes.retract(row, by=self._clerk(row), reason="经解释，提出人书面撤回。")

    def concluded(self, row: Dispute) -> Dispute:
        village: Village = row.village
        words = "经查阅计票单、听取监票人意见，计票过程公开，票数无误。"
        number = f"{village.township}政〔{self.county.days.today.year}〕12号"
        found = Found(Finding.VALID, words, number, self.county.days.today, Consequence.NONE)
        return disputes.conclude(self.accepted(row), found, by=self._clerk(row))

    def closed(self, row: Dispute) -> Dispute:
        return disputes.approve(self.concluded(row), by=self.staff.officer_of(row.village))

    def found(self, row: Dispute) -> Dispute:
        """The vote is to be held again, which nobody has recorded yet."""
        village: Village = row.village
        number = f"{village.township}政〔{self.county.days.today.year}〕13号"
        words = "部分委托投票没有书面委托书，影响当选结果。"
        found = Found(Finding.ROUND_VOID, words, number, self.county.days.today, Consequence.REPEAT)
        row = disputes.conclude(self.accepted(row), found, by=self._clerk(row))
        return disputes.approve(row, by=self.staff.officer_of(village))
