"""The workbooks of what is worked on until closed."""

from electioncycle.sheets import SheetRow
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan


class SettledPlanner(Planner):
    """A workbook carries content; a closing typed into it is refused, because proof and a second person are lacking."""

    def _read_values(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_values(plan, line)
        typed = self.text(line, "状态")
        now = plan.row.standing if plan.row is not None else ""
        if typed and typed not in (now, now.partition("(")[0]) and typed not in self.ledger.typed_states:
            self.fault(
                plan, line, "状态", "销号、移出须在系统内提交依据并由县级核验，不能在表中直接填写；请改回原状态或留空。"
            )
