"""Visits and leaders' links: a promise becomes a task; who holds which village, what was promised and brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from risks.choices import FINISHED, UNSETTLED
from risks.models import LeaderLink, Problem, Visit
from risks.services.problems import Line, raise_problem
from villages.models import Cycle, Village
from villages.services import participants

SOURCE = "visit"


def list_promise(visit: Visit, *, by: Actor) -> Visit:
    """Enter the visit's problem with its promise as a task of the three lists."""
    line = Line(
        task=visit.promise,
        leader=f"{visit.leader}({visit.post})" if visit.post else visit.leader,
        unit=visit.departments[:80],
        owner=visit.responsible,
        deadline=visit.deadline,
    )
    problem = raise_problem(
        visit.village,
        visit.cycle,
        visit.problem,
        by=by,
        level=visit.level,
        source=SOURCE,
        found_on=visit.visited_on,
        lines=[line],
    )
    visit.task = problem.lines.get()
    history.record(visit, by=by, reason="承诺列入三清单")
    return visit


def unkept(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Those whose promise is not kept yet, the oldest deadline first."""
    kept = Q(task__state__in=FINISHED, task__withdrawn_at=None)
    return visits.exclude(promise="").exclude(kept).order_by("deadline", "visited_on", "id")


def links_of(user: Actor, cycle: Cycle) -> QuerySet[LeaderLink]:
    """Links that hold today, of villages that take part."""
    ended = Q(until__lt=timezone.localdate())
    rows = LeaderLink.objects.visible_to(user).filter(cycle=cycle, village__in=participants(user, cycle).order_by())
    return rows.exclude(ended).select_related("village__township", "kind")


def visits_of(user: Actor, cycle: Cycle) -> QuerySet[Visit]:
    """Visits to villages that take part."""
    rows = Visit.objects.visible_to(user).filter(cycle=cycle, village__in=participants(user, cycle).order_by())
    return rows.select_related("village__township", "task__problem")


@dataclass
class LeaderLine:
    """One leader: the difficult villages he holds, his visits, the money they brought, the promises not kept."""

    holder: str
    leader: str
    post: str
    links: list[LeaderLink] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    @property
    def villages(self) -> list[Village]:
        return [link.village for link in self.links]

    @property
    def money(self) -> Decimal:
        return money_of(self.visits)

    @property
    def promises(self) -> int:
        return sum(bool(visit.promise) for visit in self.visits)

    @property
    def unkept(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.is_unkept]

    @property
    def last_visit(self) -> date | None:
        return max((visit.visited_on for visit in self.visits), default=None)


@dataclass
class Leaders:
    """All leaders with links or visits, and the totals of the page."""

    lines: list[LeaderLine]

    @property
    def linked(self) -> list[LeaderLine]:
        return [line for line in self.lines if line.links]

    @property
    def villages(self) -> int:
        return len({link.village_id for line in self.lines for link in line.links})

    @property
    def visits(self) -> int:
        return sum(len(line.visits) for line in self.lines)

    @property
    def money(self) -> Decimal:
        return sum((line.money for line in self.lines), Decimal(0))

    @property
    def promises(self) -> int:
        return sum(line.promises for line in self.lines)

    @property
    def unkept(self) -> list[Visit]:
        late = [visit for line in self.lines for visit in line.unkept]
        return sorted(late, key=lambda visit: (visit.deadline or date.max, visit.visited_on))


def leaders(user: Actor, cycle: Cycle) -> Leaders:
    """In the order of the villages they hold; two queries beside those of the territory."""
    found: dict[str, LeaderLine] = {}
    for link in links_of(user, cycle):
        found.setdefault(link.holder, LeaderLine(link.holder, link.leader, link.post)).links.append(link)
    for visit in visits_of(user, cycle):
        found.setdefault(visit.holder, LeaderLine(visit.holder, visit.leader, visit.post)).visits.append(visit)
    return Leaders(list(found.values()))


def money_of(visits: Iterable[Visit]) -> Decimal:
    return sum((visit.money or Decimal(0) for visit in visits), Decimal(0))


def yuan(amount: Decimal) -> str:
    """210000.00 → 210,000 元; fen only where there are any."""
    return f"{amount:,.2f}".removesuffix(".00") + "元"


def sentence(found: Leaders, place: str, today: date) -> str:
    """Ready to be copied into a report."""
    kept = found.promises - len(found.unkept)
    return (
        f"截至{today.month}月{today.day}日，{place}{len(found.linked)}位县领导挂钩联系重难点村{found.villages}个，"
        f"开展夜访和现场办公{found.visits}次，现场承诺事项{found.promises}件、已兑现{kept}件，"
        f"筹集资金{yuan(found.money)}。"
    )


def findings_of(villages: Sequence[Village], cycle: Cycle) -> dict[int, tuple[int, int]]:
    """Village key → visits, promises not kept; one query."""
    found: dict[int, tuple[int, int]] = {}
    rows = Visit.objects.filter(cycle=cycle, village__in=villages).select_related("task").order_by()
    for visit in rows:
        visits, open_ones = found.get(visit.village_id, (0, 0))
        found[visit.village_id] = visits + 1, open_ones + visit.is_unkept
    return found


def open_problems(villages: Sequence[Village], cycle: Cycle) -> dict[int, list[Problem]]:
    """Village key → its problems that are not settled."""
    found: dict[int, list[Problem]] = {}
    rows = Problem.objects.filter(cycle=cycle, village__in=villages, state__in=UNSETTLED)
    for problem in rows.prefetch_related("lines"):
        found.setdefault(problem.village_id, []).append(problem)
    return found
