"""Every number that may go into a form, by code: how it is called, whose figure it is, and where it is read from.

A code is that of its figure; of a figure that is counted for each of several things ``@`` and the thing follow.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.figures import FIGURES, PERCENT, Figure
from electioncycle.roles import COUNTY_ROLES
from elections import team_definitions as team
from elections.choices import Body
from elections.papers.elected_team import AGES, COMMITTEE_POSTS, EDUCATIONS, LABELS, PARTY_POSTS, SOURCES
from elections.rules.elected_team import Figures
from elections.services import elected_lines
from elections.services.elected_lines import Line
from elections.services.elected_team import VillageTeam, elected_teams
from filing.rules.ratios import Ratio
from filing.services import progress
from readiness import definitions as readiness
from reports.board_lines import BoardLine, counted_lines
from reports.definitions import NODES
from reports.rules.hung import hung
from reports.walls import TownshipCounts, township_counts
from risks import definitions as risks
from villages import definitions as villages
from villages.choices import CommitteePost, PartyPost
from villages.models import Area, Cycle

BOARD, HUNG, ELECTED, PROGRESS = "board", "hung", "elected", "progress"
SHARES = "占比和平均数"
Read = Callable[[Any], int | Ratio]


@dataclass(frozen=True)
class Number:
    """``of`` reads it from one line of its ``source``: a township's, or the total."""

    code: str
    name: str
    heading: str
    source: str
    of: Read
    ratio: bool = False

    @property
    def figure(self) -> Figure:
        return figures.of(self.code.partition("@")[0])

    @property
    def percent(self) -> bool:
        return self.figure.unit == PERCENT

    @property
    def title(self) -> str:
        """As the page offers it."""
        return f"{self.name}（%）" if self.percent else self.name


@cache
def catalog() -> Mapping[str, Number]:
    """By code, in the order in which the page offers them, but for what the county's own people may not see."""
    found = [*_counted(), *_board_shares(), *_nodes(), *_progress(), *_elected()]
    return {one.code: one for one in found if one.figure.readers & COUNTY_ROLES}


