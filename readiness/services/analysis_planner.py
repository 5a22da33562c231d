"""Workbooks of the team analysis: a line holds the head and, for every running item, grade and reason."""

from typing import Any

from electioncycle import history
from electioncycle.planning import Planner
from electioncycle.plans import Plan, RowPlan
from electioncycle.sheets import SheetRow, cells
from readiness.choices import Grade
from readiness.models import ItemRating, TeamAnalysis
from villages.choices import ListKind
from villages.models import KindItem

TITLES = {"grade": "等次", "reason": "具体表现或原因"}
FIELDS: dict[str, Any] = {name: ItemRating._meta.get_field(name) for name in TITLES}


def header_of(item: KindItem, name: str) -> str:
    return f"{item}：{TITLES[name]}"


def shown(row: TeamAnalysis, *, item: KindItem, name: str) -> str:
    """What stands in the cell of this item; the ratings of the rows were fetched beforehand."""
    rating = _rating(row, item)
    return history.shown(FIELDS[name], getattr(rating, name, ""))


def _rating(row: TeamAnalysis, item: KindItem) -> ItemRating | None:
    return next((rating for rating in row.itemratings.all() if rating.item_id == item.pk), None)


class AnalysisPlanner(Planner):
    """Plans heads as ever; the cells of an item become its rating when the line is written."""

    def load(self) -> None:
        super().load()
        items = KindItem.objects.filter(cycle=self.cycle, kind=ListKind.RUNNING_ITEM)
        self.items = {item.pk: item for item in items}
        self.entered: dict[int, dict[int, dict[str, str]]] = {}
        self.made: dict[int, TeamAnalysis] = {}

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        self.entered[line.number] = {key: self._read(plan, line, item) for key, item in self.items.items()}

    def _read(self, plan: RowPlan, line: SheetRow, item: KindItem) -> dict[str, str]:
        """The item's cells; columns the workbook does not have are left alone."""
        found: dict[str, str] = {}
        for name in TITLES:
            header = header_of(item, name)
            cell = line.cells.get(header)
            if cell is None:
                continue
            try:
                found[name] = self._clean(name, cell.value)
            except ValueError as error:
                self.fault(plan, line, header, f"{str(error).rstrip('。')}，请核对后改正。")
        return found

    @staticmethod
    def _clean(name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if name == "grade":
            return cells.clean_choice(value, dict(Grade.choices)) or ""
        text = cells.clean_text(value) or ""
        longest = FIELDS["reason"].max_length
        if len(text) > longest:
            raise ValueError(f"有{len(text)}个字，最多{longest}个字")
        return text

    def _compare(self, plan: RowPlan) -> None:
        super()._compare(plan)
        if plan.row is None:
            return
        for key, values in self.entered[plan.number].items():
            rating = _rating(plan.row, self.items[key])
            for name, after in values.items():
                before = getattr(rating, name, "")
                if before != after:
                    was, becomes = (history.shown(FIELDS[name], one) for one in (before, after))
                    plan.changes.append((header_of(self.items[key], name), was, becomes))
        plan.kind = "changed" if plan.changes else "unchanged"

    def new_row(self, item: RowPlan) -> Any:
        self.made[item.number] = super().new_row(item)
        return self.made[item.number]

    def write(self, plan: Plan, *, reason: str) -> int:
        written = super().write(plan, reason=reason)
        ratings = [
            rating for line in plan.rows if line.kind in ("new", "changed") for rating in self._changed_ratings(line)
        ]
        history.record_many(ratings, by=self.user, reason=reason, fields=list(ItemRating.content))
        return written

    def _changed_ratings(self, line: RowPlan) -> list[ItemRating]:
        row, found = line.row or self.made[line.number], []
        for key, values in self.entered[line.number].items():
            item = self.items[key]
            rating = (_rating(row, item) if line.row else None) or ItemRating(item=item)
            before = [getattr(rating, name) for name in values]
            rating.analysis = row
            for name, value in values.items():
                setattr(rating, name, value)
            if before != list(values.values()):
                found.append(rating)
        return found
