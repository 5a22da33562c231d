"""The ways figures leave the product, each read as whoever looks there reads it: homes, papers, sheets, lists.

An app adds its own to ``WAYS``. ``agreement`` compares them; nothing here computes a figure of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.figures import Figure
from electioncycle.ledgers import ledger as ledgers
from electioncycle.roles import Role
from electioncycle.web.addresses import address
from readiness import definitions as of_analyses
from readiness.choices import OneShoulder
from readiness.figures.analysis import one_shoulder_lists
from reports import briefing, walls
from reports.definitions import LATE_VILLAGES, NODES, OPEN_NODES
from reports.figures import team_figures
from reports.homes import Home
from reports.papers import figures as figures_paper
from reports.papers import hung as hung_paper
from reports.papers import volume
from reports.rules.hung import hung
from reports.township_lines import township_lines
from villages.definitions import VILLAGES
from villages.models import Area, Cycle, Village
from villages.services.territory import participants, townships_of

Key = tuple[str, str]
"""Code of a figure, and the entry where it has one for each entry of a list (a node)."""
Said = dict[str, dict[Key, int]]
"""Path of the county or of a township → figure → the number that stands there."""


@dataclass(frozen=True)
class Told:
    """What figures stand at in one place where people read them; ``url`` opens it."""

    where: str
    url: str
    said: Said


Way = Callable[[Actor, Cycle], Iterable[Told]]
WAYS: dict[str, Way] = {}
"""By name, the county's home first: what others say is held against it."""


def way(name: str) -> Callable[[Way], Way]:
    """Decorator: another way in which figures leave."""

    def register(read: Way) -> Way:
        WAYS[name] = read
        return read

    return register


DONE_OF, DUE_OF = "已完成", "应完成"


def node_key(title: str, which: str) -> Key:
    return NODES.code, f"{title}{which}"


def _plain(counted: Mapping[str, int]) -> dict[Key, int]:
    return {(code, ""): number for code, number in counted.items()}


def _path(town: Area | None, cycle: Cycle) -> str:
    return (town or cycle.county).path


# --- homes -----------------------------------------------------------------------------------------------------------


@way("home")
def county_home(by: Actor, cycle: Cycle) -> Iterator[Told]:
    yield Told("县级工作台首页", address("dashboard"), _of_home(Home(by, cycle), cycle, whole=True))


