"""Problems and countermeasures counted: by village, township, level and source, with the sentence for a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.rounding import share
from risks import definitions
from risks.choices import FINISHED, ProblemLevel, ProblemState
from risks.models import Countermeasure, Problem
from villages.models import Cycle, Village
from villages.services import participants

GROUPS = (("township", "乡镇(街道)"), ("village", "村(社区)"), ("level", "层级"), ("source", "来源"))
NO_SOURCE = "未注明"


@dataclass
class Line:
    """What one group of the table, or all problems together, adds up to."""

    title: str
    problems: int = 0
    closed: int = 0
    long_term: int = 0
    applied: int = 0
    open: int = 0
    measures: int = 0
    measures_done: int = 0
    tasks: int = 0
    tasks_done: int = 0

    def add_problem(self, state: str) -> None:
        self.problems += 1
        self.closed += state == ProblemState.CLOSED
        self.long_term += state == ProblemState.LONG_TERM
        self.applied += state == ProblemState.APPLIED
        self.open += state == ProblemState.OPEN

    def add_line(self, *, measure: bool, task: bool, done: bool) -> None:
        self.measures += measure
        self.measures_done += measure and done
        self.tasks += task
        self.tasks_done += task and done

    @property
    def unsettled(self) -> int:
        return self.problems - self.closed - self.long_term

    @property
    def cells(self) -> list[Any]:
        rate = share(self.problems - self.unsettled, self.problems)
        return [
            self.title,
            self.problems,
            self.closed,
            self.long_term,
            self.applied,
            self.open,
            "—" if rate is None else f"{rate}%",
            self.measures,
            self.measures_done,
            self.tasks,
            self.tasks_done,
        ]


FIGURES = (
    definitions.PROBLEMS,
    definitions.PROBLEMS_CLOSED,
    definitions.PROBLEMS_LONG_TERM,
    definitions.PROBLEMS_APPLIED,
    definitions.PROBLEMS_OPEN,
    definitions.SETTLED_SHARE,
    definitions.MEASURES,
    definitions.MEASURES_DONE,
    definitions.TASKS,
    definitions.TASKS_DONE,
)
"""What the columns of the table count."""


@dataclass
class Totals:
    """The table with its total. ``villages`` have at least one problem."""

    group: str
    lines: list[Line]
    total: Line
    levels: dict[str, int]
    villages: int

    @property
    def group_title(self) -> str:
        return dict(GROUPS)[self.group]


def totals(
    user: Actor, cycle: Cycle, *, township: int = 0, level: str = "", source: int = 0, group: str = ""
) -> Totals:
    """Over the user's villages that take part; three queries."""
    group = group if group in dict(GROUPS) else "township"
    places = {village.pk: village for village in participants(user, cycle)}
    rows = Problem.objects.filter(cycle=cycle, village__in=list(places)).order_by("source__position", "level")
    rows = rows.filter(village__township=township) if township else rows
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(source=source) if source else rows
    found = list(rows.values_list("pk", "village_id", "level", "source__name", "state"))
    total, lines, where = Line("合计"), dict[Any, Line](), dict[int, Line]()
    for title in _titles(group, list(places.values()), township):
        lines[title] = Line(str(title).rpartition("|")[2])
    for pk, village, problem_level, problem_source, state in found:
        title = _title(group, places[village], problem_level, problem_source)
        line = where[pk] = lines.setdefault(title, Line(title.rpartition("|")[2]))
        line.add_problem(state)
        total.add_problem(state)
    _count_lines(cycle, where, total)
    levels = {label: sum(row[2] == value for row in found) for value, label in ProblemLevel.choices}
    kept = [line for line in lines.values() if line.problems or group in ("township", "level")]
    return Totals(group, kept, total, levels, len({row[1] for row in found}))


def _titles(group: str, places: Sequence[Village], township: int) -> list[str]:
    """Groups in the order an office expects; those of sources come as the list has them."""
    own = [village for village in places if not township or village.township_id == township]
    if group in ("township", "village"):
        return list(dict.fromkeys(_title(group, village, "", "") for village in own))
    return [str(label) for label in ProblemLevel.labels] if group == "level" else []


def _title(group: str, village: Village, level: str, source: str | None) -> str:
    if group == "township":
        return f"{village.township_id}|{village.township}"
    if group == "village":
        return f"{village.pk}|{village.township}{village}"
    return str(ProblemLevel(level).label) if group == "level" else source or NO_SOURCE


def _count_lines(cycle: Cycle, where: dict[int, Line], total: Line) -> None:
    rows = Countermeasure.objects.filter(cycle=cycle).order_by()
    for problem, measure, task, state in rows.values_list("problem_id", "measure", "task", "state"):
        if line := where.get(problem):
            for one in (line, total):
                one.add_line(measure=bool(measure), task=bool(task), done=state in FINISHED)


def overdue(user: Actor, cycle: Cycle) -> list[Countermeasure]:
    """Lines past their deadline under open problems, the oldest first."""
    rows = Countermeasure.objects.filter(cycle=cycle, village__in=participants(user, cycle).order_by())
    rows = rows.filter(problem__state=ProblemState.OPEN, problem__withdrawn_at=None, deadline__lt=timezone.localdate())
    return list(
        rows.exclude(state__in=FINISHED).select_related("village__township", "problem").order_by("deadline", "id")
    )


def sentence(found: Totals, place: str, today: date) -> str:
    """Ready to be copied into a report; percentages state their base."""
    total = found.total
    head = f"截至{today.month}月{today.day}日，{place}"
    if not total.problems:
        return f"{head}尚未登记换届问题。"
    by_level = "、".join(f"{label}级{number}条" for label, number in found.levels.items() if number)
    said = (
        f"{head}{found.villages}个村(社区)共梳理换届问题{total.problems}条({by_level})，"
        f"制定对策措施{total.measures}条{f'、任务{total.tasks}项' if total.tasks else ''}；"
    )
    if total.closed == total.problems:
        return f"{said}{total.problems}条问题已全部销号。"
    handed_on = f"，转长期{total.long_term}条" if total.long_term else ""
    rate = share(total.problems - total.unsettled, total.problems)
    said += f"已销号{total.closed}条{handed_on}，未办结{total.unsettled}条"
    return f"{said}，办结率{rate}%(以问题{total.problems}条为基数)。"
