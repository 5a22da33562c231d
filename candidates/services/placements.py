"""Placing people of the pool, what is noted month by month, and what a placement says about their standing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from candidates.choices import PlacementOutcome, ReserveState
from candidates.models import Placement, PlacementNote, ReserveCandidate
from candidates.rules import placements as rules
from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import ListKind
from villages.models import Cycle, KindItem

FOLLOWS = {
    PlacementOutcome.SERVING: ReserveState.PLACED,
    PlacementOutcome.NOMINATED: ReserveState.NOMINATED,
    PlacementOutcome.IN_OFFICE: ReserveState.IN_OFFICE,
    PlacementOutcome.COMPLETED: ReserveState.TRAINED,
    PlacementOutcome.ENDED_EARLY: ReserveState.TRAINED,
    PlacementOutcome.NOT_TAKEN_UP: ReserveState.POOLED,
}
"""What an outcome makes of somebody's standing in the pool."""
FURTHER = (ReserveState.NOMINATED, ReserveState.IN_OFFICE, ReserveState.LEFT)
"""Standings that a placement no longer changes back."""


def follow(rows: Sequence[Placement], *, by: Actor) -> None:
    """The pool says 顶岗, 已提名 or 已任职 as the placements just saved do; called in their transaction."""
    changed = []
    for row in rows:
        candidate = row.candidate
        state = FOLLOWS[PlacementOutcome(row.outcome)]
        if candidate.state != state and not (candidate.state in FURTHER and state not in FURTHER):
            candidate.state = state
            changed.append(candidate)
    history.record_many(changed, by=by, reason="随顶岗登记更新状态", fields=["state"])


def place(candidate: ReserveCandidate, values: dict[str, Any], *, by: Actor) -> Placement:
    """What the pool's workbook says of a placement: the latest one brought up to date, or a first one."""
    if candidate.state == ReserveState.LEFT:
        raise Refused(f"{candidate}已退出后备人选库，不能安排顶岗。确需安排的，请先改回储备状态。")
    row = latest(candidate)
    if row is None or (values.get("starts_on") and row.starts_on != values["starts_on"] and row.outcome in rules.ENDED):
        row = Placement(cycle=candidate.cycle, candidate=candidate)
    for name, value in values.items():
        setattr(row, name, value)
    row.candidate = candidate
    history.record(row, by=by)
    follow([row], by=by)
    return row


def posts_of(cycle: Cycle) -> dict[str, KindItem]:
    """The posts of the cycle's list by name."""
    return {row.name: row for row in KindItem.objects.filter(cycle=cycle, kind=ListKind.PLACEMENT_POST)}


def latest(candidate: ReserveCandidate) -> Placement | None:
    """The placement that goes on or went on last; from what was fetched along, where it was."""
    rows = list(candidate.placements.all()) if candidate.pk else []
    return max(rows, key=lambda row: (row.starts_on, row.pk), default=None)


def add_note(placement: Placement, month: date, text: str, *, by: Actor, version: int | None = None) -> PlacementNote:
    """One month of a placement; a month is noted once, a correction goes into its history."""
    text = text.strip()
    if len(text) < 4:
        raise Refused("请写明本月做了什么(不少于4个字)。")
    with transaction.atomic():
        placement = workflow.locked(placement, version)
        if fault := rules.month_fault(month, placement.starts_on, placement.ends_on, today=timezone.localdate()):
            raise Refused(fault)
        first = month.replace(day=1)
        row = PlacementNote.objects.select_for_update().filter(placement=placement, month=first).first()
        adding = row is None
        row = row or PlacementNote(placement=placement, month=first)
        row.text = text
        history.record(row, by=by)
        audit.record(audit.Event.ADDED if adding else audit.Event.CHANGED, by=by, row=row, version=row.version)
    return row


def unnoted(rows: QuerySet[Placement], month: date) -> QuerySet[Placement]:
    """Placements that went on in this month and have no note of it."""
    first = month.replace(day=1)
    noted = PlacementNote.objects.filter(placement=OuterRef("pk"), month=first)
    lasting = Q(ends_on=None) | Q(ends_on__gte=first)
    return rows.filter(~Exists(noted), lasting, starts_on__lt=_next(first))


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
