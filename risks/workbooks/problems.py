"""Workbooks of the three lists: lines of one number are one problem, written once however many lines name it."""

from collections import defaultdict
from typing import Any

from electioncycle.records.history import same
from electioncycle.refusals import Refused
from electioncycle.sheets import ParsedSheet, SheetRow
from electioncycle.sheets.model import Cell
from electioncycle.workbooks.places import TOWNSHIP
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import ROW_KEY, RowPlan
from risks.models import Problem
from villages.workbooks.places import VILLAGE

NUMBER, POSITION = "问题编号", "对策序号"


class LinePlanner(Planner):
    """Plans countermeasures. All rows of one problem share one object, so that a change of it is one change."""

    def load(self) -> None:
        super().load()
        problems = Problem.objects.visible_to(self.user).filter(cycle=self.cycle)
        found = {problem.pk: problem for problem in problems.select_related("village", "source", "cycle")}
        self.problems = {(problem.village_id, problem.number): problem for problem in found.values()}
        self.versions = {problem.pk: problem.version for problem in found.values()}
        for row in self.by_pk.values():
            row.problem = found.get(row.problem_id, row.problem)
        self.headers_of_problem = [c.header for c in self.columns if c.field.startswith("problem__")]
        self.above: tuple[str, ...] = ()
        self.known: dict[tuple[str, ...], dict[str, Cell]] = {}
        self.counted: dict[tuple[str, ...], int] = {}

    def plan(self, sheet: ParsedSheet) -> Any:
        self.position_column = str(sheet.columns.get(POSITION, ""))
        return super().plan(sheet)

    def plan_row(self, line: SheetRow) -> RowPlan:
        self._complete(line)
        return super().plan_row(line)

    def _complete(self, line: SheetRow) -> None:
        """What stands once for several lines is taken from the line above; lines without number are counted."""
        place = (self.text(line, TOWNSHIP), self.text(line, VILLAGE))
        number = self.text(line, NUMBER)
        if not number and self.above[:2] == place:
            number = self.above[2]
        key = self.above = (*place, number)
        known = self.known.setdefault(key, {})
        for header in self.headers_of_problem:
            cell = line.cells.get(header)
            if (cell is None or cell.value in (None, "")) and header in known:
                line.cells[header] = known[header]
            elif cell is not None:
                known.setdefault(header, cell)
        self.counted[key] = self.counted.get(key, 0) + 1
        if not self.text(line, POSITION) and not self.text(line, ROW_KEY):
            line.cells[POSITION] = Cell(self.position_column, str(self.counted[key]))

    def _label(self, plan: RowPlan) -> str:
        values = plan.values
        if plan.row is not None or plan.place is None:
            return super()._label(plan)
        return f"{plan.place}{values.get('problem__number', '')}号问题对策{values.get('position', '')}"

    def _check(self, plan: RowPlan, line: SheetRow) -> None:
        super()._check(plan, line)
        problem = self.problems.get(self._problem_of(plan))
        if plan.row is None and problem is not None and not problem.is_open:
            state = problem.get_state_display()
            self.fault(plan, line, NUMBER, f"{problem}{state}，不能再加任务和对策；确有需要的，请先重新打开该问题。")

    @staticmethod
    def _problem_of(plan: RowPlan) -> tuple[int, str]:
        return plan.place.pk, plan.values.get("problem__number", "")

    def judge_together(self, rows: list[RowPlan]) -> None:
        """Lines of one problem say the same of it, as soon as one of them changes anything."""
        together: dict[tuple[int, str], list[RowPlan]] = defaultdict(list)
        for plan in rows:
            if plan.place is not None and plan.kind != "wrong":
                together[self._problem_of(plan)].append(plan)
        for first, *others in together.values():
            for plan in others if {one.kind for one in (first, *others)} != {"unchanged"} else ():
                self._require_agreement(first, plan)
        super().judge_together(rows)

    def _require_agreement(self, first: RowPlan, plan: RowPlan) -> None:
        for column in self.columns:
            name = column.field
            if name.startswith("problem__") and not same(first.values.get(name), plan.values.get(name)):
                plan.refuse(column.header, f"与第{first.number}行是同一个问题，这一栏却不一致，请核对。")

    def planned(self, plan: RowPlan, name: str) -> Any:
        if name != "problem" or plan.kind == "wrong":
            return super().planned(plan, name)
        key = self._problem_of(plan)
        problem = self.problems.get(key)
        return problem.pk if problem is not None else key

    def new_row(self, item: RowPlan) -> Any:
        row = super().new_row(item)
        key = (item.place.pk, item.values["problem__number"])
        if key not in self.problems:
            self.problems[key] = Problem(cycle=self.cycle, village=item.place)
        row.problem = self.problems[key]
        return row

    def _save_parts(self, parts: list[Any], reason: str) -> None:
        keys = [part.pk for part in parts if part.pk]
        locked = Problem.all_rows.select_for_update(of=("self",)).filter(pk__in=keys).order_by()
        if any(self.versions[pk] != version for pk, version in locked.values_list("pk", "version")):
            raise Refused("核对之后有问题被他人修改，本次没有写入任何内容。请重新上传，核对新的预览后再确认。")
        super()._save_parts(parts, reason)
