"""The duty desk as a grid: times of the day and turnout as they are told by telephone, one line a vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.security import audit
from electioncycle.web import grids
from electioncycle.web.grids import Change, Column, Line, Outcome, Typed
from elections.models import Election, Turnout
from elections.models.staffing import MOST_VOTERS
from elections.rules import duty_desk as rules
from elections.rules.quick import moment_of_day
from elections.services import duty_desk, facts
from elections.services.duty_desk import Vote
from villages.models import Cycle

TIME = "如：8:30"
COLUMNS = (
    Column("opened", "开始", "time", hint=TIME, group="大会开始"),
    Column("opening", "参加投票", "number", hint="大会开始时已参加投票的人数，可不填", group="大会开始"),
    Column("halfway", "参加投票", "number", hint="收回过半时已参加投票的人数，可不填", group="收回过半"),
    Column("closed", "截止", "time", hint=TIME, group="投票结束"),
    Column("closing", "参加投票", "number", hint="投票结束时参加投票的人数，可不填", group="投票结束"),
)
FACTS = {"opened": ("opened_at", facts.record_opening), "closed": ("closed_at", facts.record_closing)}
HEADS = ("村(社区)", "乡镇(街道)", "状态", "联系", "登记", "结果", "提示")
REPORTS = ("opening", "halfway", "closing")


@dataclass
class DeskLine(Line):
    """A line with the vote it is about, which the page shows beside the cells."""

    vote: Vote | None = None


def grid_of(votes: Sequence[Vote]) -> grids.Grid:
    return grids.Grid(COLUMNS, [_line(one) for one in votes], heads=HEADS)


def _line(vote: Vote) -> DeskLine:
    row, turnout = vote.round, vote.turnout
    words = {name: _clock(getattr(row, stored, None)) for name, (stored, _) in FACTS.items()}
    words |= {name: _figure(getattr(turnout, name, None)) for name in REPORTS}
    return DeskLine(str(vote.election.pk), vote.village.name, words, vote=vote)


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""


def _figure(number: int | None) -> str:
    return "" if number is None else str(number)


def alike(name: str, one: str, other: str) -> bool:
    """Whether two texts of a cell mean the same, such as 8:30 and 08:30."""
    try:
        return bool(_read(name, one) == _read(name, other))
    except ValueError:
        return False


def _read(name: str, text: str) -> Any:
    if name in FACTS:
        return cells.clean_time(text)
    number = cells.clean_int(text)
    if number is not None and not 0 <= number <= MOST_VOTERS:
        raise ValueError(f"“{text}”不是0至{MOST_VOTERS}的人数，请核对")
    return number


def save(day: date, cycle: Cycle | None, typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Good lines are saved whole, the others stay with their reasons; nothing told is refused for being unlikely."""
    keys = {int(one.key) for one in typed if one.mine and one.key.isdigit()}
    with transaction.atomic():
        held = _held(keys, day, by=by)
        found = {one.election.pk: one for one in duty_desk.votes(held, cycle, day)}
        changes, outcome = grids.settle(grid_of(list(found.values())), typed, alike)
        notices: list[str] = []
        for change in changes:
            vote = found[int(change.line.key)]
            if _save_line(vote, day, change, outcome, by=by):
                outcome.saved += 1
                notices += _notices(vote, change)
        if outcome.saved:
            audit.record(audit.Event.CHANGED, by=by, ledger="turnout", rows=outcome.saved)
    outcome.said, outcome.notices = f"已登记{outcome.saved}行。", notices
    return outcome


def _held(keys: set[int], day: date, *, by: Actor) -> list[Election]:
    """Those of the elections that vote on the day, locked one after the other; what is not the user's is lost."""
    rows = duty_desk.elections_on(by, day).filter(pk__in=keys).order_by("pk")
    held = list(rows.select_for_update(of=("self",)))
    for one in held:
        workflow.require(by, one.village, Action.CHANGE)
    return held


def _save_line(vote: Vote, day: date, change: Change, outcome: Outcome, *, by: Actor) -> bool:
    """Whether the line was saved; where one cell cannot be, none of it is."""
    key = change.line.key
    values = _values(change, outcome)
    if key in outcome.kept:
        return False
    at_work = ""
    try:
        with transaction.atomic():
            _save_reports(vote, day, {name: values[name] for name in REPORTS if name in values}, by=by)
            for name in (one for one in FACTS if one in values):
                at_work = name
                _record(vote, name, values[name], day, by=by)
    except NotYours:
        raise
    except Refused as error:
        if at_work:
            outcome.reasons[key, at_work] = str(error)
        else:
            outcome.lines[key] = str(error)
        return False
    return True


def _values(change: Change, outcome: Outcome) -> dict[str, Any]:
    values = {}
    for name, text in change.mine.items():
        try:
            values[name] = _read(name, text)
        except ValueError as error:
            outcome.reasons[change.line.key, name] = f"{error}。"
    return values


def _save_reports(vote: Vote, day: date, values: Mapping[str, int | None], *, by: Actor) -> None:
    row = vote.turnout or Turnout(village=vote.village, election=vote.election, day=day)
    if values and history.put(row, values):
        history.record(row, by=by, reason="值班台登记")


def _record(vote: Vote, name: str, at: time | None, day: date, *, by: Actor) -> None:
    """A time of the day is a fact of the round; one that stands is put right where it was announced."""
    stored, record = FACTS[name]
    known = getattr(vote.round, stored, None)
    if known is not None or at is None:
        raise Refused(
            f"已登记为{_clock(known)}，这里不改。时间有误的，在选举页面“登记现场公布”时填写正确的时间，或者退回更正。"
        )
    record(vote.election, at=moment_of_day(day, at), by=by)


def _notices(vote: Vote, change: Change) -> list[str]:
    """What cannot be so in what was just told."""
    reports = [_read(name, change.cells[name]) for name in REPORTS]
    return [f"{vote.village}：{said}。" for said in rules.turnout_faults(reports, vote.registered)]
