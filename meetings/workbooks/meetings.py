"""Workbooks of meetings: a line names a township and, for a village's meeting, the village."""

from typing import Any

from electioncycle.cleaning import cells
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.places import TOWNSHIP, UnknownTown
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from villages.models import Village
from villages.workbooks.places import VILLAGE, VillageIndex


class MeetingPlanner(Planner):
    """Villages are found by township and name, as everywhere; a line without one is the township's own meeting."""

    blanks = frozenset({"village"})

    @property
    def filled_in_before(self) -> tuple[str, ...]:
        return (*super().filled_in_before, VILLAGE)

    def load(self) -> None:
        super().load()
        self.villages = VillageIndex.among(self.ledger.choices("village", self.user, self.cycle))
        self.cells.readers["village"] = self._village

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        self.town = cells.clean_name(self.text(line, TOWNSHIP)) or ""
        super()._read_values(plan, line)

    def _village(self, value: Any) -> Village:
        name = cells.clean_name(str(value)) or ""
        try:
            return self.villages.find(self.town, name)
        except UnknownTown:
            raise ValueError(f"“{self.town}”没有村(社区)：县级会议请将“{VILLAGE}”留空") from None
