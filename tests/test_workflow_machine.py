"""The team analysis walked at random by every role: no step leads outside the procedure."""

import pytest

from electioncycle import workflow
from electioncycle.roles import Role
from readiness.models import TeamAnalysis
from readiness.services import analysis as services
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


@pytest.mark.django_db
def test_no_order_of_steps_by_any_role_leaves_the_procedure():
    here, elsewhere = factories.make_township("东河镇"), factories.make_township("西坪乡")
    village = factories.make_village("青山村", here)
    factories.make_member(village)
    cycle = factories.make_cycle(here.parent)
    cycle.starts_on = cycle.starts_on.replace(year=2025)  # a day on which paper can have been signed
    people = {
        f"{name} {n}": factories.make_user(role, here if name in TOWNSHIP else here.parent)
        for name, role in ROLES.items()
        for n in (1, 2)
    }
    others = {str(role): role for role in Role if role not in ROLES.values()}
    people |= {f"{name} 1": factories.make_user(role, here.parent) for name, role in others.items()}
    people |= {f"stranger {n}": factories.make_user(role, elsewhere) for n, role in enumerate(ROLES.values()) if n < 2}
    values = {"village": village, "cycle": cycle, "entry": entry_for(village, cycle), "people": people}
    steps = walk(type("AnalysisHere", (Analysis,), values), walks=30, length=60)
    assert steps >= 100
