"""换届后事项 as a grid: one line a village with a result, one column a matter, the day on which it was done."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.cleaning import cells
from electioncycle.web import grids
from electioncycle.web.grids import Column, Line, Outcome, Typed
from electioncycle.wording import day_in_words
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, Body, ElectionState, Procedure, RoundState
from elections.models import BodyResult, Election, PartyResult, Round
from elections.models.of_election import party_election_in
from elections.party_choices import ReplyState
from elections.rules.calendar import after_steps
from elections.services import calendars, step_days
from elections.services.calendars import ElectionCalendar
from elections.services.step_days import Entry
from villages.models import Area, Cycle

HEADS = ("村(社区)", "投票日", "办齐", "最早到期", "党组织结果", "监委会")
BY_ELECTIONS = timedelta(days=180)
"""So long after its vote a by-election stands beside the elections of the cycle."""


def elections_of(user: Actor, cycle: Cycle | None, township: Area | None) -> list[Election]:
    """Of the township's committees, or of all that are theirs, those with a result: of the cycle, and by-elections of
    the last months."""
    announced = Round.objects.filter(election=OuterRef("pk"), state=RoundState.ANNOUNCED)
    recent = Q(procedure=Procedure.BY_ELECTION, polling_day__gte=timezone.localdate() - BY_ELECTIONS)
    rows = Election.objects.visible_to(user).filter(
        Q(term__elected_in=cycle, procedure=Procedure.REGULAR) | recent,
        Exists(announced),
        body__in=SCHEME_BODIES,
        procedure__in=SCHEME_PROCEDURES,
    )
    rows = rows.filter(village__township=township) if township else rows
    return list(calendars.joined(rows.exclude(state=ElectionState.CALLED_OFF)))


def grid_of(elections: Sequence[Election]) -> grids.Grid:
    """Of elections with a result; constant queries however many they are."""
    villages = [one.village_id for one in elections]
    party, supervision = _party(villages), _supervision(villages)
    lines = [
        _line(own, (party.get(own.election.village_id, "—"), supervision.get(own.election.village_id, "—")))
        for own in calendars.calendars(elections)
    ]
    return _grid(lines)


def _grid(lines: Sequence[Line]) -> grids.Grid:
    columns = [Column(one.step, one.title, "day", hint="填实际日期，如：2026-12-28") for one in after_steps()]
    return grids.Grid(columns, lines, heads=HEADS)


def _line(own: ElectionCalendar, bodies: tuple[str, str] = ("", "")) -> Line:
    dues = {one.step.step: one for one in own.dues if one.step.after}
    done = {step: own.rows[step, 1].done_on for step in dues if (step, 1) in own.rows}
    words = {step: f"{done.get(step) or ''}" for step in dues}
    open_ = [one for step, one in dues.items() if not done.get(step) and one.latest]
    first = min(open_, key=lambda one: one.latest or date.max, default=None)
    due = f"{first.step.title}{first.latest:%m-%d}" if first and first.latest else "—"
    count = f"{sum(map(bool, done.values()))}/{len(dues)}"
    beside = (day_in_words(own.day), count, due, *bodies)
    return Line(str(own.election.pk), own.election.village.name, words, beside=beside)


def _party(villages: Sequence[int]) -> dict[int, str]:
    """Where the party's result of each village stands: reported, replied to, filed."""
    rows = PartyResult.objects.filter(election__in=party_election_in(villages).values())
    return {village: ReplyState(state).label for village, state in rows.values_list("village", "state")}


def _supervision(villages: Sequence[int]) -> dict[int, str]:
    rows = BodyResult.objects.filter(village__in=villages, body=Body.SUPERVISION).order_by("pk")
    return {row.village_id: "已推选" if row.complete else "未推选齐" for row in rows}


def save(typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Days become facts of the calendar; a day that cannot have been keeps its cell, the others are recorded."""
    keys = {int(one.key) for one in typed if one.mine and one.key.isdigit()}
    with transaction.atomic():
        held = step_days.hold(keys, by=by)
        versions = {(one.election.pk, line.due.step.step): line.version for one in held for line in one.lines}
        changes, outcome = grids.settle(_grid([_line(one) for one in held]), typed)
        by_step: dict[str, list[Entry]] = {}
        for change in changes:
            for step, text in change.mine.items():
                try:
                    day = cells.clean_date(text)
                except ValueError as error:
                    outcome.reasons[change.line.key, step] = f"{error}。"
                    continue
                key = int(change.line.key)
                by_step.setdefault(step, []).append(Entry(key, step, 1, {"done_on": day}, versions[key, step]))
        for step, entries in by_step.items():
            _keep(held, step, entries, outcome, by=by)
    outcome.said = f"已登记{outcome.saved}项。"
    return outcome


def _keep(held: Sequence[ElectionCalendar], step: str, entries: list[Entry], outcome: Outcome, *, by: Actor) -> None:
    reasons = step_days.save_entries(held, entries, by=by)
    outcome.saved += len(entries) - len(reasons)
    outcome.reasons |= {(str(key), step): " ".join(faults.values()) for key, faults in reasons.items()}
