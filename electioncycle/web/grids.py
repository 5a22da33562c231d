"""A grid that a township fills in one request: lines by columns of typed words, and what others typed meanwhile.

A page says which lines and columns there are and what stands in their cells (``Grid``). What comes back (``Typed``)
names the words each line was shown with, so that ``settle`` tells what this clerk changed from what somebody else did.
A service then reads and writes line by line: good lines are saved whole, the others stay with a reason (``Outcome``).
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from electioncycle.records.history import plain_lines

Place = tuple[str, str]
"""Key of the line and key of the column: one cell."""
CELL = re.compile(r"c-(\w{1,40})-(\w{1,60})")
LONGEST = 2000
"""Characters of one cell that are read."""
MOST_SEEN = 1_000_000
EXAMPLE = "如："
"""How a hint begins that is an example and nothing more."""
OVERTAKEN = "您填写期间已由他人填报，现为“{}”，您填的是“{}”，没有覆盖。请核对后再保存。"
GONE = "这一行的记录在您填写期间已由他人改动(撤回、恢复或重新登记)，没有保存。请核对现在的内容后再填。"


Alike = Callable[[str, str, str], bool]
"""Key of a column and two texts of it."""


def same_words(name: str, one: str, other: str) -> bool:
    return one == other


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, lines, number, day, time or choice; ``fill`` says what its fill button puts in.

    ``meaning`` reads what the "?" at its head says (``text`` and ``grounds``), where the form has one beside the field.
    """

    key: str
    title: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    under: str = ""
    group: str = ""
    fill: str = ""
    meaning: Callable[[], Any] | None = None

    def __str__(self) -> str:
        return self.title

    @property
    def explained(self) -> Any:
        """What stands behind its "?": the meaning, or a hint that says more than how it is written."""
        told = self.meaning() if self.meaning else None
        plain = self.kind in ("day", "time") or self.hint.startswith(EXAMPLE)
        return told or ({"text": self.hint} if self.hint and not plain else None)


@dataclass
class Line:
    """One line: what it is about, the words in its cells, which row they come from (none: not registered yet).

    ``shut`` says why its cells may not be typed into.
    """

    key: str
    title: str
    cells: dict[str, str]
    url: str = ""
    beside: tuple[str, ...] = ()
    row: str = ""
    shut: str = ""

    def __str__(self) -> str:
        return self.title


