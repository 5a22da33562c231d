"""One step of all elections of a township as a grid: done when, planned on which other day, and a remark."""

from collections.abc import Iterable, Sequence
from datetime import date
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
from elections.services.step_days import Entry
from villages.models import Cycle

COLUMNS = (
    Column("done_on", "实际日期", "day", hint="如：2026-11-20；没有办理的留空"),
    Column("planned_on", "计划改为", "day", hint="与推算日期不同的才填"),
    Column("note", "备注"),
)
HEADS = ("村(社区)", "选举", "计划", "法定最迟日")
NOTE = StepDay._meta.get_field("note")


def grid_of(place: Place, township: int, user: Actor, cycle: Cycle | None) -> grids.Grid:
    """The township's elections that have this step, in constant queries."""
    elections = calendars.elections_of(user, cycle).filter(village__township=township)
    return _grid(calendars.calendars(elections), place)


def _grid(each: Iterable[ElectionCalendar], place: Place) -> grids.Grid:
    lines = (_line(own, place) for own in each)
    return grids.Grid(COLUMNS, [line for line in lines if line is not None], heads=HEADS)


def _line(own: ElectionCalendar, place: Place) -> Line | None:
    found, election = own.line(*place), own.election
    if found is None or found.in_round:
        return None
    row, due = found.row, found.due
    values = {name: getattr(row, name, None) for name in step_days.ENTERED}
    planned = day_in_words(due.planned) if due.planned and not due.done else ""
    latest = day_in_words(due.latest) if due.law and due.latest else ""
    return Line(
        str(election.pk),
        election.village.name,
        {name: str(value or "") for name, value in values.items()},
        beside=(f"{election.body_name}{election.get_procedure_display()}", planned, latest),
        row=f"R{row.pk}V{row.version}" if row else "",
    )


def save(shown: grids.Grid, place: Place, typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Good lines are saved whole, the others stay with their reasons; a late day is recorded as it is.

    ``shown`` is the grid of ``grid_of``; lines that it does not have are lost, and said so.
    """
    changed = {one.key for one in typed if one.mine}
    keys = {int(line.key) for line in shown.lines if line.key in changed}
    with transaction.atomic():
        held = step_days.hold(keys, by=by)
        versions = {one.election.pk: line.version for one in held if (line := one.line(*place))}
        changes, outcome = grids.settle(_grid(held, place), typed)
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
            values[name] = _note(text, change.line.cells["note"]) if name == "note" else _day(text)
        except ValueError as error:
            outcome.reasons[change.line.key, name] = f"{error}。"
    return values


def _day(text: str) -> date | None:
    return cells.clean_date(text)


def _note(text: str, before: str) -> str:
    if len(text) > (NOTE.max_length or 0):
        raise ValueError(f"最多{NOTE.max_length}个字，请缩短")
    if said := stray_numbers.fault(NOTE, str(NOTE.verbose_name), text, before):
        raise ValueError(said.rstrip("。"))
    return text
