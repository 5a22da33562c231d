"""The calendars of elections: reckoned from polling day, rules, plans and facts, for many with constant queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from elections.choices import AHEAD, LIVE, ElectionState, Procedure, RoundKind, RoundState
from elections.models import Election, Round, StepDay
from elections.rules import planning
from elections.rules.calendar import OTHER, POLLING, TIE, Due, Facts, Plans, Track, calendar, track_of, tracks
from elections.rules.rounds import follows
from elections.services.norms import Editions
from villages.models import Cycle

STEPS = {RoundKind.FIRST: POLLING, RoundKind.REPEAT: POLLING, RoundKind.OTHER: OTHER}
"""Kinds of rounds that are steps of the calendar."""
Place = tuple[str, int]
"""A step, and which time it happens."""


@dataclass(frozen=True)
class Line:
    """One step as a page shows it."""

    due: Due
    row: StepDay | None
    standing: str

    @property
    def version(self) -> int:
        """What a form says of the row; 0 before there is one."""
        return self.row.version if self.row else 0

    @property
    def tone(self) -> str:
        return planning.TONES[self.standing]

    @property
    def asks_day(self) -> bool:
        """Its last day is over and nobody planned another: when it was done, only who did it knows."""
        return self.standing == planning.OVERDUE and not (self.row and self.row.planned_on)

    @property
    def offered(self) -> date | None:
        """The day that a form proposes, to be confirmed: as recorded, else as planned, today at most."""
        today = timezone.localdate()
        return None if self.asks_day else min(self.due.planned or today, today)

    @property
    def in_round(self) -> bool:
        return self.due.step.step in planning.IN_ROUNDS


@dataclass
class ElectionCalendar:
    """The days of one election whose polling day is set."""

    election: Election
    day: date
    norms: Editions
    facts: Facts
    rows: dict[Place, StepDay]
    later: Plans = field(default_factory=dict)
    """Days of rounds that follow another, as they were confirmed."""
    announced: bool = False
    """Whether a result was announced in the hall; that of a void vote is none."""

    @cached_property
    def dues(self) -> list[Due]:
        return self.reckoned(self.day, self.election.rules_edition, self.plans)

    @property
    def plans(self) -> Plans:
        typed = {place: row.planned_on for place, row in self.rows.items() if row.planned_on and not row.done_on}
        return {**typed, **self.later}

    @property
    def track(self) -> Track:
        return track_of(self.election.body, self.election.procedure)

    def awaits_result(self, line: Line) -> bool:
        """Whether the step follows from a result that nobody has announced yet."""
        return line.due.step.after and not self.announced

    def happened(self, step: str, number: int) -> date | None:
        """The day on which it happened that time."""
        return next(iter(self.facts.get(step, ())[number - 1 :]), None)

    def anchor_of(self, step: str) -> str:
        """The step that it runs from, as the data has it."""
        known = self.track.steps.get(step)
        return known.anchor if known else ""

    def reckoned(self, day: date, edition: int | None, plans: Plans) -> list[Due]:
        """The days as they would be from this polling day, under this edition of the rules."""
        community = self.election.community
        norms = self.norms.on(edition, day, community=community)
        return calendar(day, norms, self.facts, plans=plans, track=self.track.track, community=community)

    @property
    def lines(self) -> list[Line]:
        """What happened and what is ahead, one more objection included: whatever may be recorded."""
        today = timezone.localdate()
        return [
            Line(one, self.rows.get((one.step.step, one.number)), planning.standing(one, self.facts, today))
            for one in planning.with_one_more(self.dues)
        ]

    def line(self, step: str, number: int) -> Line | None:
        return next((one for one in self.lines if (one.due.step.step, one.due.number) == (step, number)), None)


def going(user: Actor, cycle: Cycle | None, voting: tuple[date, date] | None = None) -> QuerySet[Election]:
    """Elections in the user's territory: those of a running cycle, any others that go on or vote in these days."""
    found = Election.objects.visible_to(user).exclude(state=ElectionState.CALLED_OFF)
    wanted = Q(state__in=LIVE)
    if voting is not None:
        wanted |= Q(polling_day__range=voting)
    if cycle is not None:
        found = found.filter(village__path__startswith=cycle.county.path)
        wanted |= Q() if cycle.is_closed else Q(term__elected_in=cycle, procedure=Procedure.REGULAR)
    return joined(found.filter(wanted))


def elections_of(user: Actor, cycle: Cycle | None, voting: tuple[date, date] | None = None) -> QuerySet[Election]:
    """Those of them with a polling day."""
    return going(user, cycle, voting).exclude(polling_day=None)


