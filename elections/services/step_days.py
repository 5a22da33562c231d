"""Verbs of an election's steps: record what happened when, many at once as planned; plan a step on another day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Conflict, NotYours, Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.wording import day_in_words
from elections.models import Election, StepDay
from elections.rules import planning
from elections.rules.calendar import Step
from elections.services import calendars, told_days
from elections.services.calendars import ElectionCalendar, Line, Place

RECORD, PLAN = "record", "plan"


@dataclass(frozen=True)
class Typed:
    """One fact as a form sends it: which step of which election, on which day, over which version (0: none yet)."""

    election: int
    step: str
    number: int
    day: date
    version: int


HOURS = ("begins_at", "ends_at")
ENTERED = ("done_on", "planned_on", *HOURS, "note")
Reasons = dict[int, dict[str, str]]
"""By election: field → why it was not saved."""


@dataclass(frozen=True)
class Entry:
    """What one line of a grid changes of a step: fields of ``ENTERED``, over which version (0: none yet)."""

    election: int
    step: str
    number: int
    values: Mapping[str, Any]
    version: int


@dataclass
class Outcome:
    """What was recorded, and what not with the reason in words."""

    done: list[StepDay] = field(default_factory=list)
    late: list[StepDay] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def record_facts(typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Record each that can have happened; the others are named with the reason. A late day is recorded as it is."""
    outcome = Outcome()
    with transaction.atomic():
        held = {one.election.pk: one for one in hold({one.election for one in typed}, by=by)}
        for one in typed:
            own = held[one.election]
            try:
                line, row = _fact(own, one)
            except Refused as error:
                outcome.refused.append((str(own.election), str(error)))
                continue
            outcome.done.append(row)
            outcome.late += [row] if line.due.law and line.due.latest and one.day > line.due.latest else []
        history.record_many(outcome.done, by=by, reason="登记实际日期", fields=["done_on", "done_under"])
        for row in outcome.done:
            said = f"{row.done_on:%Y-%m-%d}"
            workflow.note(row, move=RECORD, title=f"登记{row.get_step_display()}", by=by, reason=said)
    return outcome


def record_one(own: ElectionCalendar, line: Line, on: date, *, by: Actor) -> StepDay:
    """Record one step on its day, or refuse with the reason why it cannot have been."""
    due = line.due
    outcome = record_facts([Typed(own.election.pk, due.step.step, due.number, on, line.version)], by=by)
    if outcome.refused:
        raise Refused(outcome.refused[0][1])
    return outcome.done[0]


def record_along(election: Election, step: str, on: date, *, by: Actor) -> StepDay | None:
    """The day of a step that another act brings with it; None where the calendar has no such step, or no day is set.

    A day that the calendar knows already stands; raises Refused where it is another one.
    """
    own = calendars.calendar_of(election)
    line = own.line(step, 1) if own else None
    if own is None or line is None or line.in_round:
        return None
    if line.row and line.row.done_on:
        if line.row.done_on != on:
            known = day_in_words(line.row.done_on)
            raise Refused(
                f"日程中“{line.due.step.title}”已登记为{known}，与所填日期不同。请先核对，在日程中更正后再登记。"
            )
        return line.row
    return record_one(own, line, on, by=by)


def save_plans(
    election: Election,
    plans: Mapping[Place, date | None],
    versions: Mapping[Place, int],
    *,
    by: Actor,
    reason: str = "",
) -> int:
    """Plan these steps on other days, None: on the reckoned one. All or none; returns how many changed."""
    with transaction.atomic():
        (own,) = hold({election.pk}, by=by)
        rows, faults = [], []
        for place, day in plans.items():
            try:
                rows += _planned(own, place, day, versions.get(place, 0))
            except Conflict:
                raise
            except Refused as error:
                faults.append(str(error))
        if faults:
            raise Refused(" ".join(faults))
        for row, old in rows:
            said = f"{row.planned_on:%Y-%m-%d}" if row.planned_on else "按推算的日期"
            said += f"，{reason}" if reason else ""
            workflow.advance(row, move=PLAN, title="调整计划日期", by=by, reason=said)
            told_days.tell_plan(row, old, by=by, reason=reason)
    return len(rows)


def save_entries(held: Sequence[ElectionCalendar], entries: Sequence[Entry], *, by: Actor) -> Reasons:
    """Save what a grid says of one step of many elections (``hold`` holds them), each whole or not at all.

    Returns the reasons of those that were not saved, by election and field.
    """
    by_key, reasons, good = {one.election.pk: one for one in held}, {}, []
    for entry in entries:
        own = by_key[entry.election]
        line = own.line(entry.step, entry.number)
        if line is None or line.in_round:
            reasons[entry.election] = {"": "没有这一步，或它在选举页面随投票登记。请刷新页面后再填。"}
        elif faults := _entry_faults(own, line, entry):
            reasons[entry.election] = faults
        else:
            row = _current(own, line, entry.version)
            history.put(row, entry.values)
            good.append((row, entry.values, line.due.planned))
    history.record_many([row for row, *_ in good], by=by, reason="表格填报", fields=[*ENTERED, "done_under"])
    for row, values, old in good:
        if "done_on" in values:
            said = f"{row.done_on:%Y-%m-%d}" if row.done_on else "取消登记"
            workflow.note(row, move=RECORD, title=f"登记{row.get_step_display()}", by=by, reason=said)
        elif "planned_on" in values:
            said = f"{row.planned_on:%Y-%m-%d}" if row.planned_on else "按推算的日期"
            workflow.note(row, move=PLAN, title="调整计划日期", by=by, reason=said)
            told_days.tell_plan(row, old, by=by, reason=values.get("note", ""))
        else:
            audit.record(audit.Event.CHANGED, by=by, row=row)
    return reasons


