"""Team analysis and closing (销号) walked at random by every role: no step leads outside the procedure."""

import pytest

from electioncycle.records import workflow
from electioncycle.roles import Role
from readiness.models import TeamAnalysis
from readiness.services import analysis as services
from risks.services import closing
from tests import factories
from tests.machines import Procedure, walk
from tests.test_readiness import entry_for

TOWNSHIP, COUNTY = ("clerk", "officer"), ("county", "admin")
ROLES = {
    "clerk": Role.TOWNSHIP_CLERK,
    "officer": Role.TOWNSHIP_OFFICER,
    "county": Role.COUNTY_CLERK,
    "admin": Role.COUNTY_ADMIN,
}


class Analysis(Procedure):
    moves = ("save", "submit", "take_back", "approve", "paper", "return", "confirm")
    path = {
        "draft": "submit",
        "submitted": "approve",
        "township_approved": "confirm",
        "confirmed": "return",
        "returned": "submit",
    }
    tour = ("save", "submit", "take_back", "submit", "paper", "return", "submit", "approve", "confirm")
    village = cycle = entry = None
    complete = None

    def begin(self):
        TeamAnalysis.all_rows.all().delete()
        return services.save_draft(self.village, self.cycle, self.entry, by=self.people["clerk 1"])

    def act(self, row, move, user):
        row = TeamAnalysis.objects.select_related("village", "cycle").get(pk=row.pk)
        if move == "save":
            services.save_draft(self.village, self.cycle, self.entry, by=user, version=row.version)
        elif move == "submit":
            services.submit(row, by=user, version=row.version)
        elif move == "take_back":
            services.withdraw_submission(row, by=user, reason="还要改")
        elif move == "approve":
            services.approve_township(row, by=user)
        elif move == "paper":
            paper = workflow.Paper("张明(党委书记)", self.cycle.starts_on)
            services.approve_township(row, by=user, paper=paper)
        elif move == "return":
            services.return_for_changes(row, by=user, reason="事实太少")
        else:
            services.confirm_county(row, by=user)

    def expected(self, move, who):
        role, state = who.split()[0], self.state
        editable = state in ("draft", "returned")
        if move == "save":
            return state if role in TOWNSHIP + COUNTY and editable else None
        if move == "submit":
            return "submitted" if role in TOWNSHIP and editable else None
        if move == "take_back":
            return "draft" if role in TOWNSHIP and state == "submitted" else None
        if move in ("approve", "paper"):
            able = role == "officer" and state == "submitted" and who not in self.submitters
            return "township_approved" if able else None
        if move == "return":
            holders = {"submitted": ("officer",), "township_approved": ("officer", *COUNTY), "confirmed": COUNTY}
            return "returned" if role in holders.get(state, ()) else None
        return "confirmed" if role in COUNTY and state == "township_approved" else None


class Closing(Procedure):
    """The closing of a risk point."""

    moves = ("progress", "apply", "take_back", "verify", "return", "reopen")
    path = {"not_started": "apply", "working": "apply", "pending": "verify", "closed": "reopen"}
    tour = ("progress", "apply", "take_back", "apply", "return", "apply", "verify", "reopen")
    submits = ("apply",)
    village = None

    def begin(self):
        return factories.make_point(self.village, measures="逐户走访")

    def act(self, row, move, user):
        row = type(row).objects.get(pk=row.pk)
        if move == "progress":
            closing.report_progress(row, text="已走访", on=None, by=user)
        elif move == "apply":
            closing.apply_closing(row, proof="群众已签字认可", by=user)
        elif move == "verify":
            closing.verify_closing(row, by=user)
        else:
            back = {"take_back": closing.take_back, "return": closing.return_closing, "reopen": closing.reopen}
            back[move](row, by=user, reason="情况有变")

    def expected(self, move, who):
        role, state = who.split()[0], self.state
        editable = state in ("not_started", "working")
        if move == "progress":
            return "working" if role in TOWNSHIP + COUNTY and editable else None
        if move == "apply":
            return "pending" if role in TOWNSHIP and editable else None
        if move == "take_back":
            return "working" if role in TOWNSHIP and state == "pending" else None
        if move == "verify":
            return "closed" if role in COUNTY and state == "pending" and who not in self.submitters else None
        if move == "return":
            return "working" if role in COUNTY and state == "pending" else None
        return "working" if role in COUNTY and state == "closed" else None


@pytest.fixture
def village(db):
    return factories.make_village("青山村", factories.make_township("东河镇"))


@pytest.fixture
def people(village):
    """Two of each role that writes, one of every other, and two of another township."""
    here, elsewhere = village.township, factories.make_township("西坪乡")
    found = {
        f"{name} {n}": factories.make_user(role, here if name in TOWNSHIP else here.parent)
        for name, role in ROLES.items()
        for n in (1, 2)
    }
    others = {str(role): role for role in Role if role not in ROLES.values()}
    found |= {f"{name} 1": factories.make_user(role, here.parent) for name, role in others.items()}
    return found | {
        f"stranger {n}": factories.make_user(role, elsewhere) for n, role in enumerate(ROLES.values()) if n < 2
    }


def test_no_order_of_steps_by_any_role_leaves_the_analysis(village, people):
    factories.make_member(village)
    cycle = factories.make_cycle(village.township.parent)
    cycle.starts_on = cycle.starts_on.replace(year=2025)  # a day on which paper can have been signed
    values = {"village": village, "cycle": cycle, "entry": entry_for(village, cycle), "people": people}
    walk(type("AnalysisHere", (Analysis,), values), moves=Analysis.moves)


def test_no_order_of_steps_by_any_role_leaves_the_closing(village, people):
    walk(type("ClosingHere", (Closing,), {"village": village, "people": people}), moves=Closing.moves)
