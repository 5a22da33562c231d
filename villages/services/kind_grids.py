"""Grids of a township's villages by the kinds of one of the cycle's lists: each cell a small number, a row of its own.

A ledger of such cells derives from ``KindGrids``; its page comes from ``villages.views.kind_grids``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action, officials_may
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Change, Column, Line, Outcome, Typed
from villages.models import Area, Cycle, KindItem, Village
from villages.services.territory import participants

Cell = tuple[int, int]
"""Keys of a village and of a kind."""
Cells = Mapping[Cell, int | None]


@dataclass(frozen=True)
class Stamp:
    """When what was typed was found, and by whom."""

    on: date
    who: str


class KindGrid(grids.Grid):
    """The villages of one township, the kinds, and the rows there are."""

    def __init__(
        self,
        cycle: Cycle,
        villages: Sequence[Village],
        kinds: Sequence[KindItem],
        rows: Iterable[Any],
        *,
        number: Callable[[Any], int],
        cell_of: Callable[[Any], Cell],
        column: Callable[[KindItem], Column],
        fill: str,
    ) -> None:
        self.cycle, self.township = cycle, villages[0].township
        self.villages = {village.pk: village for village in villages}
        self.kinds = {kind.pk: kind for kind in kinds}
        self.rows = {cell_of(row): row for row in rows}
        self.stored = {cell: number(row) for cell, row in self.rows.items()}
        super().__init__([column(kind) for kind in kinds], [self._line(one) for one in villages], fill=fill)

    def _line(self, village: Village) -> Line:
        cells = {str(kind): self.text((village.pk, kind)) for kind in self.kinds}
        return Line(str(village.pk), village.name, cells, reverse("village_detail", args=[village.pk]))

    def text(self, cell: Cell) -> str:
        return str(self.stored[cell]) if cell in self.stored else ""

    @property
    def cells(self) -> list[Cell]:
        return [(village, kind) for village in self.villages for kind in self.kinds]

    @property
    def filled(self) -> int:
        return sum(cell in self.stored for cell in self.cells)


class KindGrids:
    """The grids of one ledger in one cycle; a subclass says how cells are read, kept and written."""

    ledger = ""
    number = ""  # the field that holds a cell's number
    kind = ""  # the field that names its kind
    stamp: tuple[str, str] = ("", "")  # the fields that say when and by whom
    fill = ""
    day_label = ""
    emptied = ""  # the reason in the history of a row whose cell was emptied

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle

    def kinds(self) -> list[KindItem]:
        raise NotImplementedError

    def rows(self, villages: Sequence[Village]) -> Iterable[Any]:
        """Their rows, joined to village and cycle."""
        raise NotImplementedError

    def column(self, kind: KindItem) -> Column:
        raise NotImplementedError

    def new_row(self, cell: Cell) -> Any:
        raise NotImplementedError

    def read_cell(self, text: str, kind: KindItem) -> int | None:
        """None is empty. Raises ValueError with the reason."""
        raise NotImplementedError

    def refused(self, grid: KindGrid, cells: Cells) -> dict[Cell, str]:
        """Cells that a rule stands against, each with its reason."""
        return {}

    def follow(self, grid: KindGrid, cells: Cells, stamp: Stamp, *, by: Actor) -> str:
        """What these cells bring about besides, in words to go on after what was saved."""
        return ""

    def grid_of(self, township: int, user: Actor) -> KindGrid | None:
        """The township's grid as this user sees it; None outside the user's territory."""
        villages = list(participants(user, self.cycle).filter(township=township))
        return self.read(villages) if villages else None

    def read(self, villages: Sequence[Village]) -> KindGrid:
        return KindGrid(
            self.cycle,
            villages,
            self.kinds(),
            self.rows(villages),
            number=lambda row: int(getattr(row, self.number)),
            cell_of=lambda row: (row.village_id, getattr(row, f"{self.kind}_id")),
            column=self.column,
            fill=self.fill,
        )

    def keep(
        self, grid: KindGrid, typed: Sequence[Typed], *, by: Actor, on: date | None = None, who: str = ""
    ) -> Outcome:
        """Write the cells that differ from what the page showed, a village whole or not at all."""
        villages, today = list(grid.villages.values()), timezone.localdate()
        if not officials_may(by, Action.CHANGE) or not all(by.covers(village.path) for village in villages):
            raise NotYours("您的角色没有填报这张表的权限。需要填报的，请联系县换届办。")
        self.cycle.require_open_for_entry()
        if on and on > today:
            raise Refused(f"{self.day_label}({on})在今天之后，请核对。")
        stamp = Stamp(on or today, (who.strip() or str(by))[:40])
        with transaction.atomic():
            Area.all_rows.select_for_update(of=("self",)).get(pk=grid.township.pk)  # grids of one township queue
            now = self.read(villages)
            changes, outcome = grids.settle(now, typed)
            cells = self._good(now, changes, outcome)
            if cells:
                self._write(now, cells, stamp, outcome, by=by)
        return outcome

    def _good(self, grid: KindGrid, changes: Sequence[Change], outcome: Outcome) -> dict[Cell, int | None]:
        """The cells of villages in which nothing is wrong, as far as they say something else than what is stored."""
        cells: dict[Cell, int | None] = {}
        for change in changes:
            for name, text in change.mine.items():
                cell = int(change.line.key), int(name)
                try:
                    cells[cell] = self.read_cell(text, grid.kinds[cell[1]])
                except ValueError as error:
                    outcome.reasons[change.line.key, name] = str(error)
        cells = {cell: value for cell, value in cells.items() if value != grid.stored.get(cell)}
        for (village, kind), reason in self.refused(grid, cells).items():
            outcome.reasons.setdefault((str(village), str(kind)), reason)
        return {cell: value for cell, value in cells.items() if str(cell[0]) not in outcome.kept}

    def _write(self, grid: KindGrid, cells: Cells, stamp: Stamp, outcome: Outcome, *, by: Actor) -> None:
        rows, gone = [], []
        for cell, value in cells.items():
            row = grid.rows.get(cell) or self.new_row(cell)
            row.village = grid.villages[cell[0]]
            if value is None:
                row.withdrawn_at = timezone.now()
                gone.append(row)
                continue
            for name, said in zip((self.number, *self.stamp), (value, stamp.on, stamp.who), strict=True):
                setattr(row, name, said)
            rows.append(row)
        more = self.follow(grid, cells, stamp, by=by)
        history.record_many(rows, by=by, reason="表格填报", fields=[self.number, *self.stamp])
        history.record_many(gone, by=by, reason=self.emptied, fields=["withdrawn_at"])
        outcome.saved, outcome.said = len({village for village, _ in cells}), f"已保存{len(cells)}格{more}。"
        counts = {"cells": len(cells), "cycle": self.cycle.pk}
        audit.record(audit.Event.CHANGED, by=by, row=grid.township, ledger=self.ledger, **counts)
