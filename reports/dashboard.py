"""What the first page shows: the cycle's figures by township, ready sentences, what is to be done."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import services as jobs
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Due
from electioncycle.records.kept import kept
from electioncycle.rounding import share
from electioncycle.templatetags.office import percent
from readiness.choices import REPORTED
from readiness.figures.analysis import Progress, participants, progress
from readiness.models import TeamAnalysis
from reports.choices import Variant
from reports.figures import TeamFigures, by_township, team_figures
from reports.models import VillageReport
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, ResponsibilityPost, Village
from villages.rules import teams as rules
from villages.services.pieces import Lines
from villages.services.pieces import by_township as by_township_kept
from villages.village_ledgers import LedgerOfVillages, of_villages


@dataclass(frozen=True)
class Numbers:
    """What the first page says of a township in whole numbers, so that those of several townships add up."""

    villages: int = 0
    teams: int = 0
    members: int = 0
    years: int = 0
    aged: int = 0
    under_36: int = 0
    women: int = 0
    college_up: int = 0
    last_tenths: int = 0
    last_aged: int = 0
    reported: int = 0
    finished: int = 0
    confirmed: int = 0
    intended: int = 0
    none: int = 0
    posts_held: int = 0
    posts_wanted: int = 0
    printed: int = 0

    @property
    def mean_age(self) -> Decimal | None:
        return rules.mean(self.years, self.aged)

    @property
    def last_mean_age(self) -> Decimal | None:
        """At the last election, weighted by the members of each village; the years are in tenths."""
        return rules.mean(Decimal(self.last_tenths) / 10, self.last_aged)

    @property
    def not_analysed(self) -> int:
        return self.villages - self.confirmed - self.intended - self.none

    @property
    def likely(self) -> int:
        """Villages with a certain or an intended candidate for both posts."""
        return self.confirmed + self.intended

    @property
    def likely_share(self) -> Decimal | None:
        return share(self.likely, self.villages)

    @property
    def unprinted(self) -> int:
        return self.villages - self.printed


@dataclass
class TownshipLine:
    """One line of the table by township, or the total, with all that is known of its teams and analyses."""

    township: Area | None
    team: TeamFigures
    analyses: Progress
    posts_held: int
    posts_wanted: int
    printed: int

    @property
    def villages(self) -> int:
        return self.team.villages

    @property
    def reported(self) -> int:
        return sum(self.analyses.states[state] for state in REPORTED)

    @property
    def numbers(self) -> Numbers:
        structure, last, count = self.team.structure, self.team.last, self.analyses.one_shoulder
        return Numbers(
            villages=self.villages,
            teams=len(self.team.teams),
            members=structure.members,
            years=structure.years,
            aged=structure.members - structure.ages_missing,
            under_36=structure.under_36,
            women=structure.women,
            college_up=structure.college_up,
            last_tenths=int(last.years * 10),
            last_aged=last.aged_members,
            reported=self.reported,
            finished=self.analyses.finished,
            confirmed=count.confirmed,
            intended=count.intended,
            none=count.none,
            posts_held=self.posts_held,
            posts_wanted=self.posts_wanted,
            printed=self.printed,
        )


@dataclass
class BoardLine:
    """The same on the first page; ``further`` holds what other ledgers count."""

    township: Area | None
    numbers: Numbers
    further: dict[str, Any] = field(default_factory=dict)

    @property
    def cells(self) -> list[Any]:
        """In the order of the table's columns."""
        own = self.numbers
        return [
            own.villages,
            own.teams,
            own.members,
            "—" if own.mean_age is None else own.mean_age,
            percent(own.college_up, own.members),
            percent(own.posts_held, own.posts_wanted),
            own.reported,
            own.confirmed,
            own.intended,
            own.none,
            own.not_analysed,
            own.printed,
        ]


@dataclass(frozen=True)
class Group:
    """The figures of the ledgers under one heading of the menu: a small table instead of one of sixty columns."""

    title: str
    labels: list[str]


