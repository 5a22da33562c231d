"""No order of moves by any role leads a check where the procedure does not."""

from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from electioncycle.refusals import Refused
from electioncycle.roles import Role
from readiness.models import ReadinessCheck, ReadinessPass, StartRecord
from readiness.services import checks, decisions
from tests import factories
from tests.gate import Township, days
from tests.machines import draw_attempt, walk

MOVES = ("apply", "take_back", "check", "return", "pass", "fail", "lapse", "begin_again", "start")
TOWNSHIP = (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER)
COUNTY = (Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
WRITERS = TOWNSHIP + COUNTY


def leads_to(move: str, role: str, state: str, *, applicant: bool, started: bool) -> str | None:
    """The state this move leads to, None when it must be refused: the procedure written down a second time."""
    submits, reviews = role in TOWNSHIP, role == Role.TOWNSHIP_OFFICER
    allowed = {
        "apply": submits and state in ("draft", "returned"),
        "take_back": submits and state == "applied",
        "check": submits and state == "applied" and not applicant,
        "return": reviews and state in ("applied", "checked"),
        "pass": reviews and state == "checked" and not applicant,
        "fail": reviews and state == "checked" and not applicant,
        "lapse": (reviews or role in COUNTY) and state == "passed",
        "begin_again": role in WRITERS and state in ("failed", "lapsed"),
        "start": (reviews or role in COUNTY) and state == "passed" and not started,
    }
    leads = {
        "apply": "applied",
        "take_back": "draft",
        "check": "checked",
        "return": "returned",
        "pass": "passed",
        "fail": "failed",
        "lapse": "lapsed",
        "begin_again": "draft",
        "start": state,
    }
    return leads[move] if allowed[move] else None


class Gate(RuleBasedStateMachine):
    town: Township
    people: dict
    taken: Counter
    tour = ("apply", "take_back", "apply", "return", "apply", "check", "fail", "begin_again")
    tour += ("apply", "check", "pass", "start", "lapse")

    @initialize()
    def begin(self):
        self.village = self.town.village()
        self.row = self.town.self_checked(self.village)
        self.state, self.applicants, self.started = "draft", set(), False

    @rule(data=st.data(), allowed=st.sampled_from((True, True, False)))
    def step(self, data, allowed):
        self.do(*draw_attempt(data, MOVES, self.people, self.expected, allowed=allowed))

    def do(self, move, who):
        wanted = self.expected(move, who)
        try:
            self.take(move, self.people[who])
            done = True
        except Refused:
            done = False
        self.taken[move if done else "refused"] += 1
        assert done == (wanted is not None), (move, who, self.state)
        if not done:
            return
        if move == "apply":
            self.applicants.add(who)
        if move == "begin_again":
            self.applicants = set()
            self.fill_in()
        self.state, self.started = wanted, self.started or move == "start"

    def expected(self, move, who):
        if who == "elsewhere":
            return None
        role = who.partition(" ")[0]
        return leads_to(move, role, self.state, applicant=who in self.applicants, started=self.started)

    def take(self, move, by):
        town, row = (
            self.town,
            ReadinessCheck.objects.get(cycle=self.town.cycle, village=self.village, superseded_at=None),
        )
        head = {"checked_on": days(-5), "group_members": "工作小组"}
        run = {
            "apply": lambda: checks.apply(row, by=by),
            "take_back": lambda: checks.take_back(row, by=by, reason="还要改"),
            "check": lambda: checks.record_check(row, head, town.found(self.village), by=by),
            "return": lambda: checks.return_for_changes(row, by=by, reason="证明材料不全"),
            "pass": lambda: decisions.decide_pass(row, by=by, paper=town.paper()),
            "fail": lambda: decisions.decide_fail(row, by=by, paper=town.paper(), reason="仍有问题"),
            "lapse": lambda: decisions.record_recheck(
                row, town.conditions(self.village)[0], by=by, met=False, words="复查未达标"
            ),
            "begin_again": lambda: checks.begin_again(row, by=by),
            "start": lambda: town.start(self.village, by=by),
        }
        return run[move]()

    def fill_in(self):
        """The new round answered like the first; entering it is no application."""
        row = ReadinessCheck.objects.get(cycle=self.town.cycle, village=self.village, superseded_at=None)
        entry = self.town.entry(self.village)
        checks.save_self_check(self.village, self.town.cycle, entry, by=self.town.clerk, version=row.version)

    @invariant()
    def stands_where_the_procedure_says(self):
        if not hasattr(self, "state"):
            return
        row = ReadinessCheck.objects.get(cycle=self.town.cycle, village=self.village, superseded_at=None)
        assert row.state == self.state
        standing = ReadinessPass.objects.filter(village=self.village, lapsed_at=None).count()
        assert standing == (1 if self.state == "passed" else 0)
        assert StartRecord.objects.filter(village=self.village).count() == int(self.started)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_moves_by_any_role_leaves_the_procedure():
    town = Township()
    people = {
        role: factories.make_user(role, town.county_area if role in COUNTY else town.area) for role in Role.values
    }
    people |= {f"{role} 2": factories.make_user(role, town.area) for role in TOWNSHIP}
    people["elsewhere"] = Township("西坪乡").officer
    machine = type("GateHere", (Gate,), {"town": town, "people": people})
    walk(machine, moves=MOVES, start="begin")
