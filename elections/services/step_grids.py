"""One step of all elections of a township as a grid: done when, planned on which other day, and a remark."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from django.db import transaction

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.security import stray_numbers
from electioncycle.web import grids
from electioncycle.web.grids import Change, Column, Line, Outcome, Typed
from electioncycle.wording import day_in_words
from elections.models import StepDay
from elections.services import calendars, step_days
from elections.services.calendars import ElectionCalendar, Place
from elections.services.calendars import Line as CalendarLine
from elections.services.step_days import HOURS, Entry
from villages.models import Cycle

DAYS = (
    Column("done_on", "实际日期", "day", hint="如：2026-11-20；没有办理的留空"),
    Column("planned_on", "计划改为", "day", hint="与推算日期不同的才填"),
)
REMARK = Column("note", "备注")
ENDS = ("开始", "结束")
HEADS = ("村(社区)", "选举", "计划", "法定最迟日")
NOTE = StepDay._meta.get_field("note")
READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("done_on", "planned_on"), cells.clean_date),
    **dict.fromkeys(HOURS, cells.clean_time),
}


def grid_of(place: Place, township: int, user: Actor, cycle: Cycle | None) -> grids.Grid:
    """The township's elections that have this step, in constant queries."""
    elections = calendars.elections_of(user, cycle).filter(village__township=township)
    return _grid(calendars.calendars(elections), place)


def _grid(each: Iterable[ElectionCalendar], place: Place) -> grids.Grid:
    """Hours stand in it where the step has some."""
    held = [(own, line) for own in each if (line := own.line(*place)) is not None and not line.in_round]
    hours = next((line.due.step.hours for _, line in held if line.due.step.hours), "")
    columns = [Column(name, f"{hours}{end}", "time", hint="如：8:30") for name, end in zip(HOURS, ENDS, strict=True)]
    return grids.Grid((*DAYS, *(columns if hours else ()), REMARK), [_line(*one) for one in held], heads=HEADS)


def _line(own: ElectionCalendar, found: CalendarLine) -> Line:
    election = own.election
    row, due = found.row, found.due
    values = {name: getattr(row, name, None) for name in step_days.ENTERED}
    planned = day_in_words(due.planned) if due.planned and not due.done else ""
    latest = day_in_words(due.latest) if due.law and due.latest else ""
    return Line(
        str(election.pk),
        election.village.name,
        {name: _words(value) for name, value in values.items()},
        beside=(f"{election.body_name}{election.get_procedure_display()}", planned, latest),
        row=f"R{row.pk}V{row.version}" if row else "",
    )


def _words(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")


def alike(name: str, one: str, other: str) -> bool:
    """Whether two texts of a cell mean the same, such as 8:30 and 08:30."""
    if name == REMARK.key:
        return one == other
    try:
        return bool(READERS[name](one) == READERS[name](other))
    except ValueError:
        return False


def save(shown: grids.Grid, place: Place, typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Good lines are saved whole, the others stay with their reasons; a late day is recorded as it is.

    ``shown`` is the grid of ``grid_of``; lines that it does not have are lost, and said so.
    """
    changed = {one.key for one in typed if one.mine}
    keys = {int(line.key) for line in shown.lines if line.key in changed}
    with transaction.atomic():
        held = step_days.hold(keys, by=by)
        versions = {one.election.pk: line.version for one in held if (line := one.line(*place))}
        changes, outcome = grids.settle(_grid(held, place), typed, alike)
        entries = []
        for change in changes:
            values = _read(change, outcome)
            if change.line.key not in outcome.kept:
                key = int(change.line.key)
                entries.append(Entry(key, *place, values, versions[key]))
        reasons = step_days.save_entries(held, entries, by=by)
    for key, faults in reasons.items():
        outcome.lines |= {str(key): said for name, said in faults.items() if not name}
        outcome.reasons |= {(str(key), name): said for name, said in faults.items() if name}
    outcome.saved = len(entries) - len(reasons)
    outcome.said = f"已登记{outcome.saved}行。"
    return outcome


def _read(change: Change, outcome: Outcome) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in change.mine.items():
        try:
            values[name] = READERS[name](text) if name in READERS else _note(text, change.line.cells["note"])
        except ValueError as error:
            outcome.reasons[change.line.key, name] = f"{error}。"
    return values


def _note(text: str, before: str) -> str:
    if len(text) > (NOTE.max_length or 0):
        raise ValueError(f"最多{NOTE.max_length}个字，请缩短")
    if said := stray_numbers.fault(NOTE, str(NOTE.verbose_name), text, before):
        raise ValueError(said.rstrip("。"))
    return text
