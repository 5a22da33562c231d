"""Workbooks of what the system numbers: lines without a number get the next ones in their order."""

from itertools import count
from typing import Any

from electioncycle.planning import Planner
from electioncycle.plans import Plan


class NumberedPlanner(Planner):
    """Gives out the numbers of one workbook together: each row by itself would take the same next one."""

    def write(self, plan: Plan, *, reason: str) -> int:
        model: Any = self.ledger.model
        (name,) = model.own_numbers
        brought = {row.values.get(name) for row in plan.rows}
        first = model(cycle=self.cycle).next_number()
        numbers = (f"{first[:2]}{number:0{len(first) - 2}d}" for number in count(int(first[2:])))
        free = (number for number in numbers if number not in brought)
        for row in plan.rows:
            if row.kind == "new" and not row.values.get(name):
                row.values[name] = next(free)
        return super().write(plan, reason=reason)
