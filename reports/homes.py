"""The home by role: what each looks for first stands above what everybody sees.

County: what is late by township, what moved since the night, today's votes. Leaders: the paper of 8:30. Township:
its villages by nodes, each with what comes next and where that is entered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from electioncycle import figures
from electioncycle.charts import Series, line_chart, share_chart, small_multiples
from electioncycle.figures import Figure
from electioncycle.records import figure_days
from electioncycle.roles import COUNTY_ROLES, Role
from electioncycle.security import marks
from electioncycle.web.addresses import address
from elections.choices import Body
from elections.rules import planning
from elections.services import duty_desk
from reports import walls
from reports.dashboard import Dashboard
from reports.rules.hung import hung
from reports.walls import DONE, Row, Stand, TownshipCounts

LATE, SINCE, TODAY, STEPS = "late", "since", "today", "steps"
PARTS = {
    LATE: "reports/home_late.html",
    SINCE: "reports/home_since.html",
    TODAY: "reports/home_today.html",
    STEPS: "reports/home_steps.html",
}
"""The parts that come first, by the page's template for each."""
TOWNSHIP_ROLES = frozenset({Role.TOWNSHIP_OFFICER, Role.TOWNSHIP_CLERK})
MOST_VILLAGES = 60
"""Villages of a township's table; who has more finds the rest on the page of the nodes."""
COURSE, MIN_NIGHTS = timedelta(42), 2
"""How many days the drawing of the progress goes back, and from how many nights on there is one."""


OWN_PAGES = {"villages": "village_list", "readiness": "readiness", "reports": "report_list"}
"""Where the rows of the board's own figures are, by whose they are."""


def _page_of(code: str) -> str:
    return address(OWN_PAGES[code.partition(".")[0]])


@dataclass(frozen=True)
class Moved:
    """A counted figure that is not what it was when the last night was kept."""

    figure: Figure
    number: int
    change: int
    url: str


