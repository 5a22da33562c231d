"""Workbooks of people who serve from a day until a day: who comes back is a new row beside the one that has ended."""

from electioncycle.planning import Planner
from electioncycle.plans import Fault, RowPlan


class TenurePlanner(Planner):
    """A line finds a row that has ended by its first day or its 编号 only."""

    def load(self) -> None:
        super().load()
        loose = [names for names in self.ledger.keys if "since" not in names]
        self.by_key = {key: row for key, row in self.by_key.items() if key[0] not in loose}
        for row in self.by_pk.values():
            for names in loose if row.until is None else ():
                if key := self._key(names, lambda name, row=row: self.ledger.value(row, name)):
                    self.by_key[key] = row

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        """Nor may two new lines without a last day name one and the same post."""
        super()._refuse_twins(rows)
        seen: dict[tuple, int] = {}
        for plan in rows:
            key = self._key(self.ledger.keys[-1], plan.values.get)
            if plan.kind != "new" or key is None or plan.values.get("until"):
                continue
            if key in seen:
                reason = f"与第{seen[key]}行同时在任，请只保留一行，或在已结束的一行填写结束(调整)日期。"
                plan.kind = "wrong"
                plan.faults.append(Fault(plan.number, "", "", plan.label, reason))
            seen.setdefault(key, plan.number)
