"""Workbooks of people who serve from a day until a day: who comes back is a new row beside the one that has ended."""

from electioncycle.workbooks.matching import Get
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import RowPlan


class TenurePlanner(Planner):
    """A line finds a row that has ended by its first day or its 编号 only."""

    def bears(self, names: tuple[str, ...], get: Get) -> bool:
        return "since" in names or not get("until")

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        """Nor may two new lines without a last day name one and the same post."""
        seen: dict[tuple, int] = {}
        for plan in rows:
            key = self.keys.of(self.ledger.keys[-1], plan.values.get)
            if plan.kind != "new" or key is None or plan.values.get("until"):
                continue
            if key in seen:
                reason = f"与第{seen[key]}行同时在任，请只保留一行，或在已结束的一行填写结束(调整)日期。"
                plan.refuse("", reason)
            seen.setdefault(key, plan.number)
        super()._refuse_twins(rows)