class Home(Dashboard):
    """The dashboard with the parts that come first for the user's roles."""

    @property
    def leads(self) -> bool:
        """Who reads for the whole county and enters nothing."""
        return Role.COUNTY_READER in self.user.roles and not self.user.roles & (COUNTY_ROLES | TOWNSHIP_ROLES)

    @property
    def decides(self) -> bool:
        """Whether what waits for a decision stands first, even when nothing does."""
        return bool(self.user.roles & (COUNTY_ROLES | {Role.TOWNSHIP_OFFICER}))

    @property
    def first(self) -> list[str]:
        """The parts of this home in their order."""
        if self.user.roles & TOWNSHIP_ROLES and not self.user.roles & COUNTY_ROLES:
            return [STEPS]
        return [LATE, TODAY, SINCE]

    @cached_property
    def counts(self) -> list[TownshipCounts]:
        return walls.township_counts(self.user, self.cycle)

    @property
    def late(self) -> list[TownshipCounts]:
        """Townships with a village that is late, in official order."""
        return [line for line in self.counts[:-1] if line.late_villages]

    @cached_property
    def votes(self) -> list[duty_desk.Vote]:
        return duty_desk.desk(self.user, self.cycle, timezone.localdate()).votes

    @property
    def since(self) -> list[Moved]:
        """What moved since the night that was kept last, in the order of the small tables."""
        found = [self._moved(self.total.numbers.counted, {})]
        for title in self.titles:
            if group := self.group(title):
                found.append(self._moved(group.counted, group.pages))
        return [one for some in found for one in some]

    @property
    def course(self) -> SafeString | str:
        """How the figures of the daily paper moved over the last weeks; nothing before two nights were kept."""
        if len(self.user.scope_paths) != 1:
            return ""
        codes = hung().daily
        since, paths = timezone.localdate() - COURSE, self.user.scope_paths
        days = marks.remembered(
            ("course", self.cycle.pk, since),
            lambda: figure_days.course(self.cycle, paths[0], codes, since),
            places=paths,
        )
        if len(days) < MIN_NIGHTS:
            return ""
        series = [
            Series(str(figures.of(code)), [float(counts.get(code, 0)) for counts in days.values()]) for code in codes
        ]
        labels = [f"{day.month}-{day.day}" for day in days]
        return mark_safe(line_chart(labels, series, title="近期进度", unit="个"))  # noqa: S308 - as above

    def _moved(self, counted: dict[str, int], pages: dict[str, str]) -> list[Moved]:
        return [
            Moved(figure := figures.of(code), counted[code], change, pages.get(figure.name) or _page_of(code))
            for code, change in self.moved(counted).items()
            if change
        ]

    @cached_property
    def rows(self) -> list[Row]:
        found = list(walls.villages(self.user, self.cycle, walls.Asked())[: MOST_VILLAGES + 1])
        return walls.rows(found, self.user, self.cycle)

    @property
    def steps(self) -> list["Line"]:
        return [Line(row) for row in self.rows[:MOST_VILLAGES]]

    @property
    def more(self) -> bool:
        return len(self.rows) > MOST_VILLAGES

    @property
    def open_villages(self) -> int:
        return self.counts[-1].open_villages

    @property
    def nodes(self) -> Any:
        return hung().nodes

    def draw(self, part: str) -> list[str]:
        if part in PARTS:
            return [render_to_string(PARTS[part], {"home": self, "today": timezone.localdate()})]
        return super().draw(part)

    @cached_property
    def drawn_first(self) -> list[SafeString]:
        """The first parts as they stand on the page; each is drawn anew when what it was read from changes."""
        drawn = (html for part in self.first for html in self._drawn(part))
        return [mark_safe(html) for html in drawn if html]  # noqa: S308 - templates escaped it

    @property
    def chart(self) -> SafeString:
        """All nodes together: done, late, still open."""
        return mark_safe(nodes_chart(self.counts[-1]))  # noqa: S308 - drawn by ourselves, every word escaped

    def work_out(self) -> None:
        """All that the page shows, so that it is at hand when it is asked for."""
        _ = self.drawn, self.drawn_first


def nodes_chart(total: TownshipCounts) -> str:
    counts = [(node.title, total.counts[node.node]) for node in hung().nodes]
    counts = [(title, count) for title, count in counts if count.due]
    series = [
        Series("已完成", [float(count.done) for _, count in counts]),
        Series("未到期", [float(count.open - count.late) for _, count in counts]),
        Series("已过法定日", [float(count.late) for _, count in counts]),
    ]
    return share_chart([title for title, _ in counts], series, title="各节点完成情况", unit="个")


def multiples(lines: Sequence[TownshipCounts]) -> str:
    """Every township's nodes as the same small bars."""
    places = [
        (line.name, [(float(line.counts[node.node].done), float(line.counts[node.node].due)) for node in hung().nodes])
        for line in lines
    ]
    return small_multiples(places, [node.title for node in hung().nodes], title="各乡镇(街道)节点完成情况")


@dataclass(frozen=True)
class Line:
    """One village of a township's home."""

    row: Row

    @property
    def stands(self) -> list[Stand]:
        return list(self.row.stands.values())

    @property
    def progress(self) -> tuple[int, int]:
        return sum(one.state == DONE for one in self.stands), sum(one.due for one in self.stands)

    @property
    def where(self) -> str:
        """Where what comes next is entered: its round, its step, or the village before there is an election."""
        return entry_page(self.row, self.row.missing)


def entry_page(row: Row, one: Stand | None) -> str:
    if one is None:
        return ""
    if one.node.body == Body.SUPERVISION:
        return f"{address('bodyresult_list')}?village__township={row.village.township_id}&body={one.node.body}"
    election = row.election_of(one)
    if election is None:
        return address("village_detail", row.village.pk)
    if election.polling_day is None or one.node.step in planning.IN_ROUNDS:
        return address("election_detail", election.pk)
    return f"{address('record_steps')}?election={election.pk}&step={one.node.step}&number=1"
