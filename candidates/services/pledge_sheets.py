"""The pledges' workbook: a line names the talk it rests on by village, name and day; it is signed on its own page."""

from collections import defaultdict
from datetime import date

from electioncycle.planning import Planner
from electioncycle.plans import RowPlan
from electioncycle.sheets import SheetRow
from villages.choices import TalkState
from villages.models import Talk

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
        talk = self._talk(plan.place.pk, name, day)
        if talk is not None:
            plan.values["talk"] = talk
            return
        when = f"{day}" if day else ""
        self.fault(
            plan,
            line,
            NAME_HEADER,
            f"没有查到{plan.place}{name}{when}已谈的谈话记录，请核对姓名和谈话日期，或先在“谈心谈话”中登记。",
        )

    def _talk(self, village: int, name: str, day: date | None) -> Talk | None:
        """The talk of this day; where no day is given, the last one."""
        found = [talk for talk in self.talks.get((village, name), ()) if day is None or talk.held_on == day]
        return found[-1] if found else None
