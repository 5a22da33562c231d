"""What stands beside the state of an election: derived when asked for, never stored.

Whoever knows more of elections declares it::

    @side_states.declare
    def open_defects(elections): return {election.pk: "有2项程序瑕疵未处置"}
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from elections.models import Election

SideState = Callable[[Sequence[Election]], Mapping[int, str]]
DECLARED: list[SideState] = []


def declare(side_state: SideState) -> SideState:
    """Decorator: what this says of elections, by key, is shown beside their state; constant queries for many."""
    DECLARED.append(side_state)
    return side_state


def beside(elections: Sequence[Election]) -> dict[int, list[str]]:
    """Election key → sentences, in the order in which they were declared."""
    found: dict[int, list[str]] = defaultdict(list)
    for say in DECLARED:
        for key, sentence in say(elections).items():
            found[key].append(sentence)
    return found


@declare
def suspended(elections: Sequence[Election]) -> dict[int, str]:
    return {one.pk: f"已暂停：{one.suspended_reason}" for one in elections if one.suspended_at and one.live}


@declare
def lapsed_start(elections: Sequence[Election]) -> dict[int, str]:
    """A start whose pass has lapsed since: to be watched, it stops nothing."""
    starts = {one.start_id for one in elections if one.live and one.start_id}
    lapsed = set(
        Election.objects.filter(start__in=starts).exclude(start__passed__lapsed_at=None).values_list("pk", flat=True)
    )
    lapsed &= {one.pk for one in elections}
    return dict.fromkeys(lapsed, "启动后准入通过失效，程序照常进行，请跟踪处置")