def joined(elections: QuerySet[Election]) -> QuerySet[Election]:
    """With what a calendar reads beside the election."""
    return elections.select_related("village__township__parent", "term__elected_in__rule_set", "rule_set")


def in_order(elections: Iterable[Election]) -> list[Election]:
    """In the order of the work, as the data has the tracks: where the party's comes first, it stands first."""
    order = list(tracks().values())
    return sorted(elections, key=lambda one: order.index(track_of(one.body, one.procedure)))


def calendars(
    elections: Iterable[Election],
    *,
    editions: Iterable[int | None] = (),
    rounds: "Mapping[int, RoundDays] | None" = None,
) -> list[ElectionCalendar]:
    """Their calendars, by three queries however many they are; one without a polling day has none yet."""
    every = list(elections)
    rows, held = _rows(every), rounds_of(every) if rounds is None else rounds
    days = {one.pk: held[one.pk].day or one.polling_day for one in every}
    norms = Editions({one.rules_edition for one in every if days[one.pk]} | set(editions))
    return [_calendar(one, day, norms, rows[one.pk], held[one.pk]) for one in every if (day := days[one.pk])]


def _calendar(
    election: Election, day: date, norms: Editions, rows: dict[Place, StepDay], held: "RoundDays"
) -> ElectionCalendar:
    return ElectionCalendar(election, day, norms, {**facts_of(rows), **held.facts}, rows, held.plans, held.announced)


def calendar_of(election: Election) -> ElectionCalendar | None:
    """None before the polling day is set."""
    return next(iter(calendars([election])), None)


def offered_day(election: Election, step: str) -> date | None:
    """The day that a form proposes for a step; today for what is no step of it."""
    return offered(calendar_of(election), step)


def offered(own: ElectionCalendar | None, step: str) -> date | None:
    line = own.line(step, 1) if own else None
    return line.offered if line else timezone.localdate()


def facts_of(rows: dict[Place, StepDay]) -> dict[str, list[date | None]]:
    """What happened, by step; a time that was taken back leaves a gap."""
    found: dict[str, list[date | None]] = defaultdict(list)
    for (step, number), row in sorted(rows.items()):
        if row.done_on:
            found[step] += [None] * (number - 1 - len(found[step]))
            found[step].append(row.done_on)
    return dict(found)


def _rows(elections: Sequence[Election]) -> dict[int, dict[Place, StepDay]]:
    found: dict[int, dict[Place, StepDay]] = defaultdict(dict)
    by_key = {one.pk: one for one in elections}
    for row in StepDay.objects.filter(election__in=by_key).order_by("id"):
        row.election = by_key[row.election_id]
        found[row.election_id][row.step, row.number] = row
    return found


@dataclass
class RoundDays:
    """What the rounds of one election say of its days; None: one that must still come."""

    facts: dict[str, list[date | None]] = field(default_factory=dict)
    plans: dict[Place, date] = field(default_factory=dict)
    last: Round | None = None
    announced: bool = False
    repeated_on: date | None = None

    @property
    def day(self) -> date | None:
        """From which day the steps are reckoned: that of a vote to be repeated, else that of the last vote."""
        return self.repeated_on or next(filter(None, reversed(self.facts.get(POLLING, ()))), None)

    def take(self, row: Round) -> None:
        if row.state not in AHEAD:
            self.last = row
            self.announced |= row.state == RoundState.ANNOUNCED
            if row.kind in STEPS:
                self.facts.setdefault(STEPS[RoundKind(row.kind)], []).append(row.polling_day)
            elif row.kind == RoundKind.TIE:
                self.facts.setdefault(TIE, []).append(row.polling_day)
        elif row.state == RoundState.PLANNED and row.kind == RoundKind.REPEAT:
            self.facts.setdefault(POLLING, []).append(None)
            self.repeated_on = row.day
        elif row.state == RoundState.PLANNED and row.kind == RoundKind.OTHER:
            self.plans[OTHER, len(self.facts.get(OTHER, ())) + 1] = row.day

    def awaits_other(self) -> bool:
        last = self.last
        return last is not None and follows(last.state, last.announced, last.kind) == RoundKind.OTHER


def rounds_of(elections: Sequence[Election]) -> dict[int, RoundDays]:
    """Polling and other elections are recorded as rounds; a vote among tied people sets no days of its own.

    An other election that was announced and not held is still to come; a repeated vote is once its day is confirmed.
    """
    found: dict[int, RoundDays] = defaultdict(RoundDays)
    for row in Round.objects.filter(election__in=elections).order_by("number"):
        found[row.election_id].take(row)
    for one in elections:
        if one.state == ElectionState.NEXT and found[one.pk].awaits_other():
            found[one.pk].facts.setdefault(OTHER, []).append(None)
    return found