class Lines:
    """The lines of every source, read when first asked for; by key of the township, 0 for all together."""

    def __init__(self, user: Actor, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle
        self._read: dict[str, Mapping[int, Any]] = {}

    @cached_property
    def teams(self) -> list[VillageTeam]:
        return elected_teams(self.user, self.cycle)

    @cached_property
    def townships(self) -> list[Area]:
        """Those with villages that take part, in official order."""
        return list({one.village.township_id: one.village.township for one in self.teams}.values())

    def of(self, number: Number, township: int) -> int | Ratio:
        """What the number stands at in the township, 0: in the county."""
        if number.source not in self._read:
            self._read[number.source] = SOURCES_READ[number.source](self)
        return number.of(self._read[number.source][township])


def _board(lines: Lines) -> dict[int, BoardLine]:
    return {one.township.pk if one.township else 0: one for one in counted_lines(lines.user, lines.cycle)}


def _hung(lines: Lines) -> dict[int, TownshipCounts]:
    return {one.township.pk if one.township else 0: one for one in township_counts(lines.user, lines.cycle)}


def _elected_lines(lines: Lines) -> dict[int, Line]:
    return {one.key: one for one in elected_lines.by_township(lines.teams)}


def _progress_lines(lines: Lines) -> dict[int, progress.Counts]:
    return progress.by_township(lines.user, lines.cycle, lines.teams)


SOURCES_READ: dict[str, Callable[[Lines], Mapping[int, Any]]] = {
    BOARD: _board,
    HUNG: _hung,
    ELECTED: _elected_lines,
    PROGRESS: _progress_lines,
}


# --- what the first page counts --------------------------------------------------------------------------------------


def _counted() -> Iterator[Number]:
    """Whole numbers that are kept every night."""
    for one in FIGURES.values():
        if one.counted:
            yield Number(one.code, one.name, f"数字：{one.group}", BOARD, _kept(one.code))


def _kept(code: str) -> Read:
    return lambda line: int(line.counted.get(code, 0))


def _share(figure: Figure, source: str, parts: Callable[[Any], tuple[int | Decimal, int]]) -> Number:
    percent = figure.unit == PERCENT

    def read(line: Any) -> Ratio:
        part, base = parts(line)
        return Ratio(part, base, percent, figure.base)

    return Number(figure.code, figure.name, f"{SHARES}：{figure.group}", source, read, ratio=True)


def _over(part: Figure, *base: Figure) -> Callable[[BoardLine], tuple[int, int]]:
    """One counted figure over others together."""
    return lambda line: (
        line.counted.get(part.code, 0),
        sum(line.counted.get(one.code, 0) for one in base),
    )


def _settled(line: BoardLine) -> tuple[int, int]:
    every = line.counted.get(risks.PROBLEMS.code, 0)
    return every - line.counted.get(risks.NOT_SETTLED.code, 0), every


def _board_shares() -> Iterator[Number]:
    yield _share(villages.MEAN_AGE, BOARD, lambda line: (line.numbers.years, line.numbers.aged))
    yield _share(
        villages.LAST_MEAN_AGE, BOARD, lambda line: (Decimal(line.numbers.last_tenths) / 10, line.numbers.last_aged)
    )
    yield _share(villages.COLLEGE_SHARE, BOARD, lambda line: (line.numbers.college_up, line.numbers.members))
    yield _share(villages.WOMEN_SHARE, BOARD, lambda line: (line.numbers.women, line.numbers.members))
    yield _share(villages.POSTS_SHARE, BOARD, lambda line: (line.numbers.posts_held, line.numbers.posts_wanted))
    yield _share(readiness.FINISHED_SHARE, BOARD, lambda line: (line.numbers.finished, line.numbers.villages))
    yield _share(readiness.ONE_SHOULDER_SHARE, BOARD, lambda line: (line.numbers.likely, line.numbers.villages))
    yield _share(readiness.PASSED_SHARE, BOARD, _over(readiness.PASSED, readiness.PASSED, readiness.NOT_PASSED))
    yield _share(risks.SWEPT_SHARE, BOARD, _over(risks.SWEPT, risks.CELLS))
    yield _share(risks.SETTLED_SHARE, BOARD, _settled)


# --- nodes and progress ----------------------------------------------------------------------------------------------


def _nodes() -> Iterator[Number]:
    for node in hung().nodes:
        for name, word in (("done", "已完成"), ("due", "应完成"), ("late", "已过法定日")):
            yield Number(
                f"{NODES.code}@{node.node}.{name}", f"{node.title}{word}", "数字：节点", HUNG, _node(node.node, name)
            )


def _node(code: str, name: str) -> Read:
    return lambda line: int(getattr(line.counts[code], name))


def _progress() -> Iterator[Number]:
    for name, figure in progress.NAMES.items():
        yield Number(figure.code, figure.name, "数字：换届进展", PROGRESS, _attribute(name))


def _attribute(name: str) -> Read:
    return lambda line: int(getattr(line, name))


# --- those elected ---------------------------------------------------------------------------------------------------

BODIES: Mapping[str, tuple[str, Callable[[Line], Figures]]] = {
    "": ("", lambda line: line.both),
    Body.PARTY: ("党组织", lambda line: line.party),
    Body.COMMITTEE: ("村(居)委会", lambda line: line.committee),
}
"""Of whom the figures of those elected count: the two committees together, each person once, or one of them."""
PEOPLE: dict[Figure, str] = {
    team.ELECTED: "elected",
    team.WOMEN: "women",
    team.MINORITY: "minority",
    team.PARTY_MEMBERS: "party_members",
    team.HIGH_SCHOOL: "high_school_up",
    team.COLLEGE: "college",
    team.STAYS: "stays",
    team.NEW: "new",
}
VOTES: dict[Figure, str] = {
    team.VILLAGES: "villages",
    team.ONE_SHOULDER: "one_shoulder",
    team.CROSS: "cross_posts",
    team.OPEN: "open",
    team.REGISTERED: "registered",
    team.RECOVERED: "recovered",
    team.LAST_COLLEGE: "last_college",
}
BALLOTS = {"issued": "发出选票", "proxy": "其中委托", "roving": "其中流动票箱", "valid": "有效票", "void": "无效票"}


def _elected() -> Iterator[Number]:
    for figure, name in {team.DONE: "done", team.OTHERS: "others", team.VOID: "void"}.items():
        yield Number(figure.code, figure.name, "数字：当选班子", ELECTED, _attribute(name))
    yield Number(f"{team.DONE.code}@party", "党组织换届完成", "数字：当选班子", ELECTED, _attribute("party_done"))
    for figure, name in VOTES.items():
        yield Number(figure.code, figure.name, "数字：当选班子", ELECTED, _of_people("", name))
    for name, word in BALLOTS.items():
        yield Number(f"{team.BALLOTS.code}@{name}", word, "数字：当选班子", ELECTED, _of_people("", name))
    for body in BODIES:
        yield from _people(body)
    for body, posts, labels in ((Body.PARTY, PARTY_POSTS, PartyPost), (Body.COMMITTEE, COMMITTEE_POSTS, CommitteePost)):
        for post in posts:
            code, name = f"{team.PEOPLE.code}@{body}.{post}", f"{BODIES[body][0]}：{LABELS[labels][post]}"
            yield Number(code, name, "数字：当选班子", ELECTED, _post(body, post))
    for source, word in SOURCES.items():
        code = f"{team.SOURCE.code}@{source or 'none'}"
        yield Number(code, f"来源：{word}", "数字：当选班子", ELECTED, _entry("", "sources", source))
    yield _share(team.DONE_SHARE, ELECTED, lambda line: (line.done, line.villages))
    yield _share(team.MEAN_AGE, ELECTED, lambda line: (line.both.years, line.both.aged))
    yield _share(team.LAST_MEAN_AGE, ELECTED, lambda line: (Decimal(line.both.last_tenths) / 10, line.both.last_aged))
    yield _share(team.TURNOUT, ELECTED, lambda line: (line.both.recovered, line.both.registered))


def _people(body: str) -> Iterator[Number]:
    """Of one body's people, or of both together."""
    word, end = BODIES[body][0], f"@{body}" if body else ""
    before = f"{word}：" if word else ""
    for figure, name in PEOPLE.items():
        yield Number(f"{figure.code}{end}", f"{before}{figure.name}", "数字：当选班子", ELECTED, _of_people(body, name))
    for label in AGES:
        code = f"{team.BAND.code}@{body or 'both'}.{label}"
        yield Number(code, f"{before}当选{label}", "数字：当选班子", ELECTED, _entry(body, "bands", label))
    for education, label in EDUCATIONS.items():
        code = f"{team.EDUCATION.code}@{body or 'both'}.{education or 'none'}"
        yield Number(code, f"{before}当选{label}", "数字：当选班子", ELECTED, _entry(body, "educations", education))


def _of_people(body: str, name: str) -> Read:
    return lambda line: int(getattr(BODIES[body][1](line), name))


def _entry(body: str, table: str, key: str) -> Read:
    return lambda line: int(getattr(BODIES[body][1](line), table).get(key, 0))


def _post(body: str, post: str) -> Read:
    return lambda line: int(BODIES[body][1](line).posts.get((body, post), 0))
