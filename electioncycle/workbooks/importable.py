"""What may stand where the import expects a ledger, and what plans and writes its workbooks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from electioncycle.actors import Actor, CycleLike
from electioncycle.sheets import HeaderSpec, ParsedSheet
from electioncycle.workbooks.planning import Planner
from electioncycle.workbooks.plans import Plan


class Planning(Protocol):
    """Plans the lines of one workbook and writes those that were chosen; ``planning.Planner`` for most ledgers."""

    apart: Collection[int]  # lines of which the user has said that they are rows of their own

    def headers(self) -> list[HeaderSpec]: ...

    def plan(self, sheet: ParsedSheet) -> Plan: ...

    def ready(self, plan: Plan) -> None:
        """What takes long and needs no transaction, before the lines are written."""

    def write(self, plan: Plan, *, reason: str) -> int:
        """Returns how many lines were written."""


class Importable(Protocol):
    """What comes by workbook: a ledger, or what stands for one (accounts, a department's replies)."""

    @property
    def name(self) -> str: ...

    @property
    def sealed_headers(self) -> Collection[str]:
        """Headers of the columns that hold personal numbers."""

    @property
    def planner(self) -> Callable[..., Planning] | None:
        """In place of the standard planner; called with the ledger, ``user`` and ``cycle``."""


class Flow(Importable, Protocol):
    """What comes by workbook without being a ledger, found by its name outside a request too."""

    def cycle_of(self, key: int | None) -> None: ...


def planner_of(ledger: Importable, *, user: Actor, cycle: CycleLike | None) -> Planning:
    """Who plans and writes an imported workbook: what the ledger names, else the standard planner."""
    standard: Callable[..., Planning] = Planner
    return (ledger.planner or standard)(ledger, user=user, cycle=cycle)


def also_called(headers: Iterable[HeaderSpec], spellings: Mapping[str, Collection[str]]) -> list[HeaderSpec]:
    """The headers with what the county calls them besides."""
    return [replace(one, aliases=(*one.aliases, *spellings.get(one.name, ()))) for one in headers]
