"""The placements' workbook: each line names somebody of the pool."""

from collections import defaultdict
from typing import Any

from candidates.choices import ReserveState
from candidates.models import ReserveCandidate
from electioncycle.cleaning import cells
from electioncycle.security.privacy import blind_indexes, mask_id
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan

NAME, NUMBER = "姓名", "身份证号"


class PlacementPlanner(Planner):
    """Finds the person of a line in the pool of the user's territory: by number, else by a name that is unique."""

    def load(self) -> None:
        super().load()
        self.by_name: dict[str, list[ReserveCandidate]] = defaultdict(list)
        pool = ReserveCandidate.objects.visible_to(self.user).filter(cycle=self.cycle)
        for row in pool.select_related("person", "village__township").exclude(state=ReserveState.LEFT):
            self.by_name[row.person.name].append(row)

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_values(plan, line)
        if plan.row is not None:
            self._require_same_person(plan, line)
            return
        try:
            plan.values["candidate"] = self._candidate(plan, line)
        except ValueError as error:
            self.fault(plan, line, NAME, str(error))

    def _require_same_person(self, plan: RowPlan, line: SheetRow) -> None:
        known, typed = plan.row.candidate.person.name, cells.clean_name(self.text(line, NAME))
        if typed not in (None, known):
            self.fault(
                plan, line, NAME, f"这一行登记的是{known}，人员不能在表中改换；登记错的请在平台上撤回后另行登记。"
            )

    def _candidate(self, plan: RowPlan, line: SheetRow) -> ReserveCandidate:
        name = cells.clean_name(self.text(line, NAME)) or ""
        number = self.text(line, NUMBER).upper()
        if not name:
            raise ValueError("没有填写姓名，请填写。")
        found = self.by_name.get(name, [])
        if number:
            indexes = blind_indexes(number)
            found = [one for one in found if one.person.id_index in indexes or mask_id(one.person.id_number) == number]
        near = [one for one in found if one.village.township_id == plan.place.township_id] or found
        if not near:
            raise ValueError(f"后备人选库中没有“{name}”{'(号码不符)' if number else ''}，请先登记入库，再安排顶岗。")
        here = [one for one in near if one.village_id == plan.place.pk]
        if len(here or near) > 1:
            raise ValueError(f"后备人选库中有{len(near)}个“{name}”，请同时填写身份证号。")
        return (here or near)[0]

    def _label(self, plan: RowPlan) -> str:
        candidate: Any = plan.values.get("candidate")
        return (
            f"{plan.place}{candidate.person.name}"
            if candidate is not None and plan.row is None
            else super()._label(plan)
        )
