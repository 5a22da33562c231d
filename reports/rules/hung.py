"""What hangs on the wall (挂图作战): nodes of the work and columns of the sheets, as data. Nothing here is law.

Which day the law sets for a node its step says (``elections/data/steps.json`` and the rule set in force).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HUNG = Path(__file__).resolve().parent.parent / "data" / "hung.json"


@dataclass(frozen=True)
class Node:
    """A step of the election of one body that the county looks at; ``letter`` stands for it where there is no room."""

    node: str
    title: str
    letter: str
    body: str
    step: str


@dataclass(frozen=True)
class Column:
    """A column of the township's sheet: the day of a node, or what the village itself says (``holds``).

    ``last``: before it is done the law's last day stands there, not the planned one. ``place``: with hour and place.
    """

    title: str
    width: float
    node: str = ""
    holds: str = ""
    last: bool = False
    place: bool = False


@dataclass(frozen=True)
class Hung:
    nodes: tuple[Node, ...]
    columns: tuple[Column, ...]
    gantt: tuple[str, ...]
    leaders: tuple[str, ...]
    """Kinds of posts by their codes: the first that is held names the leader of a village."""
    daily: tuple[str, ...]
    """Figures that the leaders' daily paper tells, by their codes."""
    pens: int
    villages_a_sheet: int

    def node(self, code: str) -> Node | None:
        return next((one for one in self.nodes if one.node == code), None)


@cache
def hung() -> Hung:
    told: dict[str, Any] = json.loads(HUNG.read_text(encoding="utf-8"))
    return Hung(
        tuple(Node(**one) for one in told["nodes"]),
        tuple(Column(**one) for one in told["columns"]),
        tuple(told["gantt"]),
        tuple(told["leaders"]),
        tuple(told["daily"]),
        told["pens"],
        told["villages_a_sheet"],
    )
