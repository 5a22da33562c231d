"""Workbooks whose lines belong to the election of their village."""

from typing import Any, ClassVar

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from elections.models import Election
from elections.models.of_election import NO_ELECTION, NO_PARTY_ELECTION, going_or_last_in, party_election_in


class GoingPlanner(Planner):
    """Lines about elections that go on: what is over is found by its 编号 only."""

    def is_current(self, row: Any) -> bool:
        return bool(row.election.live)


class OfElectionPlanner(Planner):
    """Finds each village's election once for the whole workbook; a line of a village without one is said why.

    The rows of its earlier elections are found by their 编号 only.
    """

    blanks: ClassVar[frozenset[str]] = frozenset({"box"})
    elections_in = staticmethod(going_or_last_in)
    lacks_election = NO_ELECTION

    def load(self) -> None:
        offered = self.ledger.choices(self.ledger.place, self.user, self.cycle)
        self.elections: dict[int, Election] = self.elections_in(offered.order_by().values("pk"))
        super().load()

    def is_current(self, row: Any) -> bool:
        found = self.elections.get(row.village_id)
        return found is not None and found.pk == row.election_id

    def planned(self, plan: RowPlan, name: str) -> Any:
        if name == "election" and plan.row is None:
            found = self.elections.get(plan.place.pk) if plan.place is not None else None
            return found.pk if found else None
        return super().planned(plan, name)

    def new_row(self, item: RowPlan) -> Any:
        row = super().new_row(item)
        row.election = self.elections[item.place.pk]
        return row

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        if plan.row is None and plan.place is not None and plan.place.pk not in self.elections:
            self.fault(plan, line, self.named_by.headers()[-1], f"{plan.place}{self.lacks_election}")


class OfPartyPlanner(OfElectionPlanner):
    """The same of the party organisation's elections."""

    elections_in = staticmethod(party_election_in)
    lacks_election = NO_PARTY_ELECTION
