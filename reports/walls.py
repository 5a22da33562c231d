"""Where every village stands at the nodes of the work (挂图作战): rows for sheets and pages, counts by township.

Read are the calendars of the elections and what a sheet on the wall may say; nothing of risks, reviews or persons who
stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from elections.choices import Body, ElectionState, Procedure, SchemeState
from elections.models import BodyResult, Election, Scheme
from elections.rules import planning
from elections.rules.calendar import OTHER, POLLING, Due, expected
from elections.services import calendars
from elections.services.calendars import ElectionCalendar
from reports.rules.hung import Node, hung
from villages.choices import VillageKind
from villages.models import Area, Cycle, ResponsibilityPost, Village, VillageProfile
from villages.services.pieces import Lines, by_township
from villages.services.territory import participants

DONE, OPEN, LATE, NONE, DUE = "done", "open", "late", "none", "due"
STATES = {DUE: "应完成", DONE: "已完成", OPEN: "未完成", LATE: "已过法定日", NONE: "不需要"}
"""What a page may be narrowed to; a node that must be done (``DUE``) is done, open or late."""
NOTICE = ("polling_notice", 1)
"""The step whose row tells the hours of the vote."""
NAMED = 2


@dataclass(frozen=True)
class Stand:
    """One node in one village. ``boxed``: a law sets its day; ``state``: one of ``STATES``."""

    node: Node
    state: str = OPEN
    planned: date | None = None
    done: date | None = None
    latest: date | None = None
    boxed: bool = False

    @property
    def due(self) -> bool:
        """Whether the village must come to it."""
        return self.state != NONE

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def day(self) -> date | None:
        """When it was, else when it is planned."""
        return self.done or self.planned


@dataclass
class Row:
    """One village with all nodes in their order."""

    village: Village
    batch: str = ""
    stands: dict[str, Stand] = field(default_factory=dict)
    election: Election | None = None
    """That of the village committee, whose calendar the township keeps."""
    party: Election | None = None
    hours: str = ""
    venue: str = ""
    leaders: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return VillageKind(self.village.kind).label

    @property
    def missing(self) -> Stand | None:
        """What comes next: the first node in time that is not done."""
        open_ = [one for one in self.stands.values() if one.state in (OPEN, LATE)]
        return min(open_, key=lambda one: one.planned or date.max, default=None)

    @property
    def late(self) -> list[Stand]:
        return [one for one in self.stands.values() if one.state == LATE]

    def election_of(self, stand: Stand) -> Election | None:
        return self.party if stand.node.body == Body.PARTY else self.election


@dataclass(frozen=True)
class Asked:
    """What a page narrows the villages to."""

    township: int = 0
    batch: int = 0
    node: str = ""
    state: str = ""

    @property
    def by_row(self) -> bool:
        """Whether only the calendars tell which villages are asked for."""
        return bool(self.state)

    def takes(self, row: Row) -> bool:
        stands = [row.stands[self.node]] if self.node in row.stands else list(row.stands.values())
        if not self.state:
            return True
        if self.state == DUE:
            return any(one.due for one in stands)
        if self.state == OPEN:
            return any(one.state in (OPEN, LATE) for one in stands)
        return any(one.state == self.state for one in stands)


def villages(user: Actor, cycle: Cycle, asked: Asked) -> QuerySet[Village]:
    """Those that take part, in official order."""
    found = participants(user, cycle)
    if asked.township:
        found = found.filter(township=asked.township)
    if asked.batch:
        in_batch = VillageProfile.objects.filter(cycle=cycle, batch=asked.batch)
        found = found.filter(pk__in=in_batch.values("village"))
    return found


def rows(some: Iterable[Village], user: Actor, cycle: Cycle, *, beside: bool = False) -> list[Row]:
    """These villages; constant queries however many. ``beside``: with place, hours and leaders too."""
    found = {village.pk: Row(village) for village in some}
    every = _elections(found, user, cycle)
    own = {(one.election.village_id, one.election.body): one for one in calendars.calendars(every)}
    known = {(one.village_id, one.body): one for one in every}
    supervised = _supervised(found, user, cycle)
    today = timezone.localdate()
    for key, row in found.items():
        row.election, row.party = known.get((key, Body.COMMITTEE)), known.get((key, Body.PARTY))
        for node in hung().nodes:
            there = own.get((key, node.body))
            if node.body == Body.SUPERVISION and key in supervised:
                row.stands[node.node] = Stand(node, DONE, done=supervised[key])
            else:
                row.stands[node.node] = stand(node, there, today)
    if beside:
        _beside(found, own, cycle)
    return list(found.values())


def stand(node: Node, own: ElectionCalendar | None, today: date) -> Stand:
    """Where the node stands in one calendar; before a polling day is set nothing of it has a day."""
    dues = [one for one in own.dues if one.step.step == node.step] if own else []
    if own is None or not dues:
        return Stand(node, NONE if node.step == OTHER else OPEN)
    last = dues[-1]
    state = _state(last, own, today)
    done = last.planned if state == DONE else None
    boxed = last.law and last.step.step != POLLING
    shown = None if state == NONE and not boxed else last.planned
    return Stand(node, state, None if done else shown, done, last.latest if boxed else None, boxed)


def _state(last: Due, own: ElectionCalendar, today: date) -> str:
    if last.done:
        return DONE
    if not expected(last, own.facts):
        return NONE
    return LATE if planning.standing(last, own.facts, today) == planning.OVERDUE else OPEN


def _elections(found: Mapping[int, Row], user: Actor, cycle: Cycle) -> list[Election]:
    """Regular elections of the cycle for the bodies that nodes are of, the last of a body."""
    bodies = {one.body for one in hung().nodes}
    listed = Election.objects.visible_to(user).filter(
        term__elected_in=cycle,
        procedure=Procedure.REGULAR,
        body__in=bodies,
        village__path__startswith=cycle.county.path,
    )
    listed = _of_places(listed, found).exclude(state=ElectionState.CALLED_OFF)
    every = calendars.joined(listed).order_by("pk")
    return list({(one.village_id, one.body): one for one in every if one.village_id in found}.values())


def _of_places(listed: Any, found: Mapping[int, Row]) -> Any:
    """Narrowed to their township where the villages lie in one, as its own page and its kept counts ask."""
    places = {row.village.township_id for row in found.values()}
    return listed.filter(village__township__in=places) if len(places) == 1 else listed


def _supervised(found: Mapping[int, Row], user: Actor, cycle: Cycle) -> dict[int, date]:
    """Villages whose supervisors are all elected, as the ledger of smaller bodies has it."""
    listed = BodyResult.objects.visible_to(user).filter(body=Body.SUPERVISION, election__term__elected_in=cycle)
    listed = _of_places(listed.exclude(held_on=None), found)
    complete = [one for one in listed if one.village_id in found and one.complete]
    return {one.village_id: one.held_on for one in complete if one.held_on}


def _beside(found: Mapping[int, Row], own: Mapping[tuple[int, str], ElectionCalendar], cycle: Cycle) -> None:
    profiles = VillageProfile.objects.filter(cycle=cycle, village__in=list(found)).select_related("batch")
    for profile in profiles:
        found[profile.village_id].batch = str(profile.batch or "")
    elections = [row.election.pk for row in found.values() if row.election]
    schemes = Scheme.objects.filter(election__in=elections, state=SchemeState.ADOPTED)
    for village, values in schemes.values_list("election__village", "values"):
        found[village].venue = str(values.get("venue") or "")
    for row in found.values():
        there = own.get((row.village.pk, Body.COMMITTEE))
        told = there.rows.get(NOTICE) if there else None
        row.hours = told.hours if told else ""
    for village, names in _leaders(list(found), cycle).items():
        found[village].leaders = tuple(names[:NAMED])


def _leaders(keys: Sequence[int], cycle: Cycle) -> dict[int, list[str]]:
    """Names of those who hold the first of the posts that somebody holds in the village."""
    wanted = hung().leaders
    posts = ResponsibilityPost.objects.filter(cycle=cycle, village__in=keys, kind__code__in=wanted)
    held: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for village, code, name in posts.order_by("id").values_list("village", "kind__code", "name"):
        held[village][code].append(name)
    return {key: next(own[code] for code in wanted if code in own) for key, own in held.items()}


# --- counts by township ----------------------------------------------------------------------------------------------


@dataclass
class Count:
    """Of one node: villages that are done with it, that must come to it, that are past the law's day."""

    done: int = 0
    due: int = 0
    late: int = 0

    @property
    def open(self) -> int:
        return self.due - self.done


