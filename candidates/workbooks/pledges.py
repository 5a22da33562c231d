"""The pledges' workbook: a line names the talk it rests on by village, name and day; it is signed on its own page."""

from collections import defaultdict
from datetime import date
from typing import Any

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan
from villages.choices import TalkState
from villages.models import Talk, Village

NAME, DAY = "talk_name", "talk_day"
"""The columns that name the talk, as they stand among the planned values."""
NAME_HEADER = "姓名"


class PledgePlanner(Planner):
    def load(self) -> None:
        super().load()
        held = Talk.objects.visible_to(self.user).filter(cycle=self.cycle).exclude(state=TalkState.PLANNED)
        self.talks: dict[tuple[int, str], list[Talk]] = defaultdict(list)
        for talk in held.select_related("person", "village").order_by("held_on", "pk"):
            self.talks[talk.village_id, talk.name].append(talk)

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_values(plan, line)
        name, day = plan.values.get(NAME, ""), plan.values.get(DAY)
        if not name or plan.place is None or plan.kind == "wrong":
            return
        row = plan.row
        if row is not None and name == row.person.name and day in (None, row.talk.held_on):
            plan.values["talk"] = row.talk
            return
        try:
            plan.values["talk"] = self._talk(plan.place, name, day)
        except ValueError as error:
            self.fault(plan, line, NAME_HEADER, str(error))

    def stored_value(self, row: Any, name: str) -> Any:
        return {NAME: row.person.name, DAY: row.talk.held_on}[name] if name in self.beyond else getattr(row, name)

    def planned(self, plan: RowPlan, name: str) -> Any:
        return plan.values["talk"].person_id if name == "person" else super().planned(plan, name)

    def _talk(self, village: Village, name: str, day: date | None) -> Talk:
        """The talk of this day; where no day is given, the last one. Raises ValueError with the reason."""
        found = [talk for talk in self.talks.get((village.pk, name), ()) if day is None or talk.held_on == day]
        if not found:
            when = f"{day}" if day else ""
            raise ValueError(
                f"没有查到{village}{name}{when}已谈的谈话记录，请核对姓名和谈话日期，或先在“谈心谈话”中登记。"
            )
        if len({talk.person_id for talk in found}) > 1:
            raise ValueError(f"{village}有几个“{name}”谈过话，请填写谈话日期；同日的请在平台的页面上登记。")
        return found[-1]