@way("township homes")
def township_homes(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """As the officer of each township sees it; who stands in two townships each counts, so that is not compared."""
    said: Said = {}
    for town in townships_of(participants(by, cycle)):
        officer: Any = copy(by)
        officer.roles, officer.scope_paths = frozenset({Role.TOWNSHIP_OFFICER}), (town.path,)
        officer.place = str(town)
        found = _of_home(Home(officer, cycle), cycle, whole=False).get(town.path, {})
        said[town.path] = {key: number for key, number in found.items() if not figures.of(key[0]).shared}
    yield Told("乡镇(街道)工作台首页", address("dashboard"), said)


def _of_home(home: Home, cycle: Cycle, *, whole: bool) -> Said:
    """Cards and tables; ``whole``: the total too, which is the county's."""
    said: Said = {}
    lines = [*home.lines, home.total] if whole else home.lines
    for line in lines:
        said.setdefault(_path(line.township, cycle), {}).update(_plain(line.numbers.counted))
    for title in home.titles:
        if group := home.group(title):
            for town, row in zip(home.townships, group.rows, strict=True):
                own = {one.code: number for one, number in zip(group.figures, row, strict=True)}
                said.setdefault(town.path, {}).update(_plain(own))
            if whole:
                said[cycle.county.path].update(_plain(group.counted))
    for count in home.counts if whole else home.counts[:-1]:
        told = said.setdefault(_path(count.township, cycle), {})
        told |= _plain({LATE_VILLAGES.code: count.late_villages, OPEN_NODES.code: count.open_villages})
        for node in hung().nodes:
            one = count.counts[node.node]
            told[node_key(node.title, DONE_OF)], told[node_key(node.title, DUE_OF)] = one.done, one.due
    return said


# --- papers ----------------------------------------------------------------------------------------------------------


@way("daily paper")
def daily_paper(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """The numbers as they stand in its first sentence, were it made now."""
    words = briefing.progress(by, cycle, timezone.localdate())
    found = {
        (one.code, ""): int(number[1])
        for one in briefing.progress_figures()
        if (number := re.search(rf"{re.escape(briefing.called(one))}(\d+){re.escape(one.unit)}", words))
    }
    yield Told("换届工作日报(总进度)", address("daily_papers"), {cycle.county.path: found})


@way("volume")
def report_of_all(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """The table by township of the report over all villages."""
    lines = township_lines(list(participants(by, cycle)), cycle, user=by)
    table = volume.progress_table(lines)
    yield Told(
        "班子分析研判情况报告(各乡镇研判进展)",
        address("report_list"),
        _of_rows(volume.PROGRESS, [row[1:] for row in table.rows], [line.team.township for line in lines], cycle),
    )


@way("team figures")
def team_table(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """The table by township of the teams, as page, workbook and print show it."""
    lines = team_figures(list(participants(by, cycle)), cycle, user=by)
    rows = [figures_paper.line(one)[1:] for one in lines]
    heads = [None if label and figure.each else figure for figure, label in figures_paper.HEADERS]
    said = _of_rows(heads, rows, [one.township for one in lines], cycle)
    yield Told("班子结构统计", address("team_figures"), said)


def _of_rows(
    heads: Iterable[Figure | None], rows: Iterable[Iterable[Any]], towns: Iterable[Area | None], cycle: Cycle
) -> Said:
    """The whole numbers of a table under the figures that head its columns."""
    heads = list(heads)
    return {
        _path(town, cycle): {
            (head.code, ""): int(cell)
            for head, cell in zip(heads, row, strict=True)
            if head is not None and head.counted and str(cell).isdigit()
        }
        for town, row in zip(towns, rows, strict=True)
    }


@way("three lists")
def three_lists(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """How many villages stand on each of the three lists, and how many on none."""
    villages = list(participants(by, cycle).select_related("township"))
    lists, left = one_shoulder_lists(villages, cycle)
    named = {
        OneShoulder.CONFIRMED: of_analyses.CONFIRMED,
        OneShoulder.INTENDED: of_analyses.INTENDED,
        OneShoulder.NONE: of_analyses.NO_CANDIDATE,
    }
    said = _nought((named[one.state].code for one in lists), villages, cycle)
    for one in lists:
        for row in one.rows:
            _count(said, row.village, (named[one.state].code, ""), cycle)
    for path, numbers in _nought([of_analyses.NOT_ANALYSED.code], villages, cycle).items():
        said[path].update(numbers)
    for village in left:
        _count(said, village, (of_analyses.NOT_ANALYSED.code, ""), cycle)
    yield Told("“一肩挑”三类清单", address("one_shoulder"), said)


def _nought(codes: Iterable[str], villages: Iterable[Village], cycle: Cycle) -> Said:
    keys = [(code, "") for code in codes]
    paths = dict.fromkeys([cycle.county.path, *(one.township.path for one in villages)])
    return {path: dict.fromkeys(keys, 0) for path in paths}


def _count(said: Said, village: Village, key: Key, cycle: Cycle) -> None:
    for path in (village.township.path, cycle.county.path):
        said[path][key] = said[path].get(key, 0) + 1


# --- what hangs ------------------------------------------------------------------------------------------------------


@way("county sheet")
def county_sheet(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """县表: what its cells say, done of due for every node."""
    said: Said = {}
    for line in walls.township_counts(by, cycle):
        _, villages, *cells = hung_paper.county_row(line)
        own: dict[Key, int] = {(VILLAGES.code, ""): int(villages.words)}
        for node, cell in zip(hung().nodes, cells, strict=False):
            done, _, due = cell.words.partition("/")
            own[node_key(node.title, DONE_OF)], own[node_key(node.title, DUE_OF)] = (
                (int(done), int(due)) if due else (0, 0)
            )
        said[_path(line.township, cycle)] = own
    yield Told("挂图作战县表", address("hung"), said)


@way("villages by nodes")
def villages_by_nodes(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """村(社区)×节点: the rows themselves, counted one by one."""
    villages = list(walls.villages(by, cycle, walls.Asked()))
    keys = [(VILLAGES.code, ""), (LATE_VILLAGES.code, ""), (OPEN_NODES.code, "")]
    keys += [node_key(node.title, which) for node in hung().nodes for which in (DONE_OF, DUE_OF)]
    paths = dict.fromkeys([cycle.county.path, *(one.township.path for one in villages)])
    found = {path: Counter(dict.fromkeys(keys, 0)) for path in paths}
    for row in walls.rows(villages, by, cycle):
        told = {(VILLAGES.code, ""): 1, (LATE_VILLAGES.code, ""): bool(row.late)}
        told[OPEN_NODES.code, ""] = row.missing is not None
        for stand in row.stands.values():
            told[node_key(stand.node.title, DONE_OF)] = stand.is_done
            told[node_key(stand.node.title, DUE_OF)] = stand.due
        for path in (row.village.township.path, cycle.county.path):
            found[path].update(told)
    said = {path: dict(numbers) for path, numbers in found.items()}
    yield Told("挂图作战(村(社区)×节点、乡镇表)", address("hung_villages"), said)


# --- lists -----------------------------------------------------------------------------------------------------------

LISTED: dict[str, tuple[str, dict[str, str]]] = {
    "risks.points": ("riskpoint", {}),
    "risks.points_closed": ("riskpoint", {"state": "closed"}),
    "risks.key_villages": ("keyvillage", {}),
    "risks.key_villages_closed": ("keyvillage", {"state": "closed"}),
    "risks.problems": ("problem", {}),
    "risks.visits": ("visit", {}),
    "candidates.signed": ("pledge", {"state": "signed"}),
}
"""Figures that are as many as a ledger has rows of villages that take part: the ledger, and what narrows its list."""


@way("lists")
def lists(by: Actor, cycle: Cycle) -> Iterator[Told]:
    """As many rows as the ledgers' lists, and with them their workbooks, have of villages that take part."""
    villages = list(participants(by, cycle).select_related("township"))
    keys = [one.pk for one in villages]
    for code, (name, asked) in LISTED.items():
        ledger = ledgers.REGISTRY[name]
        said = _nought([code], villages, cycle)
        rows = ledger.rows(by, cycle).filter(village__in=keys, **asked).order_by()
        for path in rows.values_list("village__township__path", flat=True):
            for place in (path, cycle.county.path):
                said[place][code, ""] += 1
        query = "&".join(f"{field}={value}" for field, value in asked.items())
        narrowed = f"({figures.of(code).name})" if asked else ""
        yield Told(f"台账“{ledger.title}”的列表{narrowed}", f"{ledger.url('list')}{'?' if query else ''}{query}", said)