@dataclass
class TownshipCounts:
    """One township, or all together (None), with the counts of every node in their order."""

    township: Area | None
    villages: int = 0
    late_villages: int = 0
    """Villages with at least one node past the law's day."""
    open_villages: int = 0
    """Villages with at least one node still to be done."""
    counts: dict[str, Count] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.township) if self.township else "合计"

    @property
    def late(self) -> int:
        """Nodes past the law's day, one for each village and node."""
        return sum(one.late for one in self.counts.values())


def township_counts(user: Actor, cycle: Cycle) -> list[TownshipCounts]:
    """In official order, the total last; kept township by township until something they were read from changes."""
    kept = {line[0]: line[1:] for line in by_township("hung", user, cycle, partial(_counted, cycle))}
    lines = [_line(town, *kept[town.pk]) for town in Area.all_rows.filter(pk__in=kept)]
    names = ("villages", "late_villages", "open_villages")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    total = TownshipCounts(None, counts={one.node: Count() for one in hung().nodes}, **sums)
    for line in lines:
        for code, count in line.counts.items():
            own = total.counts[code]
            own.done, own.due, own.late = own.done + count.done, own.due + count.due, own.late + count.late
    return [*lines, total]


def _line(town: Area, number: int, late: int, left: int, counts: Mapping[str, list[int]]) -> TownshipCounts:
    return TownshipCounts(town, number, late, left, {code: Count(*numbers) for code, numbers in counts.items()})


def _counted(cycle: Cycle, user: Actor) -> Lines:
    """Township key, villages, late and open ones, node → [done, due, late]: of the very rows that the pages show."""
    found: dict[int, list[Any]] = {}
    for row in rows(participants(user, cycle), user, cycle):
        key = row.village.township_id
        line = found.setdefault(key, [key, 0, 0, 0, {one.node: [0, 0, 0] for one in hung().nodes}])
        line[1] += 1
        line[2] += bool(row.late)
        line[3] += row.missing is not None
        for code, one in row.stands.items():
            numbers = line[4][code]
            numbers[0] += one.is_done
            numbers[1] += one.due
            numbers[2] += one.state == LATE
    return list(found.values())
