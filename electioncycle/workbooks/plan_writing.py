"""Says what a planned workbook will undo, and writes the lines that were chosen with their history, all or none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.ledgers import services
from electioncycle.ledgers.ledger import Ledger
from electioncycle.records import history, lapses
from electioncycle.refusals import Refused
from electioncycle.workbooks.plans import Plan, RowPlan

AT_ONCE = 500
"""Lines whose rows stand in memory together while they are written."""


class PlanWriter:
    """What a ``Planner`` does once its plan is confirmed."""

    ledger: Ledger
    user: Actor
    cycle: Any
    notices: Sequence[str] = ()  # what its user is to read besides, once they are written

    def own(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values that are fields of the row."""
        raise NotImplementedError

    def undone(self, todo: list[RowPlan]) -> list[str]:
        """Which approvals will lapse with these lines; a part such as the person only where the line changes it."""
        changed: dict[int, set[str]] = {}
        parts: dict[str, list[Any]] = {name: [] for name in self.ledger.parts}
        for one in todo:
            for name in self.differing(one) if one.row is not None else ():
                part, _, attribute = name.rpartition("__")
                row = getattr(one.row, part) if part else one.row
                if part and id(row) not in changed:
                    parts[part].append(row)
                changed.setdefault(id(row), set()).add(attribute)
        places = dict.fromkeys(
            one.place for one in todo if one.row is None
        )  # a new line says no more than where it lies
        rows = [one.row for one in todo if one.row is not None]
        rows += [services.stand_in(self.ledger, self.cycle, place) for place in places]
        return lapses.ahead(rows, *parts.values(), changed=changed)

    def differing(self, plan: RowPlan) -> list[str]:
        """The fields whose stored values the line changes."""
        values = self.own(plan.values).items()
        return [name for name, value in values if not history.same(self.ledger.value(plan.row, name), value)]

    def ready(self, plan: Plan) -> None:
        """What takes long and needs no lock, done before the transaction of ``write``."""

    def write(self, plan: Plan, *, reason: str) -> int:
        """Save the new and changed rows with their history; returns how many. The caller holds the transaction."""
        return self.write_lines(plan.to_write, reason=reason)

    def write_lines(self, todo: list[RowPlan], *, reason: str) -> int:
        notices: dict[str, None] = {}
        with transaction.atomic():
            self._require_unchanged(todo)
            for start in range(0, len(todo), size := self._at_once(todo)):
                notices |= dict.fromkeys(self._write_some(todo[start : start + size], reason))
        self.notices = list(notices)
        return len(todo)

    def _at_once(self, todo: list[RowPlan]) -> int:
        """A few lines, whose rows are let go before the next; a numbered list is numbered as a whole."""
        return AT_ONCE if self.ledger.model.numbered is None else max(len(todo), 1)

    def _write_some(self, items: list[RowPlan], reason: str) -> Iterable[str]:
        """Save the rows of these lines; returns what is to be said of them."""
        rows, parts = [], []
        for item in items:
            row = item.row if item.row is not None else self.new_row(item)
            parts += services.assign(self.ledger, row, self.own(item.values), user=self.user)
            item.values = {}  # tens of thousands of lines are not to stand in memory twice
            rows.append(row)
        self._save_parts(parts, reason)
        for row in rows:
            for name in self.ledger.parts:
                setattr(row, name, getattr(row, name))
        names = [name for name in self.ledger.fields if "__" not in name]
        history.record_many(rows, by=self.user, reason=reason, fields=[*names, *self.ledger.derived])
        self.ledger.saved(rows, by=self.user)
        return self.ledger.notices(rows, by=self.user, cycle=self.cycle)

    def new_row(self, item: RowPlan) -> Any:
        return services.new_row(self.ledger, self.cycle)

    def _require_unchanged(self, todo: list[RowPlan]) -> None:
        """The rows to change are locked and still as they were planned; otherwise nothing is written."""
        planned = {plan.row.pk: plan.row.version for plan in todo if plan.row is not None}
        keys = list(planned)
        for start in range(0, len(keys), 500):
            rows = self.ledger.model.all_rows.select_for_update().filter(pk__in=keys[start : start + 500])
            if any(planned[pk] != version for pk, version in rows.order_by().values_list("pk", "version")):
                raise Refused("核对之后有记录被他人修改，本次没有写入任何内容。请重新上传，核对新的预览后再确认。")

    def _save_parts(self, parts: list[Any], reason: str) -> None:
        by_model: dict[type, dict[int, Any]] = defaultdict(dict)
        for part in parts:
            by_model[type(part)][id(part)] = part
        for found in by_model.values():
            names = [f.name for f in next(iter(found.values()))._meta.concrete_fields if not f.primary_key]
            history.record_many(
                list(found.values()),
                by=self.user,
                reason=reason,
                fields=[name for name in names if name not in history.BOOKKEEPING],
            )