@dataclass
class Grid:
    """All lines of one place; ``heads`` are the headings over what each line is about, ``fill`` the button for all."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    heads: tuple[str, ...] = ("村(社区)",)
    fill: str = ""

    def line(self, key: str) -> Line | None:
        return next((line for line in self.lines if line.key == key), None)

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Headings over neighbouring columns, each with its width; none where no column has one."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            same = bool(found) and found[-1][0] == column.group
            found[-1:] = [(column.group, found[-1][1] + 1)] if same else [*found[-1:], (column.group, 1)]
        return found if any(name for name, _ in found) else []


@dataclass(frozen=True)
class Typed:
    """One line as it was sent: its cells, the words it was shown with, and from which row."""

    key: str
    cells: Mapping[str, str]
    seen: Mapping[str, str]
    row: str = ""

    @property
    def mine(self) -> dict[str, str]:
        """What was typed otherwise than the page showed."""
        return {name: text for name, text in self.cells.items() if text != self.seen.get(name, "")}


@dataclass(frozen=True)
class Change:
    """A line nobody else has touched where this clerk did: the cells to change, and all cells as they will be."""

    line: Line
    mine: Mapping[str, str]

    @property
    def cells(self) -> dict[str, str]:
        return {**self.line.cells, **self.mine}


@dataclass
class Outcome:
    """What was saved; reasons by cell and by line; what others have in cells this clerk changed too.

    ``undone`` says which approvals saving will undo: nothing was saved before the clerk has read it.
    """

    saved: int = 0
    said: str = ""
    reasons: dict[Place, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    clashes: dict[Place, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    notices: Sequence[str] = ()

    @property
    def kept(self) -> set[str]:
        """The lines that were not saved."""
        return {line for line, _ in (*self.reasons, *self.clashes)} | set(self.lines)

    @property
    def overtaken(self) -> bool:
        return bool(self.clashes or self.lost) or GONE in self.lines.values()

    @property
    def is_whole(self) -> bool:
        return not (self.kept or self.lost or self.undone)


def settle(grid: Grid, typed: Iterable[Typed], alike: Alike = same_words) -> tuple[list[Change], Outcome]:
    """The lines to save over ``grid`` as it stands now, and those that others changed in the same cells meanwhile.

    ``alike`` says whether the words of a column mean the same, such as 86 and 86人.
    """
    changes, outcome = [], Outcome()
    for one in typed:
        line, mine = grid.line(one.key), one.mine
        now = line.cells if line else {}
        mine = {name: text for name, text in mine.items() if line is None or not alike(name, text, now.get(name, ""))}
        if not mine:
            continue
        if line is None:
            outcome.lost.append("、".join(filter(None, one.cells.values())))
        elif line.shut:
            outcome.lines[one.key] = line.shut
        elif clashing := [name for name in mine if now.get(name, "") != one.seen.get(name, "")]:
            for name in clashing:
                outcome.clashes[one.key, name] = OVERTAKEN.format(now.get(name) or "空白", mine[name] or "空白")
        elif line.row.partition("V")[0] != one.row.partition("V")[0]:
            outcome.lines[one.key] = GONE
        else:
            changes.append(Change(line, mine))
    return changes, outcome


def read(grid: Grid, sent: Mapping[str, Any]) -> list[Typed]:
    """Every line of the grid as it was sent, and lines that are not there any more; what was not sent is untouched."""
    seen, texts = _read_seen(str(sent.get("seen", ""))), defaultdict[str, dict[str, str]](dict)
    for name in sent:
        if parts := CELL.fullmatch(name):
            texts[parts[1]][parts[2]] = tidy(sent[name])
    names = [column.key for column in grid.columns]
    found = []
    for key in dict.fromkeys([*(line.key for line in grid.lines), *texts]):
        row, shown = seen.get(key, ("", {}))
        own = {name: text for name, text in texts[key].items() if name in names}
        found.append(Typed(key, shown | own, shown, row))
    return found


def tidy(text: str) -> str:
    return plain_lines(text[:LONGEST]).strip()


def seen_text(grid: Grid) -> str:
    """The words of all cells and from which rows they come, as they go along in a hidden field."""
    names = [column.key for column in grid.columns]
    lines = {line.key: [line.row, *(line.cells.get(name, "") for name in names)] for line in grid.lines}
    return json.dumps({"columns": names, "lines": lines}, ensure_ascii=False, separators=(",", ":"))


def _read_seen(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """``seen_text`` read back; whatever is not of that form counts as not seen."""
    try:
        told = json.loads(text[:MOST_SEEN])
        names, lines = told["columns"], told["lines"].items()
        return {key: (str(row), dict(zip(names, map(str, texts), strict=True))) for key, (row, *texts) in lines}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def filled(typed: Iterable[Typed], places: Mapping[Place, str]) -> list[Typed]:
    """With these words in the cells that stand empty."""
    found = []
    for one in typed:
        more = {name: text for (key, name), text in places.items() if key == one.key and not one.cells.get(name)}
        found.append(Typed(one.key, {**one.cells, **more}, one.seen, one.row))
    return found


def chosen(grid: Grid, fill: str) -> list[Place]:
    """The cells a fill button stands for: ``all``, ``row-<key>`` or ``kind-<key>``; none for anything else."""
    which, _, key = fill.partition("-")
    every = [(line.key, column.key) for line in grid.lines for column in grid.columns]
    wanted = {"all": lambda place: True, "row": lambda place: place[0] == key, "kind": lambda place: place[1] == key}
    return [place for place in every if which in wanted and wanted[which](place)]
