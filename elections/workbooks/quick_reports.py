"""The workbook of quick reports: a line a village, about the round at hand there."""

from typing import Any

from django.utils import timezone

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.plans import RowPlan
from elections.models import ResultSheet
from elections.models.of_election import committee_election_in
from elections.models.rounds import at_hand
from elections.rules.quick import moment_of_day
from elections.services import quick_reports
from elections.services.moments import latest
from elections.workbooks.of_election import OfElectionPlanner

ENDED_LATER = "结束时刻在现在之后，请在投票结束后登记。"


class QuickReportPlanner(OfElectionPlanner):
    """A line without 编号 is about the round at hand, as long as its sheet is not begun."""

    elections_in = staticmethod(committee_election_in)

    def load(self) -> None:
        offered = self.ledger.choices(self.ledger.place, self.user, self.cycle)
        elections = committee_election_in(offered.order_by().values("pk"))
        self.rounds = at_hand(one.pk for one in elections.values())
        self.begun = set(ResultSheet.all_rows.filter(round__in=self.rounds.values()).values_list("round", flat=True))
        super().load()

    def is_current(self, row: Any) -> bool:
        there = self.rounds.get(row.election_id)
        return there is not None and there.pk == row.round_id and there.pk not in self.begun

    def planned(self, plan: RowPlan, name: str) -> Any:
        """The round of a new line; where none is begun yet, its first one by the election."""
        if name == "round" and plan.row is None and plan.place is not None:
            election = self.elections.get(plan.place.pk)
            there = self.rounds.get(election.pk) if election else None
            return there.pk if there else None
        return super().planned(plan, name)

    def new_row(self, item: RowPlan) -> Any:
        ended_at = item.values["ended_at"]
        row = super().new_row(item)
        row.round = quick_reports.round_for(row.election, ended_at, by=self.user)
        return row

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        election = self.elections.get(plan.place.pk) if plan.place is not None else None
        if election is None:
            return
        there = plan.row.round if plan.row is not None else self.rounds.get(election.pk)
        begun = there is not None and there.pk in self.begun
        if said := quick_reports.fault(election, there, begun):
            self.fault(plan, line, self.named_by.headers()[-1], said)
            return
        ended_at = plan.values.get("ended_at")
        day = there.polling_day if there else election.polling_day or timezone.localdate()
        if ended_at and moment_of_day(day, ended_at) > latest():
            self.fault(plan, line, "结束时刻", ENDED_LATER)
