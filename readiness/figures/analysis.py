"""How far the analyses are, by township, and what the three one-shoulder lists hold; constant queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from electioncycle.actors import Actor
from electioncycle.rounding import share
from readiness.choices import APPROVED, REPORTED, OneShoulder, State
from readiness.models import AnalysisProblem, TeamAnalysis
from readiness.rules.analysis import OneShoulderCount, count_one_shoulder
from villages.models import Area, Cycle, Village
from villages.services import territory

NOT_BEGUN = ""


@dataclass(frozen=True)
class Progress:
    """The analyses of one township, or of all together (``township`` is None)."""

    township: Area | None
    states: Counter[str]
    one_shoulder: OneShoulderCount
    county_confirms: bool

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"

    @property
    def villages(self) -> int:
        return self.states.total()

    @property
    def finished(self) -> int:
        """Through the last approval this cycle asks for."""
        last = {State.CONFIRMED} if self.county_confirms else APPROVED
        return sum(self.states[state] for state in last)

    @property
    def finished_share(self) -> Decimal | None:
        return share(self.finished, self.villages)

    @property
    def reported(self) -> bool:
        """Whether every village has been handed in."""
        return self.villages > 0 and sum(self.states[state] for state in REPORTED) == self.villages

    @property
    def counts(self) -> list[int]:
        """未启动， 草稿， 已提交， 乡镇已通过， 县级已确认， 已退回， 已失效."""
        return [self.states[state] for state in (NOT_BEGUN, *State.values)]


def participants(user: Actor, cycle: Cycle | None) -> list[Village]:
    """Villages that take part in the cycle and lie in the user's territory, in official order."""
    if cycle is None:
        return []
    return list(territory.participants(user, cycle))


def state_counts(user: Actor, cycle: Cycle) -> Counter[str]:
    """How many of the user's villages stand where, without their names; two queries."""
    villages = territory.participants(user, cycle).order_by()
    rows = TeamAnalysis.objects.filter(cycle=cycle, village__in=villages.values("pk")).order_by()
    states = Counter(dict(rows.values_list("state").annotate(n=Count("pk"))))
    states[NOT_BEGUN] = villages.count() - states.total()
    return states


def not_reported(villages: Sequence[Village], cycle: Cycle) -> dict[Area, list[Village]]:
    """By township the villages that have not handed in their analysis; one query."""
    rows = TeamAnalysis.objects.filter(cycle=cycle, state__in=REPORTED).order_by()
    done = set(rows.values_list("village", flat=True))
    found: dict[Area, list[Village]] = {}
    for village in villages:
        if village.pk not in done:
            found.setdefault(village.township, []).append(village)
    return found


def unlisted(cycle: Cycle, villages: Iterable[Village] | None = None) -> QuerySet[AnalysisProblem]:
    """Problems of approved analyses that do not stand in the problem ledger."""
    rows = AnalysisProblem.objects.filter(analysis__cycle=cycle, analysis__withdrawn_at=None)
    rows = rows.filter(analysis__state__in=APPROVED).exclude(listed__withdrawn_at=None, listed__isnull=False)
    if villages is not None:
        rows = rows.filter(analysis__village__in=villages)
    return rows.order_by()


def progress(villages: Sequence[Village], cycle: Cycle, *, user: Actor) -> list[Progress]:
    """One entry a township of the user's in official order, the total last; one query."""
    rows = TeamAnalysis.objects.visible_to(user).filter(cycle=cycle).order_by()
    known = {village: found for village, *found in rows.values_list("village_id", "state", "one_shoulder")}
    groups: dict[Area, list[Village]] = {}
    for village in villages:
        groups.setdefault(village.township, []).append(village)
    return [
        Progress(
            township,
            Counter(known.get(village.pk, (NOT_BEGUN, ""))[0] for village in own),
            count_one_shoulder(_listed(known.get(village.pk)) for village in own),
            cycle.county_confirms,
        )
        for township, own in [*groups.items(), (None, list(villages))]
    ]


def _listed(known: Sequence[str] | None) -> str:
    """The list a village stands in; only what the township approved counts."""
    return known[1] if known and known[0] in APPROVED else ""


@dataclass(frozen=True)
class OneShoulderList:
    """One of the three lists: the approved villages in that state, in official order."""

    state: OneShoulder
    rows: list[TeamAnalysis]

    @property
    def title(self) -> str:
        return f"“一肩挑”{self.state.label}村(社区)清单"


def one_shoulder_lists(villages: Iterable[Village], cycle: Cycle) -> tuple[list[OneShoulderList], list[Village]]:
    """The three lists, and the villages not analysed, which stand apart."""
    places = {village.pk: village for village in villages}
    rows = (
        TeamAnalysis.objects.filter(cycle=cycle, state__in=APPROVED)
        .exclude(one_shoulder="")
        .select_related("village__township", "measure_kind")
    )
    found = [row for row in rows if row.village_id in places]
    lists = [OneShoulderList(state, [row for row in found if row.one_shoulder == state]) for state in OneShoulder]
    analysed = {row.village_id for row in found}
    return lists, [village for key, village in places.items() if key not in analysed]


@dataclass(frozen=True)
class StateChange:
    """One change of a village's one-shoulder state, from the history."""

    village: Village
    before: str
    after: str
    at: Any
    by: Actor | None


def one_shoulder_changes(villages: Iterable[Village], cycle: Cycle, limit: int = 200) -> list[StateChange]:
    """When which village moved between the lists, newest first."""
    places = {village.pk: village for village in villages}
    entries = (
        TeamAnalysis.history.filter(cycle=cycle)
        .select_related("history_user")
        .only("id", "village_id", "one_shoulder", "history_date", "history_user")
        .order_by("id", "history_date", "history_id")
    )
    labels = {"": "未研判", **dict(OneShoulder.choices)}
    found: list[StateChange] = []
    last: dict[int, str] = {}
    for entry in entries:
        before = last.get(entry.id, "")
        if entry.one_shoulder != before and entry.village_id in places:
            change = StateChange(
                places[entry.village_id],
                labels[before],
                labels[entry.one_shoulder],
                entry.history_date,
                entry.history_user,
            )
            found.append(change)
        last[entry.id] = entry.one_shoulder
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]
