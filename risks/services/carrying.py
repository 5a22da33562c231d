"""What is still open when a cycle ends goes on in the next one: risk points, key ledgers, problems with their lines."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.disclosure import restricted
from electioncycle.records import history
from risks.choices import OPEN, UNSETTLED, ProblemState, State
from risks.models import Countermeasure, KeyPerson, Problem
from risks.models.base import Settled
from risks.services.key_persons import HIDDEN
from villages.models import Cycle
from villages.services.carrying import copy_of

Items = Mapping[int, Any]


def carry_settled(model: type[Settled], last: Cycle, cycle: Cycle, items: Items, *, by: Actor, reason: str) -> int:
    """Open rows of villages that still stand; an application for closing ends, its proof stays with the last cycle."""
    rows = model.all_rows.filter(cycle=last, state__in=OPEN, village__valid_to=None, withdrawn_at=None)
    copies = [copy for row in rows.select_related("village") if (copy := _settled_copy(row, cycle, items))]
    history.record_many(copies, by=by, reason=reason)
    return len(copies)


def _settled_copy(row: Any, cycle: Cycle, items: Items) -> Any:
    changes: dict[str, Any] = {"proof": "", "reopened": 0}
    if row.state == State.PENDING:
        changes["state"] = State.WORKING
    if hasattr(row, "kind_id"):
        if row.kind_id not in items:
            return None
        changes["kind"] = items[row.kind_id]
    return copy_of(row, cycle, **changes)


def carry_persons(last: Cycle, cycle: Cycle, *, by: Actor, reason: str) -> int:
    """Entries that are open, not expired and not hidden yet, with those who may open them and still have an account.

    Whoever starts the cycle need not be able to read them, and learns no more than how many they are.
    """
    today = timezone.localdate()
    rows = KeyPerson.all_rows.filter(cycle=last, state__in=OPEN, village__valid_to=None, withdrawn_at=None)
    found = list(rows.filter(valid_until__gte=today).exclude(name=HIDDEN).select_related("village"))
    copies = [copy_of(row, cycle, proof="", outcome="", reopened=0, state=_going_on(row)) for row in found]
    history.record_many(copies, by=by, reason=reason)
    now = dict(zip((row.pk for row in found), copies, strict=True))
    restricted.carry_readers(KeyPerson, now, by=by)
    return len(copies)


def _going_on(row: Any) -> str:
    return State.WORKING if row.state == State.PENDING else row.state


def carry_problems(last: Cycle, cycle: Cycle, items: Items, *, by: Actor, reason: str) -> int:
    """Problems that are not settled with all their lines: what was done already shows what is left."""
    rows = Problem.objects.filter(cycle=last, state__in=UNSETTLED, village__valid_to=None)
    found = list(rows.select_related("village").prefetch_related("lines"))
    copies = {
        row.pk: copy_of(row, cycle, source=items.get(row.source_id or 0), state=ProblemState.OPEN, closed_on=None)
        for row in found
    }
    history.record_many(list(copies.values()), by=by, reason=reason)
    lines: list[Countermeasure] = [
        copy_of(line, cycle, problem=copies[row.pk])
        for row in found
        for line in row.lines.all()
        if line.withdrawn_at is None
    ]
    history.record_many(lines, by=by, reason=reason)
    return len(copies)
