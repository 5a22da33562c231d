"""Workbooks whose lines belong to the election of their village."""

from typing import Any, ClassVar

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.matching import Finder
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from elections.models import Election
from elections.models.of_election import NO_ELECTION, committee_elections


class OfElectionPlanner(Planner):
    """Finds each village's election once for the whole workbook; a line of a village without one is said why.

    Rows of its other elections are found by their 编号 only.
    """

    blanks: ClassVar[frozenset[str]] = frozenset({"box"})

    def load(self) -> None:
        super().load()
        offered = self.ledger.choices(self.ledger.place, self.user, self.cycle)
        self.elections: dict[int, Election] = committee_elections(offered.order_by().values("pk"))
        current = {one.pk for one in self.elections.values()}
        rows = [row for row in self.by_pk.values() if row.election_id in current]
        self.finder = Finder(self.keys, rows, self.ledger.value, self.bears)

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
            self.fault(plan, line, self.named_by.headers()[-1], f"{plan.place}{NO_ELECTION}")
