"""No order of moves by any role leads an analysis where the procedure does not; figures hold for any team."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from electioncycle import workflow
from electioncycle.roles import Role
from readiness.choices import OneShoulder
from readiness.comparison import AT_MOST, INDICATORS, compare, fall_and_rise
from readiness.models import TeamAnalysis
from readiness.rules import analysis as rules
from tests import factories
from tests.test_readiness import posted
from villages.rules import MemberFacts, structure

TOWNSHIP = (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER)
COUNTY = (Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
MOVES = ("save", "submit", "take_back", "approve", "paper", "return", "confirm")
NEXT = {
    "draft": "submit",
    "submitted": "approve",
    "township_approved": "confirm",
    "confirmed": "return",
    "returned": "submit",
}
OFFICE = (
    (Role.TOWNSHIP_OFFICER, "here"),
    (Role.TOWNSHIP_OFFICER, "here again"),
    (Role.TOWNSHIP_CLERK, "here"),
    (Role.COUNTY_CLERK, "here"),
)
PEOPLE = tuple(
    [(role, "here") for role in Role]
    + [(role, "here again") for role in (*TOWNSHIP, *COUNTY)]
    + [(Role.TOWNSHIP_OFFICER, "elsewhere"), (Role.TOWNSHIP_CLERK, "elsewhere")]
)


def expected(move: str, role: str, before: str, own_submission: bool) -> str | None:
    """The state this move leads to, None when it must be refused: the procedure written down a second time."""
    open_states = ("draft", "returned")
    if move == "save" and role in TOWNSHIP + COUNTY and before in open_states:
        return before
    if move == "submit" and role in TOWNSHIP and before in open_states:
        return "submitted"
    if move == "take_back" and role in TOWNSHIP and before == "submitted":
        return "draft"
    if move in ("approve", "paper") and role == Role.TOWNSHIP_OFFICER and before == "submitted":
        return None if own_submission else "township_approved"
    if move == "return":
        holders = {"submitted": TOWNSHIP[1:], "township_approved": TOWNSHIP[1:] + COUNTY, "confirmed": COUNTY}
        return "returned" if role in holders.get(before, ()) else None
    if move == "confirm" and role in COUNTY and before == "township_approved":
        return "confirmed"
    return None


class Procedure(RuleBasedStateMachine):
    clients: dict

    @initialize()
    def begin(self):
        number = TeamAnalysis.all_rows.count()
        self.village = factories.make_village(f"第{number}村")
        factories.make_member(self.village)
        self.cycle = factories.cycle_for(self.village)
        client = self.clients[Role.TOWNSHIP_CLERK, "here"][1]
        assert client.post(self.page, posted(self.village, self.cycle)).status_code == 302
        self.state, self.submitter, self.last = "draft", None, None

    @property
    def page(self):
        return reverse("analysis_entry", args=[self.village.pk])

    @property
    def row(self):
        return TeamAnalysis.objects.get(village=self.village)

    @rule(move=st.sampled_from(MOVES), who=st.sampled_from(PEOPLE))
    def somebody_does_something(self, move, who):
        self.do(move, who)

    @rule(who=st.sampled_from(OFFICE))
    def somebody_of_the_office_takes_the_next_step(self, who):
        self.do(NEXT[self.state], who)

    @rule(who=st.sampled_from(OFFICE))
    def whoever_took_the_last_step_goes_on(self, who):
        self.do(NEXT[self.state], self.last or who)

    def do(self, move, who):
        user, client = self.clients[who]
        row = self.row
        data = {"reason": "事实太少", "version": row.version}
        if move == "save":
            answer = client.post(self.page, posted(self.village, self.cycle, version=row.version))
        else:
            data |= {"signer": "张明(书记)", "signed_on": "2026-01-05"} if move == "paper" else {}
            answer = client.post(reverse("analysis_move", args=[row.pk, move]), data)
        after = None
        if who[1] != "elsewhere":
            after = expected(move, who[0], self.state, self.submitter == user.pk)
        if after is None:
            assert answer.status_code in (403, 404, 422), (move, who, self.state)
        else:
            assert answer.status_code == 302, (move, who, self.state, answer.content.decode()[-900:])
            self.state, self.last = after, who
            self.submitter = user.pk if move == "submit" else self.submitter

    @invariant()
    def the_row_stands_where_the_procedure_says(self):
        assert self.row.state == self.state

    @invariant()
    def approvals_in_force_are_those_of_the_state_and_by_different_people(self):
        steps = list(workflow.steps(self.row))
        valid = [step for step in steps if step.approves and step.void_at is None]
        wanted = {"township_approved": ["approve"], "confirmed": ["approve", "confirm"]}.get(self.state, [])
        assert [step.move for step in valid] == wanted
        people = [step.by_id for step in valid] + ([self.submitter] if valid else [])
        assert len(set(people)) == len(people)


@pytest.mark.django_db
def test_no_order_of_moves_leads_round_the_procedure():
    here, elsewhere = factories.make_township("东河镇"), factories.make_township("西坪乡")
    factories.make_cycle(here.parent)
    clients = {}
    for role, where in PEOPLE:
        township = elsewhere if where == "elsewhere" else here
        user = factories.make_user(role, township.parent if role.startswith("county") else township)
        client = Client()
        client.force_login(user)
        clients[role, where] = user, client
    machine = type("ProcedureHere", (Procedure,), {"clients": clients})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=14, deadline=None))


# --- figures over plain values -----------------------------------------------------------------------------------

members = st.lists(
    st.builds(
        MemberFacts,
        sex=st.sampled_from(["male", "female"]),
        birth=st.none() | st.dates(date(1940, 1, 1), date(2008, 12, 31)),
        education=st.sampled_from(["postgraduate", "bachelor", "college", "high_school", "junior", ""]),
        politics=st.sampled_from(["party_member", "probationary", "masses"]),
        party_post=st.sampled_from(["secretary", "deputy", "member", "none"]),
        committee_post=st.sampled_from(["director", "member", "none"]),
    ),
    max_size=12,
)
DAY = date(2026, 11, 30)


@given(members)
def test_structure_figures_never_exceed_the_team(team):
    found = structure(team, DAY)
    both = [m for m in team if m.party_post != "none" or m.committee_post != "none"]
    assert found.members == len(both)
    for name in ("under_36", "over_59", "women", "party_members", "high_school_up", "college_up", "cross_posts"):
        assert 0 <= getattr(found, name) <= found.members
    assert found.college_up <= found.high_school_up
    assert sum(number for _, number in found.bands) == found.members - found.ages_missing
    if found.mean_age is not None:
        ages = [
            DAY.year - m.birth.year - ((DAY.month, DAY.day) < (m.birth.month, m.birth.day)) for m in both if m.birth
        ]
        assert min(ages) <= found.mean_age <= max(ages)
        assert found.mean_age == found.mean_age.quantize(Decimal("0.1"))


@given(members, members)
def test_a_team_that_equals_its_target_has_no_gap_and_its_own_past_no_change(team, other):
    now = structure(team, DAY)
    targets = {name: getattr(now, name) for name, _, _ in INDICATORS}
    assert all(line.gap in ("达标", "满额", "—") for line in compare(now, now, targets))
    if now.members and now.mean_age is not None:
        assert fall_and_rise(now, now).count("持平") == 2
    past = structure(other, DAY)
    words = fall_and_rise(now, past)
    if now.members and past.members and now.mean_age and past.mean_age and now.mean_age < past.mean_age:
        assert f"下降{past.mean_age - now.mean_age}岁" in words


@given(members, st.integers(0, 12))
def test_a_gap_is_shown_exactly_where_the_target_is_missed(team, target):
    now = structure(team, DAY)
    compared = compare(now, None, {"women": target, "over_59": target})
    lines = {name: line for (name, _, _), line in zip(INDICATORS, compared, strict=True)}
    if not now.members:
        assert lines["women"].gap == "—"
        return
    assert (lines["women"].gap == "达标") == (now.women >= target)
    assert (lines["over_59"].gap == "达标") == (now.over_59 <= target)
    assert {"mean_age", "over_59"} == AT_MOST


@given(st.lists(st.sampled_from(["", *OneShoulder.values]), max_size=200))
def test_the_three_lists_and_those_not_analysed_make_up_all_villages(states):
    count = rules.count_one_shoulder(states)
    assert count.confirmed + count.intended + count.none + count.not_analysed == count.total == len(states)
    if not states:
        assert count.share is None
    else:
        exact = Decimal(count.confirmed + count.intended) * 100 / count.total
        assert abs(count.share - exact) <= Decimal("0.05")


def test_the_share_of_a_hundred_and_fifty_villages():
    states = ["confirmed"] * 96 + ["intended"] * 41 + ["none"] * 9 + [""] * 4
    count = rules.count_one_shoulder(states)
    assert (count.share, count.analysed, count.not_analysed) == (Decimal("91.3"), 146, 4)
