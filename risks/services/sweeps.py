"""The sweep grid of a township, saved in one request; risk points follow what was found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import Refused
from electioncycle.web.grids import Column
from risks.choices import PointSource, State
from risks.figures import risk_kinds
from risks.models import RiskPoint, Sweep
from risks.rules import settling as rules
from villages.models import Cycle, KindItem, Village
from villages.services.kind_grids import Cell, Cells, KindGrid, KindGrids, Stamp


class SweepGrids(KindGrids):
    """The sweep grids of the cycle's townships."""

    ledger, number, kind, stamp = "sweep", "found", "kind", ("swept_on", "swept_by")
    fill, day_label, emptied = "未发现", "排查日期", "改回未排查"

    def kinds(self) -> list[KindItem]:
        return risk_kinds(self.cycle)

    def rows(self, villages: Sequence[Village]) -> Iterable[Sweep]:
        found = Sweep.objects.filter(cycle=self.cycle, village__in=villages)
        return found.order_by().select_related("village", "cycle")

    def column(self, kind: KindItem) -> Column:
        under = "待确认" if kind.unsure else ""
        return Column(str(kind.pk), str(kind), "number", hint=kind.guidance, under=under, fill=self.fill)

    def new_row(self, cell: Cell) -> Sweep:
        return Sweep(cycle=self.cycle, kind_id=cell[1])

    def read_cell(self, text: str, kind: KindItem) -> int | None:
        return rules.read_cell(text)

    def refused(self, grid: KindGrid, cells: Cells) -> dict[Cell, str]:
        return _Points(self.cycle, cells).refused()

    def follow(self, grid: KindGrid, cells: Cells, stamp: Stamp, *, by: Actor) -> str:
        added = _Points(self.cycle, cells).settle(grid.villages, by=by, on=stamp.on)
        return f"，新增待登记风险点{added}个" if added else ""


def points_of(grid: KindGrid) -> Counter[Cell]:
    """How many risk points are entered, by cell."""
    rows = RiskPoint.objects.filter(cycle=grid.cycle, village__in=grid.villages).order_by()
    return Counter(rows.values_list("village_id", "kind_id"))


class _Points:
    """As many risk points as were found: missing ones are added to be filled in, untouched ones too many withdrawn."""

    def __init__(self, cycle: Cycle, cells: Cells) -> None:
        self.cycle, self.wanted = cycle, {cell: value or 0 for cell, value in cells.items()}
        self.present: dict[Cell, list[RiskPoint]] = defaultdict(list)
        rows = RiskPoint.objects.filter(cycle=cycle, village__in={village for village, _ in cells})
        for point in rows.select_related("village", "kind", "cycle").order_by("id"):
            self.present[point.village_id, point.kind_id].append(point)

    def _blank(self, cell: Cell) -> list[RiskPoint]:
        return [one for one in self.present[cell] if not one.facts and one.state == State.NOT_STARTED]

    def _surplus(self, cell: Cell) -> int:
        return max(len(self.present[cell]) - self.wanted[cell], 0)

    def refused(self) -> dict[Cell, str]:
        """Where more points than that are being worked on."""
        return {
            cell: (
                f"已登记风险点{len(self.present[cell]) - len(self._blank(cell))}个，填“{number or '未发现'}”与之不符；"
                "请改为实际个数，或先在风险点台账中撤回登记有误的。"
            )
            for cell, number in self.wanted.items()
            if self._surplus(cell) > len(self._blank(cell))
        }

    def settle(self, villages: Mapping[int, Village], *, by: Actor, on: date) -> int:
        """Returns how many were added."""
        new = [
            RiskPoint(
                cycle=self.cycle, village=villages[cell[0]], kind_id=cell[1], source=PointSource.SWEEP, started_on=on
            )
            for cell, number in self.wanted.items()
            for _ in range(number - len(self.present[cell]))
        ]
        gone = [point for cell in self.wanted for point in self._blank(cell)[: self._surplus(cell)]]
        for point in gone:
            point.withdrawn_at = timezone.now()
        history.record_many(new, by=by, reason="排查发现")
        history.record_many(gone, by=by, reason="排查改为未发现", fields=["withdrawn_at"])
        return len(new)


def follow_sweeps(rows: Sequence[Sweep], *, by: Actor) -> None:
    """The same for sweeps that came by form or workbook; called in their transaction."""
    if not rows:
        return
    points = _Points(rows[0].cycle, {(row.village_id, row.kind_id): row.found for row in rows})
    if reasons := points.refused():
        named = [f"{row.village}“{row.kind}”：{said}" for row in rows if (said := _of(row, reasons))]
        raise Refused(f"有{len(reasons)}格不能保存，本次没有写入。{' '.join(named[:5])}")
    points.settle({row.village_id: row.village for row in rows}, by=by, on=timezone.localdate())


def _of(row: Sweep, reasons: Mapping[Cell, str]) -> str:
    return reasons.get((row.village_id, row.kind_id), "")


def follow_points(rows: Sequence[RiskPoint], *, by: Actor) -> None:
    """A sweep never says less than the ledger of risk points holds for its village and kind."""
    if not rows:
        return
    cycle, places = rows[0].cycle, {(row.village_id, row.kind_id) for row in rows}
    own = Q(cycle=cycle, village__in={village for village, _ in places})
    count = Counter(RiskPoint.objects.filter(own).order_by().values_list("village_id", "kind_id"))
    behind = [
        row
        for row in Sweep.objects.filter(own).select_related("village", "cycle")
        if (row.village_id, row.kind_id) in places and row.found < count[row.village_id, row.kind_id]
    ]
    for row in behind:
        row.found = count[row.village_id, row.kind_id]
    history.record_many(behind, by=by, reason="登记了新的风险点", fields=["found"])
