"""What the lines of a workbook say together: the same row twice, what the database would refuse, rows not listed."""

from collections import defaultdict
from typing import Any

from electioncycle.workbooks.plans import RowPlan
from electioncycle.workbooks.uniqueness import Collisions


class Together:
    """Judges the lines of a planner beside one another."""

    ledger: Any
    columns: Any
    keys: Any
    bears: Any
    by_pk: dict[int, Any]
    own_rows: set[int]

    def judge_together(self, rows: list[RowPlan]) -> None:
        """What is wrong with a line only because of another one."""
        self._refuse_twins(rows)
        headers = {column.field: column.header for column in self.columns}
        for plan, name, reason in Collisions(self).find(rows):
            plan.refuse(headers.get(name, ""), reason)

    def _refuse_twins(self, rows: list[RowPlan]) -> None:
        """Two new lines with one key are the same row twice, unless a stronger key tells them apart."""
        seen: dict[tuple, list[RowPlan]] = defaultdict(list)
        for plan in rows:
            get = plan.values.get
            keys = [(names, key) for names in self.ledger.keys if (key := self.keys.of(names, get))]
            borne = [(names, key) for names, key in keys if plan.kind == "new" and self.bears(names, get)]
            for names, key in borne:
                twins = [one for one in seen[key] if not self.keys.difference(names, get, one.values.get)]
                if twins:
                    plan.refuse("", f"与第{twins[0].number}行重复，请只保留一行{self._apart_by(names)}。")
                    break
            for _, key in borne if plan.kind == "new" else ():
                seen[key].append(plan)

    def _apart_by(self, names: tuple[str, ...]) -> str:
        """What would tell two lines apart that are alike in this key: the columns of the stronger ones."""
        stronger = {name for key in self.ledger.keys[: self.ledger.keys.index(names)] for name in key} - {*names}
        headers = [column.header for column in self.columns if column.field in stronger]
        return f"；确是两条的，请填写{'、'.join(f'“{one}”' for one in headers)}加以区分" if headers else ""

    def absent(self, rows: list[RowPlan]) -> list[str]:
        """Rows of the places in the workbook that it does not list; they stay as they are.

        Not of a place with a line that could not be read so far as to tell which row it is: it may be any of them.
        """
        listed = {plan.row.pk for plan in rows if plan.row is not None}
        placed = [plan for plan in rows if plan.place is not None]
        unread = {plan.place.pk for plan in placed if plan.row is None and plan.kind == "wrong"}
        places = {plan.place.pk for plan in placed} - unread
        if not self.ledger.place:
            return []
        where = f"{self.ledger.place}_id"
        return [
            self.ledger.row_label(row)
            for row in self.by_pk.values()
            if row.pk not in listed and row.pk in self.own_rows and self.ledger.value(row, where) in places
        ]
