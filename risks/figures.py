"""Counts over the risk ledgers, by township or village, with a number of queries that does not grow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from electioncycle.actors import Actor
from risks.choices import EDITABLE, OPEN, State
from risks.models import KeyPerson, KeyVillage, RiskPoint, Sweep
from risks.rules import settling as rules
from risks.rules.settling import SweepCount
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, Village
from villages.services.rule_sets import rules_of
from villages.services.territory import participants

OVERDUE, STALE, CALM = 0, 1, 2


def risk_kinds(cycle: Cycle) -> list[KindItem]:
    return list(KindItem.objects.filter(cycle=cycle, kind=ListKind.RISK_KIND))


def stale_since(cycle: Cycle | None, today: date | None = None) -> date | None:
    """Progress older than this is stale in the cycle; None where its rules set no limit."""
    return rules.stale_before(today or timezone.localdate(), rules_of(cycle).whole("risk_stale_days"))


def overdue_q(model: Any, today: date) -> Q:
    return Q(state__in=OPEN) & Q(**{f"{model.due_field}__lt": today})


def with_urgency(rows: QuerySet, cycle: Cycle | None) -> QuerySet:
    """Overdue rows first, then those without progress for long; ``urgency`` says which."""
    today = timezone.localdate()
    whens = [When(overdue_q(rows.model, today), then=Value(OVERDUE))]
    if limit := stale_since(cycle, today):
        rows = rows.annotate(last_word=Coalesce("progress_on", TruncDate("created_at")))
        whens.append(When(Q(state__in=EDITABLE, last_word__lt=limit), then=Value(STALE)))
    urgency = Case(*whens, default=Value(CALM), output_field=IntegerField())
    return rows.annotate(urgency=urgency).order_by("urgency", *rows.model._meta.ordering)


def in_territory(model: Any, user: Actor, cycle: Cycle) -> QuerySet:
    """Rows to be counted, also where the user may not open them; never to be shown."""
    return model.objects.filter(user.scope_q("village__path"), cycle=cycle).order_by()


def counted(model: Any, user: Actor, cycle: Cycle) -> QuerySet:
    """Those of them that figures count: of villages that take part; what stayed with a merged one counts nowhere."""
    return in_territory(model, user, cycle).filter(village__in=participants(user, cycle).order_by())


def live_persons(rows: QuerySet) -> QuerySet:
    return rows.filter(valid_until__gte=timezone.localdate())


@dataclass
class Settling:
    """How many rows of one ledger stand where."""

    states: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    stale: int = 0

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def open(self) -> int:
        return sum(self.states[state] for state in OPEN)

    @property
    def not_started(self) -> int:
        return self.states[State.NOT_STARTED]

    @property
    def working(self) -> int:
        return self.states[State.WORKING]

    @property
    def pending(self) -> int:
        return self.states[State.PENDING]

    @property
    def closed(self) -> int:
        return self.states[State.CLOSED]

    def add(self, other: "Settling") -> None:
        self.states += other.states
        self.overdue += other.overdue
        self.stale += other.stale


def settling(rows: QuerySet, cycle: Cycle, by: str = "village__township_id") -> dict[Any, Settling]:
    """One query: key of ``by`` → where its rows stand."""
    found: dict[Any, Settling] = defaultdict(Settling)
    listed = with_urgency(rows, cycle).order_by().values_list(by, "state", "urgency")
    for key, state, urgency in listed:
        one = found[key]
        one.states[state] += 1
        one.overdue += urgency == OVERDUE
        one.stale += urgency == STALE
    return found


@dataclass
class Line:
    """One township of the overview, or all of them (``township`` is None)."""

    township: Area | None
    sweep: SweepCount
    points: Settling
    key_villages: Settling
    key_persons: Settling
    unregistered: int = 0

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"

    @property
    def sets(self) -> int:
        """Ledger sets (台账套数): of villages and of persons."""
        return self.key_villages.total + self.key_persons.total


def overview(user: Actor, cycle: Cycle) -> list[Line]:
    """One line a township in official order, the total last."""
    villages = list(participants(user, cycle))
    groups: dict[Area, list[Village]] = defaultdict(list)
    for village in villages:
        groups[village.township].append(village)
    kinds = len(risk_kinds(cycle))
    home = {village.pk: village.township_id for village in villages}
    swept, found, by_cell = _sweeps(user, cycle, home)
    points = _by_township(in_territory(RiskPoint, user, cycle), cycle, home)
    unregistered = _unregistered(user, cycle, by_cell)
    towns = _by_township(in_territory(KeyVillage, user, cycle), cycle, home)
    persons = _by_township(live_persons(in_territory(KeyPerson, user, cycle)), cycle, home)
    lines = [
        Line(
            town,
            SweepCount(len(own), kinds, swept[town.pk], found[town.pk]),
            points[town.pk],
            towns[town.pk],
            persons[town.pk],
            sum(unregistered[village.pk] for village in own),
        )
        for town, own in groups.items()
    ]
    return [*lines, _total(lines, kinds)]


def sweep_lines(user: Actor, cycle: Cycle) -> list[list[int]]:
    """Key of each township, cells to sweep, cells swept; three queries."""
    home = dict(participants(user, cycle).order_by().values_list("pk", "township_id"))
    kinds = len(risk_kinds(cycle))
    swept, _, _ = _sweeps(user, cycle, home)
    return [[town, kinds * own, swept[town]] for town, own in Counter(home.values()).items()]


def _by_township(rows: QuerySet, cycle: Cycle, home: dict[int, int]) -> dict[int, Settling]:
    """Rows of villages that take part; what stayed with a village merged away counts nowhere."""
    found: dict[int, Settling] = defaultdict(Settling)
    for village, one in settling(rows, cycle, by="village_id").items():
        if village in home:
            found[home[village]].add(one)
    return found


def _sweeps(user: Actor, cycle: Cycle, home: dict[int, int]) -> tuple[Counter[int], Counter[int], dict[Any, int]]:
    """Cells swept and points found by township, and the points found by village and kind."""
    swept: Counter[int] = Counter()
    found: Counter[int] = Counter()
    by_cell = {}
    rows = in_territory(Sweep, user, cycle).filter(kind__withdrawn_at=None)
    for village, kind, number in rows.values_list("village_id", "kind_id", "found"):
        if village in home:
            swept[home[village]] += 1
            found[home[village]] += number
            by_cell[village, kind] = number
    return swept, found, by_cell


def _unregistered(user: Actor, cycle: Cycle, by_cell: dict[Any, int]) -> Counter[int]:
    """By village: points still without facts, and found ones without an entry."""
    entered: Counter[Any] = Counter()
    rows = in_territory(RiskPoint, user, cycle).exclude(facts="")
    for village, kind in rows.values_list("village_id", "kind_id"):
        entered[village, kind] += 1
    lacking: Counter[int] = Counter()
    for (village, kind), number in by_cell.items():
        lacking[village] += max(number - entered[village, kind], 0)
    return lacking


def _total(lines: Iterable[Line], kinds: int) -> Line:
    lines = list(lines)
    total = Line(
        None,
        SweepCount(
            sum(line.sweep.villages for line in lines),
            kinds,
            sum(line.sweep.swept for line in lines),
            sum(line.sweep.found for line in lines),
        ),
        Settling(),
        Settling(),
        Settling(),
        sum(line.unregistered for line in lines),
    )
    for line in lines:
        total.points.add(line.points)
        total.key_villages.add(line.key_villages)
        total.key_persons.add(line.key_persons)
    return total


def swept_kinds(villages: Sequence[Village], cycle: Cycle) -> dict[int, dict[int, Sweep]]:
    """Village key → kind key → its sweep."""
    found: dict[int, dict[int, Sweep]] = defaultdict(dict)
    for row in Sweep.objects.filter(cycle=cycle, village__in=villages).order_by():
        found[row.village_id][row.kind_id] = row
    return found
