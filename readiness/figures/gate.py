"""The funnel of the gate by township and batch, the conditions most failed, what changed since yesterday."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from electioncycle.records.workflow import StepRecord
from electioncycle.rounding import share
from readiness.choices import OUT_OF_FUNNEL, CheckState, Track, Verdict
from readiness.models import CheckItem, ReadinessCheck, ReadinessPass, SpecialDecision, StartRecord
from villages.models import Cycle, Village, VillageProfile

NOT_BEGUN = ""
STATES = (NOT_BEGUN, *CheckState.values)


@dataclass
class FunnelLine:
    """One township, one batch or all together; villages resting by 暂缓 or 延期 stand apart and count in no share."""

    name: str
    key: int | None = None
    states: Counter[str] = field(default_factory=Counter)
    resting: int = 0
    passed: int = 0
    started: Counter[str] = field(default_factory=Counter)
    consents: int = 0

    @property
    def villages(self) -> int:
        """Villages in the funnel today."""
        return self.states.total()

    @property
    def open(self) -> int:
        return self.villages - self.passed

    @property
    def passed_share(self) -> Decimal | None:
        return share(self.passed, self.villages)

    @property
    def counts(self) -> list[int]:
        return [self.states[state] for state in STATES]

    @property
    def party(self) -> int:
        return self.started[Track.PARTY]

    @property
    def committee(self) -> int:
        return self.started[Track.COMMITTEE]


@dataclass(frozen=True)
class Standing:
    """Where the villages of a cycle stand, by village key."""

    states: dict[int, str]
    passed: set[int]
    resting: set[int]
    started: dict[int, list[str]]
    consents: set[int]


def standing_of(cycle: Cycle) -> Standing:
    """Four queries, however many villages."""
    own = {"cycle": cycle}
    states = ReadinessCheck.objects.filter(**own, superseded_at=None).order_by().values_list("village_id", "state")
    passes = ReadinessPass.objects.filter(**own, lapsed_at=None).order_by().values_list("village_id", flat=True)
    rests = SpecialDecision.objects.filter(**own, kind__in=OUT_OF_FUNNEL, until__gte=timezone.localdate())
    started: dict[int, list[str]] = {}
    consents = set()
    for village, track, decision in StartRecord.objects.filter(**own).values_list("village_id", "track", "decision"):
        started.setdefault(village, []).append(track)
        consents |= {village} if decision else set()
    return Standing(dict(states), set(passes), set(rests.values_list("village_id", flat=True)), started, consents)


def funnel(villages: Sequence[Village], standing: Standing, names: dict[int, tuple[int | None, str]]) -> Any:
    """Lines in the order in which the groups first appear, the total last; ``names`` maps a village to its group."""
    lines: dict[int | None, FunnelLine] = {}
    total = FunnelLine("合计")
    for village in villages:
        key, name = names[village.pk]
        for line in (lines.setdefault(key, FunnelLine(name, key)), total):
            _count(line, village.pk, standing)
    return [*lines.values(), total]


def _count(line: FunnelLine, key: int, standing: Standing) -> None:
    line.started.update(standing.started.get(key, ()))
    line.consents += key in standing.consents
    if key in standing.resting:
        line.resting += 1
        return
    line.states[standing.states.get(key, NOT_BEGUN)] += 1
    line.passed += key in standing.passed


def by_township(villages: Sequence[Village]) -> dict[int, tuple[int | None, str]]:
    return {village.pk: (village.township_id, village.township.name) for village in villages}


def by_batch(villages: Sequence[Village], cycle: Cycle) -> dict[int, tuple[int | None, str]]:
    profiles = VillageProfile.objects.filter(cycle=cycle).exclude(batch=None).order_by()
    named = dict(profiles.values_list("village_id", "batch"))
    labels = {row.batch_id: str(row.batch) for row in profiles.select_related("batch")}
    return {v.pk: (named.get(v.pk), labels.get(named.get(v.pk), "未定批次")) for v in villages}


@dataclass(frozen=True)
class Failed:
    """How often one condition stands in the way of villages that have not passed."""

    name: str
    checked: int
    stated: int

    @property
    def total(self) -> int:
        return self.checked + self.stated


def most_failed(villages: Sequence[Village], cycle: Cycle) -> list[Failed]:
    """Conditions that villages state or the working group found not met, the most frequent first."""
    keys = {village.pk for village in villages}
    rows = (
        CheckItem.objects.filter(readiness__cycle=cycle, readiness__superseded_at=None, readiness__withdrawn_at=None)
        .exclude(readiness__state=CheckState.PASSED)
        .order_by("condition__position")
        .values_list("condition__name", "stated", "checked", "readiness__village_id")
    )
    found: dict[str, list[int]] = {}
    for name, stated, checked, village in rows:
        if village in keys and Verdict.NOT_MET in ((checked or stated),):
            found.setdefault(name, [0, 0])[0 if checked else 1] += 1
    listed = [Failed(name, *counts) for name, counts in found.items()]
    return sorted(listed, key=lambda one: -one.total)


@dataclass(frozen=True)
class Change:
    """A step of a check, a special decision or a start since yesterday."""

    village: Village
    step: StepRecord
    check: int | None


MODELS: tuple[Any, ...] = (ReadinessCheck, SpecialDecision, StartRecord)


def changes_since_yesterday(villages: Sequence[Village], cycle: Cycle, limit: int = 300) -> list[Change]:
    """What happened since yesterday's midnight, newest first; five queries."""
    places = {village.pk: village for village in villages}
    since = timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=1), time.min))
    types = [model._meta.label_lower for model in MODELS]
    steps = list(
        StepRecord.objects.filter(object_type__in=types, at__gte=since)
        .select_related("by")
        .order_by("-id")[: 4 * limit]
    )
    owners: dict[tuple[str, int], int] = {}
    for model in MODELS:
        name = model._meta.label_lower
        keys = [step.object_id for step in steps if step.object_type == name]
        rows = model.all_rows.filter(cycle=cycle, pk__in=keys).order_by().values_list("pk", "village_id")
        owners |= {(name, pk): village for pk, village in rows}
    found = []
    for step in steps:
        village = places.get(owners.get((step.object_type, step.object_id), 0))
        if village is not None:
            check = step.object_id if step.object_type == ReadinessCheck._meta.label_lower else None
            found.append(Change(village, step, check))
    return found[:limit]


MARKS = {
    "met": ("√", "ok", "核查达标"),
    "lapsed": ("！", "bad", "核查达标，但台账已不符"),
    "not_met": ("×", "bad", "核查未达标"),
    "stated": ("○", "info", "自查达标，待核查"),
    "doubtful": ("？", "warn", "自查达标，与台账不符"),
    "stated_not": ("△", "warn", "自查未达标"),
    "": ("—", "plain", "未填"),
}
"""Cells of the matrix: character, tone, meaning."""


def mark(facts: Any) -> str:
    """Which cell of the matrix a condition of a village stands in."""
    if facts.checked:
        if facts.checked == Verdict.MET:
            return "lapsed" if facts.contradicted else "met"
        return "not_met"
    if facts.stated == Verdict.MET:
        return "doubtful" if facts.now.met is False and not facts.reason else "stated"
    return "stated_not" if facts.stated else ""