PARTS = {"figures": "reports/board_figures.html", "sentences": "reports/board_sentences.html"}


class Dashboard:
    """Everything on the page; what is drawn once is kept until something it was read from changes."""

    def __init__(self, user: Actor, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle

    @cached_property
    def _all_lines(self) -> list[BoardLine]:
        return board_lines(self.user, self.cycle)

    @property
    def lines(self) -> list[BoardLine]:
        _ = self.further  # is put on the lines
        return self._all_lines[:-1]

    @property
    def total(self) -> BoardLine:
        _ = self.further
        return self._all_lines[-1]

    @cached_property
    def further(self) -> list[Group]:
        *lines, total = self._all_lines
        groups = _further(self.user, self.cycle, lines)
        total.further = {
            label: sum(line.further.get(label, 0) for line in lines)
            for label in (label for group in groups for label in group.labels)
            if all(isinstance(line.further.get(label, 0), int) for line in lines)
        }
        return groups

    @cached_property
    def due(self) -> list[Due]:
        return inbox.due_of(self.user, self.cycle)

    @cached_property
    def jobs(self) -> list[job_rows.Job]:
        return list(jobs.visible_to(self.user)[:6])

    @property
    def sentences(self) -> list[str]:
        return sentences(self.total.numbers, self.user.place)

    def _draw(self, names: list[str]) -> dict[str, str]:
        """By a dashboard of its own: of what was read for this one before nobody would know that it was read."""
        board = Dashboard(self.user, self.cycle)
        return {name: render_to_string(PARTS[name], {"board": board}) for name in names}

    @cached_property
    def drawn(self) -> dict[str, SafeString]:
        """The figures and tables above, and the sentences below, as they stand on the page."""
        found = kept(
            f"board {self.user.pk} {self.cycle.pk}",
            dict.fromkeys(PARTS, self.user.scope_paths),
            self._draw,
            terms=inbox.terms_of(self.user, self.cycle),
            together=True,
        )
        return {name: mark_safe(html) for name, html in found.items()}  # noqa: S308 - templates escaped it


def board_lines(user: Actor, cycle: Cycle) -> list[BoardLine]:
    """One line a township in official order, the total last."""
    found = {town: numbers for town, *numbers in by_township_kept("board lines", user, cycle, _numbers(cycle))}
    lines = [BoardLine(town, Numbers(*found[town.pk])) for town in Area.all_rows.filter(pk__in=found)]
    return [*lines, BoardLine(None, Numbers(*map(sum, zip(*found.values(), strict=True))))]


def _numbers(cycle: Cycle) -> Callable[[Actor], Lines]:
    def of(user: Actor) -> Lines:
        lines = township_lines(participants(user, cycle), cycle, user=user)
        return [[line.township.pk, *astuple(line.numbers)] for line in lines if line.township is not None]

    return of


def township_lines(villages: Sequence[Village], cycle: Cycle, *, user: Actor) -> list[TownshipLine]:
    """One line a township in official order, the total last."""
    teams = team_figures(villages, cycle, user=user)
    analyses = progress(villages, cycle)
    held, kinds = _held_posts(user, cycle), KindItem.objects.filter(cycle=cycle, kind=ListKind.RESPONSIBILITY).count()
    printed = _printed(user, cycle)
    return [
        TownshipLine(
            township=team.township,
            team=team,
            analyses=states,
            posts_held=sum(held[village.pk] for village in own),
            posts_wanted=kinds * len(own),
            printed=sum(village.pk in printed for village in own),
        )
        for own, team, states in zip([*by_township(villages).values(), villages], teams, analyses, strict=True)
    ]


def _held_posts(user: Actor, cycle: Cycle) -> Counter[int]:
    """Kinds of responsibility posts held, by village."""
    pairs = ResponsibilityPost.objects.visible_to(user).filter(cycle=cycle).order_by()
    return Counter(village for village, _ in pairs.values_list("village_id", "kind_id").distinct())


def _printed(user: Actor, cycle: Cycle) -> set[int]:
    rows = VillageReport.objects.filter(user.scope_q("village__path"), cycle=cycle, variant=Variant.INTERNAL)
    return set(rows.order_by().values_list("village_id", flat=True).distinct())


def _further(user: Actor, cycle: Cycle, lines: list[BoardLine]) -> list[Group]:
    """What other ledgers count by township; returns the headings as the menu groups their ledgers.

    The analyses are among the page's own columns, and counting them twice would cost the most of all.
    """
    found, headings = _ledgers_count(user, cycle)
    for line in lines:
        own = found.get(line.township.pk, {}) if line.township else {}
        line.further = {label: own.get(label, 0) for label in headings}
    groups: dict[str, list[str]] = defaultdict(list)
    for label, group in headings.items():
        groups[group].append(label)
    return [Group(title, labels) for title, labels in groups.items()]


def _ledgers_count(user: Actor, cycle: Cycle) -> tuple[dict[int, dict[str, Any]], dict[str, str]]:
    """Township key → label → number; label → the menu's group of its ledger."""
    asked = {one.name: one for one in of_villages(ledgers.visible(user)) if one.model is not TeamAnalysis}
    said = kept(
        f"figures {user.pk} {cycle.pk}",
        dict.fromkeys(asked, user.scope_paths),
        lambda names: {name: _figures_of(asked[name], user, cycle) for name in names},
        terms=inbox.terms_of(user, cycle),
    )
    headings: dict[str, str] = {}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, lines in said.items():
        for township, numbers in lines:
            found[township].update(numbers)
            for label in numbers:
                headings.setdefault(label, asked[name].group)
    return dict(found), headings


def _figures_of(ledger: LedgerOfVillages[Any], user: Actor, cycle: Cycle) -> Lines:
    def count(own: Actor) -> Lines:
        return [[town, numbers] for town, numbers in ledger.township_figures(own, cycle).items()]

    return by_township_kept(f"figures {ledger.name}", user, cycle, count) if ledger.figures_are_dear else count(user)


def sentences(total: Numbers, place: str) -> list[str]:
    """Ready to be copied into a report; each states the base of its percentages."""
    n, m = total.villages, total.members
    if not n:
        return []
    found = []
    found.append(
        f"{place}{n}个村(社区)中，已提交班子研判{total.reported}个，占{share(total.reported, n)}%；"
        f"“一肩挑”有确定人选{total.confirmed}个、有意向人选{total.intended}个、无合适人选{total.none}个"
        f"，未研判{total.not_analysed}个，确定和有意向的共{total.likely}个，占{total.likely_share}%"
        f"(以{n}个村(社区)为基数)。"
    )
    if m:
        found.append(
            f"{place}现任村(社区)“两委”成员{m}人，平均年龄{total.mean_age or '—'}岁{_change(total)}；"
            f"大专及以上学历{total.college_up}人、占{share(total.college_up, m)}%，"
            f"35岁及以下{total.under_36}人、占{share(total.under_36, m)}%，"
            f"妇女{total.women}人、占{share(total.women, m)}%(以“两委”成员{m}人为基数)。"
        )
    if total.posts_wanted:
        found.append(
            f"{place}{n}个村(社区)应配包联岗位{total.posts_wanted}个，已落实{total.posts_held}个，"
            f"占{share(total.posts_held, total.posts_wanted)}%(以应配岗位{total.posts_wanted}个为基数)。"
        )
    return found


def _change(total: Numbers) -> str:
    if total.mean_age is None or total.last_mean_age is None:
        return ""
    difference = total.mean_age - total.last_mean_age
    if not difference:
        return "，与上届换届时持平"
    return f"，较上届换届时{'上升' if difference > 0 else '下降'}{abs(difference)}岁"
