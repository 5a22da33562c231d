"""The workbook of smaller bodies: a line a village and body; its election is registered with the line."""

from typing import Any

from electioncycle.workbooks.matching import Finder
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from elections.models import Election, Term
from elections.services.body_results import election_for


class BodyResultPlanner(Planner):
    """A stored row is found by village and body of the newest term; a new line brings its election."""

    def load(self) -> None:
        super().load()
        newest = dict(Term.objects.order_by("begins_on", "id").values_list("county", "pk"))
        rows = [row for row in self.by_pk.values() if row.election.term_id == newest.get(row.election.county.pk)]
        self.finder = Finder(self.keys, rows, self.ledger.value, self.bears)

    def new_row(self, item: RowPlan) -> Any:
        row = super().new_row(item)
        row.election = self._election(item)
        return row

    def _election(self, item: RowPlan) -> Election:
        return election_for(item.place, item.values["body"], item.values.get("held_on"), by=self.user)
