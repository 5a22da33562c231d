"""What is to be done about elections, for to-do lists and calendars; constant queries, each within the territory."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.declarations import Due
from electioncycle.records.workflow import StepRecord
from electioncycle.roles import Action, officials_may
from elections.choices import AHEAD, LIVE, RUNNING, ElectionState, RoundKind, RoundState
from elections.models import Election, Round
from elections.services.halting import ASK, CALL_OFF, CAN_END, KEEP
from elections.services.rounds import APPROVERS

Waiting = dict[str, tuple[str, Callable[[Actor], QuerySet[Election]], tuple[str, ...], dict[str, Any]]]
"""By name: the entry's title, its elections, who is told, and how urgent it is."""


def due(waiting: Waiting, user: Actor, listed: str, page_of: Callable[[Election], str]) -> Iterator[Due]:
    """For who records: what is late or has no day yet; for who approves: what waits for a second person."""
    for name, (title, rows_of, actions, told) in waiting.items():
        if officials_may(user, *actions):
            yield from _single(title, rows_of(user), page_of, f"{listed}?todo={name}", told)


def _single(
    title: str, rows: QuerySet[Election], page_of: Callable[[Election], str], listed: str, told: dict[str, Any]
) -> Iterator[Due]:
    """One entry; where it is about one election it leads to its page."""
    found = list(rows.order_by()[:2])
    if len(found) == 1:
        yield Due(title, page_of(found[0]), **told)
    elif found:
        yield Due(title, listed, rows.order_by().count(), **told)


def _going(user: Actor) -> QuerySet[Election]:
    return Election.objects.visible_to(user).filter(state__in=LIVE)


def _rounds(**asked: object) -> QuerySet[Round]:
    return Round.objects.filter(election=OuterRef("pk"), **asked)


def _without_day(user: Actor) -> QuerySet[Election]:
    running = _rounds(state__in=RUNNING)
    return _going(user).filter(~Exists(running), state=ElectionState.NEXT, suspended_at=None)


def _begun_not_recorded(user: Actor) -> QuerySet[Election]:
    today = timezone.localdate()
    first = _going(user).filter(state=ElectionState.PREPARING, polling_day__lt=today, suspended_at=None)
    later = _going(user).filter(Exists(_rounds(state__in=AHEAD, day__lt=today)), suspended_at=None)
    return first | later


def _not_announced(user: Actor) -> QuerySet[Election]:
    return _going(user).filter(Exists(_rounds(state__in=RUNNING - AHEAD, day__lt=timezone.localdate())))


def _proposed(user: Actor) -> QuerySet[Election]:
    return _going(user).filter(Exists(_rounds(state=RoundState.PROPOSED)))


def _asked(user: Actor) -> QuerySet[Election]:
    """Whose last word about calling off is the request."""
    steps = StepRecord.objects.filter(
        object_type=Election._meta.label_lower, object_id=OuterRef("pk"), move__in=(ASK, CALL_OFF, KEEP)
    ).order_by("-id")
    mine = _going(user).filter(state__in=CAN_END)
    return (
        mine.annotate(last_word=steps.values("move")[:1], asker=steps.values("by")[:1])
        .filter(last_word=ASK)
        .exclude(asker=user.pk)
    )


BY_DAYS: Waiting = {
    "day": ("待定下一轮投票日期", _without_day, (Action.CHANGE,), {}),
    "vote": ("投票日已过，尚未登记投票情况", _begun_not_recorded, (Action.CHANGE,), {"overdue": True}),
    "announce": ("投票日已过，尚未登记现场公布", _not_announced, (Action.CHANGE,), {"overdue": True}),
    "proposed": ("投票日期待审定", _proposed, APPROVERS, {"to_decide": True}),
}
TO_END: Waiting = {"ending": ("终止选举待审定", _asked, APPROVERS, {"to_decide": True})}
"""Read from what people did, in whatever procedure: asked again after steps, as what goes by days is not."""
WAITING: Waiting = BY_DAYS | TO_END


def polling_days(user: Actor, *, since: date) -> Iterable[tuple[Election, date, str]]:
    """Election, day and what takes place on it, from this day on."""
    first = _going(user).filter(state=ElectionState.PREPARING, polling_day__gte=since, suspended_at=None)
    for election in first.select_related("village__township"):
        yield election, election.polling_day, "投票日"  # type: ignore[misc]
    later = Round.objects.visible_to(user).filter(state=RoundState.PLANNED, day__gte=since, election__suspended_at=None)
    for row in later.select_related("election__village__township"):
        yield row.election, row.day, f"{RoundKind(row.kind).label}日"
