"""What somebody does on the first day, role by role; each step is ticked by what the data say, never by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from electioncycle.actors import Actor, CycleLike
from electioncycle.web.addresses import address

STEPS: list["Step"] = []
"""In the order in which they are done; apps add theirs in ``ledger``."""


@dataclass(frozen=True)
class Step:
    """``done`` asks the data for this user in this cycle. It leads to the page ``url_name``."""

    title: str
    roles: frozenset[str]
    url_name: str
    done: Callable[[Any, Any], bool]
    args: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return address(self.url_name, *self.args)


@dataclass(frozen=True)
class Ticked:
    step: Step
    done: bool


def list_of(user: Actor, cycle: CycleLike | None) -> list[Ticked]:
    return [Ticked(step, step.done(user, cycle)) for step in STEPS if step.roles & user.roles]
