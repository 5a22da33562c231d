"""Which steps of a cycle are still ahead, and by which rules they go: declared by the ledgers that ask those rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from electioncycle.records.editions import Difference
from villages.models import Cycle
from villages.rules.keys import COMMUNITY, KIN, TARGET


@dataclass(frozen=True)
class Step:
    """A kind of step. ``keys`` are the rules it goes by; ``waiting`` counts what it is still to be done on.

    ``order`` is its place in the calendar of a cycle, in which its rules are to be confirmed.
    """

    title: str
    keys: frozenset[str]
    waiting: Callable[[Cycle], int]
    order: int


@dataclass(frozen=True)
class Ahead:
    """A kind of step with what changes for it, and on how many rows it is ahead."""

    title: str
    count: int
    changes: list[Difference]


STEPS: dict[str, Step] = {}
UNUSED: list[Callable[[Cycle], frozenset[str]]] = []
"""Who knows which rules only serve ways in which nobody in a cycle works."""
NOBODYS = "本系统目前没有步骤依据的规则"
PREPARATION, AFTERWARDS = 0, 1000
"""Most steps come before the procedure begins; few when all is over."""


def declare(title: str, *keys: str, waiting: Callable[[Cycle], Any], order: int = PREPARATION) -> None:
    """A ledger says: these rules decide this step, and so many rows wait for it."""
    STEPS[title] = Step(title, frozenset(keys), waiting, order)


def unused_in(cycle: Cycle) -> frozenset[str]:
    """Rules that a step goes by, but by none of the ways that this cycle's units have chosen."""
    return frozenset[str]().union(*(find(cycle) for find in UNUSED))


def steps_of(key: str) -> list[Step]:
    """The steps that go by this rule; without one nothing in the product reads it."""
    return [step for step in STEPS.values() if key in step.keys or _family(key) in step.keys]


def ahead(cycle: Cycle, changes: list[Difference]) -> list[Ahead]:
    """The steps that some of these changes concern; a change that concerns none stands under its own name."""
    found, claimed = [], set()
    for step in STEPS.values():
        if own := [one for one in changes if step in steps_of(one.code)]:
            found.append(Ahead(step.title, step.waiting(cycle), own))
            claimed |= {one.code for one in own}
    if others := [one for one in changes if one.code not in claimed]:
        found.append(Ahead(NOBODYS, 0, others))
    return found


def _family(key: str) -> str:
    """Rules about relatives and targets are declared by what their keys begin with, residents' by the villagers'."""
    return next((start for start in (KIN, TARGET) if key.startswith(start)), key.removeprefix(COMMUNITY))
