"""What the database would refuse, said in the preview: lines that take one another's or a stored row's unique key."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from electioncycle.security.privacy import BlindIndexField
from electioncycle.workbooks.matching import plain
from electioncycle.workbooks.plans import RowPlan

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "isnull": lambda value, wanted: (value is None) == wanted,
}


def constraints_of(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint) and one.fields]


def holds(condition: Q | None, get: Callable[[str], Any]) -> bool:
    """Whether the condition of a constraint holds for a row that is not stored yet."""
    if condition is None:
        return True
    met = (holds(one, get) if isinstance(one, Q) else _met(get, *one) for one in condition.children)  # type: ignore[misc]
    return (any(met) if condition.connector == Q.OR else all(met)) != condition.negated


def _met(get: Callable[[str], Any], name: str, wanted: Any) -> bool:
    field, _, lookup = name.partition("__")
    return LOOKUPS[lookup](plain(get(field)), plain(wanted))


class Planned:
    """A row as it will be once its line is written; only what constraints ask for."""

    def __init__(self, planner: Any, plan: RowPlan) -> None:
        self._planner, self._plan = planner, plan

    def __getattr__(self, name: str) -> Any:
        return self._planner.planned(self._plan, name)


class Collisions:
    """The unique constraints of one ledger's model over the lines of one workbook."""

    def __init__(self, planner: Any) -> None:
        self.planner, self.model = planner, planner.ledger.model

    def find(self, rows: list[RowPlan]) -> Iterator[tuple[RowPlan, str, str]]:
        """Line, field and sentence of each line that would be refused; lines are taken in their order."""
        todo = [plan for plan in rows if plan.kind in ("new", "changed")]
        self.listed = {plan.row.pk: plan for plan in rows if plan.row is not None}
        for constraint in constraints_of(self.model) if todo else ():
            yield from self._of_one(constraint, todo)

    def _of_one(self, constraint: models.UniqueConstraint, todo: list[RowPlan]) -> Iterator[tuple[RowPlan, str, str]]:
        keys = [(plan, key) for plan in todo if (key := self._key(constraint, plan)) is not None]
        stored = self._stored(constraint) if keys else {}
        first: dict[tuple, RowPlan] = {}
        for plan, key in keys:
            own = plan.row.pk if plan.row is not None else None
            holder = stored.get(key, own)
            if holder != own:
                yield plan, constraint.fields[-1], f"{self._where(holder)}{self._said(constraint)}"
            elif key in first:
                where = f"与第{first[key].number}行重复："
                yield plan, constraint.fields[-1], f"{where}{self._said(constraint)}"
            first.setdefault(key, plan)

    def _key(self, constraint: models.UniqueConstraint, plan: RowPlan) -> tuple | None:
        row = Planned(self.planner, plan)
        if not holds(constraint.condition, lambda name: getattr(row, name)):
            return None
        key = tuple(self._value(row, name) for name in constraint.fields)
        numbered = self.model.numbered
        if numbered is not None and numbered.field in constraint.fields and numbered.is_open(row):
            return None  # the system will give it one that nobody has
        return None if None in key else key

    def _value(self, row: Planned, name: str) -> Any:
        field = self.model._meta.get_field(name)
        return field.index_of(row) if isinstance(field, BlindIndexField) else plain(getattr(row, name))

    def _stored(self, constraint: models.UniqueConstraint) -> dict[tuple, int]:
        """Who holds which key now, inside the user's territory and out of it."""
        rows = self.model.all_rows.filter(constraint.condition or Q()).order_by()
        if "cycle" in constraint.fields:
            rows = rows.filter(cycle=self.planner.cycle)
        return {tuple(key): pk for pk, *key in rows.values_list("pk", *constraint.fields)}

    def _where(self, holder: Any) -> str:
        """The other line, else the row as far as this user may see it."""
        row, line = self.planner.by_pk.get(holder), self.listed.get(holder)
        label = f"“{self.planner.ledger.row_label(row)}”" if row is not None else ""
        if line is None:
            return f"与现有记录{label}重复：" if label else ""
        swap = "" if line.kind == "unchanged" else "(两行互换的，请分两次导入)"
        return f"与第{line.number}行现在的记录{label}重复{swap}："

    def _said(self, constraint: models.UniqueConstraint) -> str:
        if constraint.violation_error_message != constraint.default_violation_error_message:
            return str(constraint.violation_error_message)
        return "同样的记录只能有一条，请核对后只保留一条。"
