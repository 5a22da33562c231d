"""Workbooks whose lines hold, beside the row, its items: a group of columns each, such as the conditions of a check."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from electioncycle.cleaning import cells
from electioncycle.records import history
from electioncycle.security import stray_numbers
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import Plan, RowPlan


def text_reader(most: int) -> Callable[[Any], str]:
    """Reads a cell of free text; raises ValueError where it is too long or holds a person's number."""

    def read(value: Any) -> str:
        text = cells.clean_text(value) or ""
        if len(text) > most:
            raise ValueError(f"有{len(text)}个字，最多{most}个字，请精简")
        if kind := stray_numbers.within(text):
            raise ValueError(f"写有{kind}，请从这里删去")
        return text

    return read


class ItemPlanner(Planner):
    """Plans rows as ever; what the columns with ``Column.read`` hold is compared with, and written to, the items."""

    item_fields: ClassVar[Sequence[str]] = ()

    def stored(self, row: Any) -> dict[str, Any]:
        """What the items of a row hold now, by the names of the columns; the ledger's rows bring the items along."""
        raise NotImplementedError

    def stored_value(self, row: Any, name: str) -> Any:
        return self.stored(row).get(name) if name in self.beyond else super().stored_value(row, name)

    def worded(self, name: str, value: Any) -> str:
        """A value of this column in the words of the screen."""
        raise NotImplementedError

    def items(self, row: Any, changed: dict[str, Any]) -> Iterable[Any]:
        """The items of a row with what changed set on them, to be stored."""
        raise NotImplementedError

    def changed(self, plan: RowPlan) -> dict[str, tuple[Any, Any]]:
        """Column name → value before and after, of those that differ."""
        before = self.stored(plan.row) if plan.row is not None else {}
        said = {name: value for name, value in plan.values.items() if name in self.beyond}
        return {n: (before.get(n), value) for n, value in said.items() if not history.same(before.get(n), value)}

    def _compare(self, plan: RowPlan) -> None:
        super()._compare(plan)
        if plan.row is None:
            return
        for name, (before, after) in self.changed(plan).items():
            said = (self.worded(name, before), self.worded(name, after))
            self.note_change(plan, name, self.beyond[name].header, *said)
        plan.kind = "changed" if plan.changes else "unchanged"

    def new_row(self, item: RowPlan) -> Any:
        item.row = super().new_row(item)
        return item.row

    def write(self, plan: Plan, *, reason: str) -> int:
        said = [(one, {name: after for name, (_, after) in self.changed(one).items()}) for one in plan.to_write]
        written = super().write(plan, reason=reason)
        items = [item for one, changed in said for item in self.items(one.row, changed)]
        history.record_many(items, by=self.user, reason=reason, fields=list(self.item_fields))
        return written
