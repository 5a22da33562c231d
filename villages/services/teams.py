"""The sitting teams of many villages as reports and analyses read them: one query, without numbers nobody prints."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from electioncycle.records.rows import FOLLOWING
from villages.models import Cycle, Person, TeamMember, Village

UNREAD = tuple(f"person__{name}" for name in ("id_number", *Person.aside, *FOLLOWING))
"""Left in the database: no report shows them, and deciphering numbers costs more than all the rest."""

Teams = dict[int, list[TeamMember]]
_held: ContextVar[dict[Any, Teams] | None] = ContextVar("held_teams", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within the block the same villages' teams are read once: a report's sections come from several apps."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def teams_of(villages: Sequence[Village], cycle: Cycle | None) -> Teams:
    """Village → its members in official order."""
    held = _held.get()
    key = (cycle and cycle.pk, *(village.pk for village in villages))
    if held is not None and key in held:
        return held[key]
    teams: Teams = defaultdict(list)
    members = TeamMember.objects.filter(cycle=cycle, village__in=villages).select_related("person").defer(*UNREAD)
    for member in members.for_reading("person").order_by("village_id", "rank", "id"):
        teams[member.village_id].append(member)
    if held is not None:
        held[key] = teams
    return teams
