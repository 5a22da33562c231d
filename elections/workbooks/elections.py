"""The workbook of elections: a line an election, a column for the seats of each post."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from electioncycle.cleaning import cells
from electioncycle.ledgers.declarations import Column
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.item_planning import ItemPlanner
from electioncycle.workbooks.plans import RowPlan
from elections.choices import PostCode
from elections.models import Election, ElectionPost
from elections.services.opening import FIELDS, POST_FIELDS, faults, put_posts, seats_of


def seat_columns() -> Iterable[Column]:
    """One for every post; only by-elections and recalls fill them in."""
    for post in PostCode:
        show = partial(_shown, post=post)
        yield Column(
            f"{post.label}(名)", _key(post), group="补选(罢免)名额", read=_seats, show=show, kind="int", width=8
        )


def _key(post: str) -> str:
    return f"seats:{post}"


def _seats(value: Any) -> int | None:
    return cells.clean_int(value)


def _stored(row: Election) -> dict[str, int]:
    return {_key(post): number for post, number in seats_of(row).items()}


def _shown(row: Election, *, post: str) -> int | str:
    return _stored(row).get(_key(post), "")


class ElectionPlanner(ItemPlanner):
    """Plans elections; the seats of a line become the election's posts when it is written."""

    item_fields: ClassVar[Sequence[str]] = POST_FIELDS

    def stored(self, row: Election) -> dict[str, Any]:
        return _stored(row)

    def worded(self, name: str, value: Any) -> str:
        return "" if value is None else str(value)

    def items(self, row: Election, changed: dict[str, Any]) -> list[ElectionPost]:
        return put_posts(row, self._seats_with(row, changed))

    def _seats_with(self, row: Election | None, said: dict[str, Any]) -> dict[str, int]:
        """The seats as they will stand: a blank takes a post away."""
        seats = (_stored(row) if row is not None else {}) | {k: v for k, v in said.items() if k in self.beyond}
        return {name.removeprefix("seats:"): number for name, number in seats.items() if number is not None}

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        if plan.kind == "wrong":
            return
        values = {name: self.planned(plan, name) for name in FIELDS if name != "village"}
        seats = self._seats_with(plan.row, plan.values)
        said = faults(values, seats, by_start=bool(plan.row and plan.row.start_id)).get("seats", "")
        if plan.row is not None and self.changed(plan):
            said = self.ledger.locked(plan.row) or said
        if said:
            self.fault(plan, line, "", said)
