"""The workbook of smaller bodies: a line a village and body; its election is registered with the line."""

from typing import Any

from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from elections.models import Election, Term
from elections.services.body_results import election_for


class BodyResultPlanner(Planner):
    """A stored row is found by village and body of the newest term; a new line brings its election."""

    def load(self) -> None:
        terms = Term.objects.order_by("begins_on", "id").values_list("county_id", "pk")
        self.newest: dict[int, int] = dict(terms)
        super().load()

    def is_current(self, row: Any) -> bool:
        election = row.election
        return bool(election.term_id == self.newest.get(election.village.township.parent_id))

    def new_row(self, item: RowPlan) -> Any:
        row = super().new_row(item)
        row.election = self._election(item)
        return row

    def _election(self, item: RowPlan) -> Election:
        return election_for(item.place, item.values["body"], item.values.get("held_on"), by=self.user)
