"""What a result sheet asks of others: to-do entries, explanations, a line beside the election's state."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from electioncycle.actors import Actor
from electioncycle.ledgers.declarations import Due
from electioncycle.roles import Action, officials_may
from elections.models import Election, ResultSheet
from elections.models.result_sheets import SECOND
from elections.rules.checks import EXPLAINED, Finding, checks
from elections.services import checking, side_states
from elections.services.checking import Basis
from elections.services.rounds import APPROVERS
from elections.services.sheet_verdicts import address
from elections.sheet_choices import AGREED, SheetState


def due(user: Actor, listed: str) -> Iterator[Due]:
    """For who may be the second: what waits for another person; for who typed: what differs; for approvers: doubts."""
    for name, (title, sheets_of, actions, told) in WAITING.items():
        if officials_may(user, *actions):
            yield from _entries(title, sheets_of(user).order_by(), f"{listed}?todo={name}", told)


def _entries(title: str, rows: Any, listed: str, told: dict[str, Any]) -> Iterator[Due]:
    """One entry; where it is about one sheet it leads to it, else to the elections of them."""
    found = list(rows[:2])
    if len(found) == 1:
        yield Due(title, address(found[0]), **told)
    elif found:
        yield Due(title, listed, rows.values("round__election").distinct().count(), **told)


def _second(user: Actor) -> Any:
    waiting = _sheets(user).filter(state=SheetState.SECOND)
    return waiting.exclude(entries__typist=user.pk).exclude(entries__turn=SECOND)


def _faulty(user: Actor) -> Any:
    return _sheets(user).filter(entries__typist=user.pk, state=SheetState.FAULTY)


def _different(user: Actor) -> Any:
    return _sheets(user).filter(entries__typist=user.pk, state=SheetState.DIFFERENT)


def _doubted(user: Actor) -> Any:
    return _sheets(user).filter(state=SheetState.DOUBTED)


def _sheets(user: Actor) -> Any:
    return ResultSheet.with_provisional.visible_to(user)


WAITING: dict[str, tuple[str, Callable[[Actor], Any], tuple[str, ...], dict[str, Any]]] = {
    "second": ("结果报告单待第二人核对", _second, (Action.CHANGE,), {"to_decide": True}),
    "faulty": ("结果报告单有误，待更正", _faulty, (Action.CHANGE,), {}),
    "different": ("结果报告单两人录入不一致，待更正", _different, (Action.CHANGE,), {}),
    "doubted": ("结果报告单存疑", _doubted, APPROVERS, {"to_decide": True}),
}
"""By name: the entry's title, its sheets, who is told, and whether they decide."""


@checking.finder()
def of_sheets(basis: Basis) -> Iterator[tuple[Election, Finding]]:
    """W codes of agreed sheets, each to be explained once in the internal record."""
    keys = {one.pk: one for one in basis.elections}
    rows = ResultSheet.objects.filter(round__election__in=keys, state__in=AGREED)
    for row in rows.select_related("round").order_by("round__number"):
        for code, places in row.checks.items():
            if code.startswith(EXPLAINED):
                where = f"({'、'.join(places)})" if places else ""
                words = f"第{row.round.number}轮{row.round.get_kind_display()}：{checks()[code].title}{where}。"
                yield keys[row.round.election_id], Finding(code, words, number=row.round.number)


@side_states.declare
def doubted(elections: Sequence[Election]) -> dict[int, str]:
    rows = ResultSheet.objects.filter(round__election__in=list(elections), state=SheetState.DOUBTED)
    numbers: dict[int, list[str]] = {}
    for election, number in rows.order_by("round__number").values_list("round__election", "round__number"):
        numbers.setdefault(election, []).append(f"第{number}轮")
    return {key: f"{'、'.join(own)}结果报告单存疑，请立即核对" for key, own in numbers.items()}