def _entry_faults(own: ElectionCalendar, line: Line, entry: Entry) -> dict[str, str]:
    """As the form of the step says it: facts are recorded whatever the law says of their day, plans are not."""
    found, today, values = {}, timezone.localdate(), entry.values
    planned = values.get("planned_on")
    if said := _fact_fault(own, line, values):
        found["done_on"] = said
    if "planned_on" in values and line.due.done:
        found["planned_on"] = f"“{line.due.step.title}”已经办理，计划日期不能再改。"
    elif planned and (said := planning.plan_refusal(line.due, planned, today)):
        found["planned_on"] = said
    return found | hours_faults(line.due.step, line.row, values)


def hours_faults(step: Step, row: StepDay | None, values: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be of the hours as they would stand then, by field."""
    if not any(name in values for name in HOURS):
        return {}
    begins, ends = (values.get(name, getattr(row, name, None)) for name in HOURS)
    return planning.hours_refusals(step, **{HOURS[0]: begins, HOURS[1]: ends})


def fact_fault(own: ElectionCalendar, line: Line, day: date) -> str:
    """Why the step cannot have been on this day; empty where it can."""
    return planning.fact_refusal(day, own.day, timezone.localdate(), after=line.due.step.after)


def _fact_fault(own: ElectionCalendar, line: Line, values: Mapping[str, Any]) -> str:
    if done := values.get("done_on"):
        return fact_fault(own, line, done)
    return line.row.rested_on if "done_on" in values and line.row else ""


def hold(keys: set[int], *, by: Actor) -> list[ElectionCalendar]:
    """The calendars of these elections, locked one after the other; all of them must be the user's to write."""
    rows = Election.objects.visible_to(by).filter(pk__in=keys).order_by("pk")
    held = calendars.calendars(calendars.joined(rows).select_for_update(of=("self",)))
    if {one.election.pk for one in held} != keys:
        raise NotYours("有的选举不在您的管辖范围内，或者还没有定选举日，没有登记。")
    for one in held:
        workflow.require(by, one.election.village, Action.CHANGE)
    return held


def _fact(own: ElectionCalendar, typed: Typed) -> tuple[Line, StepDay]:
    line = own.line(typed.step, typed.number)
    if line is None:
        raise Refused("没有这一步，请刷新页面后再登记。")
    title = line.due.step.title
    if line.in_round:
        raise Refused(f"“{title}”在选举页面随投票登记，不在日程里登记。")
    if said := fact_fault(own, line, typed.day):
        raise Refused(f"“{title}”没有登记：{said}")
    row = _current(own, line, typed.version)
    if row.done_on == typed.day:
        raise Refused(f"“{title}”已登记为{day_in_words(typed.day)}，没有重复登记。")
    row.done_on = typed.day
    return line, row


def _planned(own: ElectionCalendar, place: Place, day: date | None, version: int) -> list[tuple[StepDay, date | None]]:
    """The row with the day that stood before; none where nothing changes."""
    line = own.line(*place)
    if line is None:
        raise Refused("没有这一步，请刷新页面后再填写计划。")
    before = line.row.planned_on if line.row else None
    if day == before or (before is None and day == line.due.planned):
        return []
    if line.due.done:
        raise Refused(f"“{line.due.step.title}”已经办理，计划日期不能再改。")
    if day is not None and (said := planning.plan_refusal(line.due, day, timezone.localdate())):
        raise Refused(said)
    row = _current(own, line, version)
    row.planned_on = day
    return [(row, line.due.planned)]


def _current(own: ElectionCalendar, line: Line, version: int) -> StepDay:
    """The row of the step, a new one where there is none; Conflict when it is no longer the one the user saw."""
    if line.version != version:
        who = f"“{line.due.step.title}”刚刚已由他人登记或修改"
        raise Conflict(f"{who}，没有覆盖。请刷新页面核对后再办理。", row=line.row, seen=version)
    return line.row or StepDay(election=own.election, step=line.due.step.step, number=line.due.number)


@dataclass(frozen=True)
class Wanted:
    """What is to be recorded together: one step (once, with ``number``), what is planned on one day, or all due."""

    step: str = ""
    number: int = 0
    day: date | None = None

    def takes(self, line: Line, today: date) -> bool:
        due = line.due
        if due.done or line.in_round or (self.step and due.step.step != self.step):
            return False
        if self.number:
            return due.number == self.number
        if due.planned is None or line.standing == planning.NOT_NEEDED:
            return False
        return due.planned == self.day if self.day else due.planned <= today


def recordable(each: Iterable[ElectionCalendar], wanted: Wanted) -> list[tuple[ElectionCalendar, Line]]:
    """What is wanted and not recorded yet, election by election."""
    today = timezone.localdate()
    return [(one, line) for one in each for line in one.lines if wanted.takes(line, today)]
