"""The pool's workbook: persons, the floating committees that recommend, and the placements typed in the same line."""

from typing import Any

from django.utils import timezone

from candidates.choices import PlacementGrade
from candidates.models import FloatingCommittee, Placement
from candidates.rules import placements as rules
from candidates.services import placements
from electioncycle.cleaning import cells
from electioncycle.sheets import SheetRow
from electioncycle.workbooks.column_cells import pick, still_shows
from electioncycle.workbooks.plans import RowPlan, clean_day
from villages.services.territory import villages_of
from villages.workbooks.persons import PersonPlanner
from villages.workbooks.places import VillageIndex

POST, PLACE, FROM, TO, GRADE = "顶岗岗位", "顶岗村", "顶岗起", "顶岗止", "顶岗考核"
NOT_PLACED = "未安排"


class PoolPlanner(PersonPlanner):
    """Plans the pool's lines; what a line says of a placement is written to the placements' own ledger."""

    def load(self) -> None:
        super().load()
        self.committees = {row.name: row for row in FloatingCommittee.objects.filter(cycle=self.cycle)}
        self.posts = placements.posts_of(self.cycle)
        self.index = VillageIndex(villages_of(self.user, self.cycle))
        self.placed: dict[int, dict[str, Any]] = {}
        every = self.ledger.columns_of(self.cycle)
        self.placing = [column for column in every if column.header in (POST, PLACE, FROM, TO, GRADE)]

    def _read_line(self, plan: RowPlan, line: SheetRow) -> None:
        super()._read_line(plan, line)
        if plan.kind != "wrong" and self.text(line, POST) not in ("", NOT_PLACED) and self._places_anew(plan, line):
            self._read_placement(plan, line)

    def _places_anew(self, plan: RowPlan, line: SheetRow) -> bool:
        """Whether any of the five cells says something else than the row's placement."""
        typed = [(column, line.cells[column.header].value) for column in self.placing if column.header in line.cells]
        return plan.row is None or any(
            value not in (None, "") and not still_shows(self.ledger, plan.row, column, value) for column, value in typed
        )

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        committee = self.committees.get(plan.values.get("recommender", ""))
        if committee is not None:
            plan.values["committee"] = committee
        values = self.placed.get(plan.number)
        if plan.kind == "wrong" or values is None:
            return
        if "starts_on" not in values:
            self.fault(plan, line, FROM, "安排了顶岗岗位的，请填写顶岗起始日期。")
        for name, sentence in rules.placement_faults(values, today=timezone.localdate()).items():
            self.fault(plan, line, {"ends_on": TO}.get(name, FROM), sentence)

    def _read_placement(self, plan: RowPlan, line: SheetRow) -> None:
        values: dict[str, Any] = {}
        grades = {code: str(label) for code, label in PlacementGrade.choices}
        readers = (
            (POST, "post", lambda text: pick(self.posts, text)),
            (PLACE, "village", lambda text: self.index.find(plan.place.township.name, text)),
            (FROM, "starts_on", clean_day),
            (TO, "ends_on", clean_day),
            (GRADE, "grade", lambda text: cells.clean_choice(text, grades)),
        )
        for header, name, read in readers:
            cell = line.cells.get(header)
            try:
                if cell is not None and cell.value not in (None, ""):
                    values[name] = read(cell.value)
            except ValueError as error:
                self.fault(plan, line, header, f"{str(error).rstrip('。')}，请核对后改正。")
        values.setdefault("village", plan.place)
        self.placed[plan.number] = values

    def _compare(self, plan: RowPlan) -> None:
        """A line whose placement differs from what is registered counts as changed."""
        super()._compare(plan)
        values = self.placed.get(plan.number)
        if values is None or plan.row is None:
            return
        current = placements.latest(plan.row)
        for name, after in values.items():
            before = getattr(current, name) if current is not None else None
            if (before or None) != (after or None):
                field: Any = Placement._meta.get_field(name)
                label = str(field.verbose_name) if name != "post" else POST
                plan.changes += ((label, str(before or ""), str(after or "")),)
        if plan.changes:
            plan.kind = "changed"
        elif plan.kind == "unchanged":
            del self.placed[plan.number]

    def write(self, plan: Any, *, reason: str) -> int:
        """The pool first; then the placements of its lines, in the same transaction."""
        self.rows_by_line: dict[int, Any] = {}
        written = super().write(plan, reason=reason)
        for item in plan.rows:
            if item.kind in ("new", "changed") and item.number in self.placed:
                row = item.row if item.row is not None else self.rows_by_line[item.number]
                placements.place(row, self.placed[item.number], by=self.user)
        return written

    def new_row(self, item: RowPlan) -> Any:
        row = super().new_row(item)
        self.rows_by_line[item.number] = row
        return row
