"""An election walked at random by everybody: no order of moves by any role leads where the procedure does not."""

from itertools import count

import pytest
from django.utils import timezone
from hypothesis.stateful import invariant

from electioncycle.roles import Role
from elections.choices import RUNNING
from elections.models import Election, Round
from elections.services import facts, halting, next_rounds
from tests import factories
from tests.machines import Procedure, walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RECORDS = (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER, Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
APPROVES = (Role.TOWNSHIP_OFFICER, Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
COUNTY = (Role.COUNTY_CLERK, Role.COUNTY_ADMIN)
LIVE = ("preparing", "round", "next")
OUTCOMES = {"announce_complete": "complete", "announce_other": "other", "announce_void": "void"}
_names = count(1)


class Held(Procedure):
    """``at`` is the state of the round at hand, ``rounds`` holds of each round who said how it ended."""

    moves = ("open", "close", *OUTCOMES, "break_off", "propose", "confirm", "drop", "correct")
    moves += ("suspend", "resume", "ask_calling_off", "call_off", "keep", "reinstate")
    path = {
        "preparing": "announce_other",
        "round": "announce_complete",
        "next": "call_off",
        "ended": "correct",
        "called_off": "reinstate",
    }
    tour = ("suspend", "resume", "open", "close", "announce_other", "propose", "confirm", "drop", "propose", "confirm")
    tour += ("break_off", "correct", "announce_void", "ask_calling_off", "keep", "ask_calling_off", "call_off")
    tour += ("reinstate", "announce_complete")
    submits = ("ask_calling_off",)
    township = None

    def begin(self):
        self.at, self.rounds, self.asked, self.suspended = None, [], False, False
        self.proposers, self.callers = set(), set()
        return factories.make_election(factories.make_village(f"第{next(_names)}村", self.township))

    def act(self, row, move, user):
        row, now, why = Election.objects.get(pk=row.pk), timezone.now(), "情况有变"
        told = {"at": now, "announcer": "钱主任", "cause": "turnout" if move == "announce_void" else ""}
        run = {
            "open": lambda: facts.record_opening(row, at=now, by=user),
            "close": lambda: facts.record_closing(row, at=now, by=user),
            "break_off": lambda: facts.record_breaking_off(row, at=now, circumstances="暴雨停电", by=user),
            "correct": lambda: facts.correct(row, by=user, reason=why),
            "propose": lambda: next_rounds.propose(row, day=timezone.localdate(), by=user),
            "confirm": lambda: next_rounds.confirm(row, by=user),
            "drop": lambda: next_rounds.drop(row, by=user, reason=why),
            "suspend": lambda: halting.suspend(row, by=user, reason=why),
            "resume": lambda: halting.resume(row, by=user),
            "ask_calling_off": lambda: halting.ask_calling_off(row, by=user, reason=why),
            "call_off": lambda: halting.call_off(row, by=user),
            "keep": lambda: halting.keep(row, by=user, reason=why),
            "reinstate": lambda: halting.reinstate(row, by=user, reason=why),
        }
        if move in OUTCOMES:
            facts.record_announcement(row, announced=OUTCOMES[move], by=user, **told)
        else:
            run[move]()

    def expected(self, move, who):
        """The procedure written down a second time."""
        role = who.partition(" ")[0]
        records, approves, county = (role in some for some in (RECORDS, APPROVES, COUNTY))
        live, ahead = self.state in LIVE, self.at in ("proposed", "planned")
        waiting = self.asked and self.state in ("preparing", "next")
        allowed = {
            **dict.fromkeys((*OUTCOMES, "break_off"), records and live),
            "open": records and live and (self.at is None or ahead),
            "close": records and live and (self.at in (None, "voting") or ahead),
            "propose": records and self.state == "next" and self.at is None and not self.suspended,
            "confirm": approves and self.at == "proposed" and who not in self.proposers and not self.suspended,
            "drop": (records and self.at == "proposed") or (approves and self.at == "planned"),
            "correct": approves and self._ended() and who not in self.rounds[-1],
            "suspend": approves and live and not self.suspended,
            "resume": approves and self.suspended,
            "ask_calling_off": records and self.state in ("preparing", "next") and not waiting,
            "call_off": approves and waiting and who not in self.submitters,
            "keep": approves and waiting,
            "reinstate": county and self.state == "called_off" and who not in self.callers,
        }
        leads = {
            **dict.fromkeys(("open", "close", "correct"), "round"),
            **dict.fromkeys(("announce_other", "announce_void", "break_off", "reinstate"), "next"),
            "announce_complete": "ended",
            "call_off": "called_off",
        }
        return leads.get(move, self.state) if allowed[move] else None

    def _ended(self):
        return self.state in ("next", "ended") and self.at is None and bool(self.rounds)

    def do(self, move, who):
        allowed = self.expected(move, who) is not None
        super().do(move, who)
        if allowed:
            self.follow(move, who)

    def follow(self, move, who):
        begins = {"open": "voting", "close": "counting", "propose": "proposed"}
        if self.at is None and move in (*begins, *OUTCOMES, "break_off"):
            self.rounds.append(set())
            self.proposers = {who} if move == "propose" else set()
        if move in (*OUTCOMES, "break_off"):
            self.rounds[-1].add(who)
            self.at = None
        elif move == "drop" or (move == "call_off" and self.at):
            self.rounds.pop()
            self.at = None
        else:
            self.at = {**begins, "confirm": "planned", "correct": "counting"}.get(move, self.at)
        self.callers |= {who} if move == "call_off" else set()
        self.asked = move == "ask_calling_off" or (self.asked and move not in ("call_off", "keep"))
        self.suspended = move == "suspend" or (self.suspended and move not in ("resume", "call_off"))

    @invariant()
    def rounds_follow_one_another(self):
        if not hasattr(self, "row"):
            return
        rounds = Round.objects.filter(election=self.row).order_by("number")
        assert [one.number for one in rounds] == list(range(1, len(rounds) + 1))
        assert [one.state for one in rounds if one.state in RUNNING] == [self.at] * (self.at is not None)
        assert len(rounds) == len(self.rounds)


def people_of(township):
    found = {}
    for role in (*RECORDS, Role.COUNTY_READER):
        place = township if role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER) else township.parent
        found |= {f"{role} {number}": factories.make_user(role, place) for number in (1, 2)}
    apart = (Role.DEPARTMENT_CONTACT, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    found |= {role: factories.make_user(role, township.parent) for role in apart}
    found[Role.VILLAGE_CLERK] = factories.make_user(Role.VILLAGE_CLERK, factories.make_village("清溪村", township))
    found["elsewhere"] = factories.make_user(Role.TOWNSHIP_OFFICER, factories.make_township("西坪乡"))
    return found


def test_no_order_of_moves_by_any_role_leads_an_election_where_the_procedure_does_not():
    township = factories.make_township("东河镇")
    factories.make_cycle(township.parent)
    machine = type("HeldHere", (Held,), {"township": township, "people": people_of(township)})
    walk(machine, moves=Held.moves)
