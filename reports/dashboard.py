"""What the first page shows: the cycle's figures by township, ready sentences, what is to be done."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.desk import inbox
from electioncycle.figures import Figure
from electioncycle.jobs import rows as job_rows
from electioncycle.jobs import services as jobs
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers.ledger import Due
from electioncycle.records import figure_days
from electioncycle.records.figure_days import Night
from electioncycle.records.kept import kept
from electioncycle.rounding import share
from readiness import definitions as counted_of_analyses
from readiness.choices import REPORTED
from readiness.figures.analysis import Progress, participants, progress
from readiness.models import TeamAnalysis
from reports.choices import Variant
from reports.definitions import PRINTED
from reports.figures import TeamFigures, by_township, team_figures
from reports.models import VillageReport
from villages import definitions as counted_of_villages
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, ResponsibilityPost, Village
from villages.rules import teams as rules
from villages.village_ledgers import LedgerOfVillages, of_villages


@dataclass
class TownshipLine:
    """One line of the table by township, or the total; ``further`` holds what other ledgers count."""

    township: Area | None
    team: TeamFigures
    analyses: Progress
    posts_held: int
    posts_wanted: int
    printed: int
    further: dict[str, int] = field(default_factory=dict)

    @property
    def villages(self) -> int:
        return self.team.villages

    @property
    def unprinted(self) -> int:
        return self.villages - self.printed

    @property
    def reported(self) -> int:
        return sum(self.analyses.states[state] for state in REPORTED)

    @property
    def counted(self) -> dict[str, int]:
        """Every whole number of the line by the code of its figure; what is kept of it every night."""
        structure, count = self.team.structure, self.analyses.one_shoulder
        own = {
            counted_of_villages.VILLAGES: self.villages,
            counted_of_villages.ENTERED: len(self.team.teams),
            counted_of_villages.MEMBERS: structure.members,
            counted_of_villages.WOMEN: structure.women,
            counted_of_villages.PARTY_MEMBERS: structure.party_members,
            counted_of_villages.COLLEGE_UP: structure.college_up,
            counted_of_villages.ONE_SHOULDER: self.team.one_shoulder,
            counted_of_villages.CROSS_POSTS: structure.cross_posts,
            counted_of_villages.POSTS_WANTED: self.posts_wanted,
            counted_of_villages.POSTS_HELD: self.posts_held,
            counted_of_analyses.REPORTED: self.reported,
            counted_of_analyses.FINISHED: self.analyses.finished,
            counted_of_analyses.CONFIRMED: count.confirmed,
            counted_of_analyses.INTENDED: count.intended,
            counted_of_analyses.NO_CANDIDATE: count.none,
            counted_of_analyses.NOT_ANALYSED: count.not_analysed,
            PRINTED: self.printed,
        }
        further = {figures.named(name).code: number for name, number in self.further.items()}
        return {figure.code: number for figure, number in own.items()} | further


@dataclass(frozen=True)
class Group:
    """The figures of the ledgers under one heading of the menu: a small table instead of one of sixty columns."""

    title: str
    figures: list[Figure]


PARTS = {"figures": "reports/board_figures.html", "sentences": "reports/board_sentences.html"}


class Dashboard:
    """Everything on the page; what is drawn once is kept until something it was read from changes."""

    def __init__(self, user: Actor, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle

    @cached_property
    def _all_lines(self) -> list[TownshipLine]:
        return township_lines(participants(self.user, self.cycle), self.cycle, user=self.user)

    @property
    def lines(self) -> list[TownshipLine]:
        _ = self.further  # is put on the lines
        return self._all_lines[:-1]

    @property
    def total(self) -> TownshipLine:
        _ = self.further
        return self._all_lines[-1]

    @cached_property
    def further(self) -> list[Group]:
        *lines, total = self._all_lines
        groups = _further(self.user, self.cycle, lines)
        total.further = _summed(lines, groups)
        return groups

    @cached_property
    def _night(self) -> Night | None:
        """The last night before today that was kept of the one place the reader answers for."""
        paths = self.user.scope_paths
        return figure_days.last_night(self.cycle, paths[0], timezone.localdate()) if len(paths) == 1 else None

    @property
    def since(self) -> date | None:
        return self._night and self._night.day

    @cached_property
    def changes(self) -> dict[str, int]:
        """How much each counted figure has moved since that night.

        What a township counts of people of two townships is not what the county lists for it, so there it is left out.
        """
        if self._night is None:
            return {}
        then, is_county = self._night.counts, self.user.scope_paths[0] == self.cycle.county.path
        return {
            code: number - then[code]
            for code, number in self.total.counted.items()
            if code in then and (is_county or not figures.of(code).shared)
        }

    @cached_property
    def due(self) -> list[Due]:
        return inbox.due_of(self.user, self.cycle)

    @cached_property
    def jobs(self) -> list[job_rows.Job]:
        return list(jobs.visible_to(self.user)[:6])

    @property
    def sentences(self) -> list[str]:
        return sentences(self.total, self.user.place)

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


Said = dict[str, list[tuple[int, dict[str, int]]]]
"""Ledger → township key → name of a figure → number."""


def counted_lines(user: Actor, cycle: Cycle) -> list[TownshipLine]:
    """The lines with all that other ledgers count, the total last; worked out anew."""
    lines = township_lines(participants(user, cycle), cycle, user=user)
    asked = _asked(user)
    groups = _spread(_said(asked, list(asked), user, cycle), asked, user, lines[:-1])
    lines[-1].further = _summed(lines[:-1], groups)
    return lines


def _further(user: Actor, cycle: Cycle, lines: list[TownshipLine]) -> list[Group]:
    asked = _asked(user)
    said = kept(
        f"figures {user.pk} {cycle.pk}",
        dict.fromkeys(asked, user.scope_paths),
        lambda names: _said(asked, names, user, cycle),
        terms=inbox.terms_of(user, cycle),
    )
    return _spread(said, asked, user, lines)


def _asked(user: Actor) -> dict[str, LedgerOfVillages]:
    """The analyses are among the page's own columns, and counting them twice would cost the most of all."""
    return {one.name: one for one in of_villages(ledgers.visible(user)) if one.model is not TeamAnalysis}


def _said(asked: Mapping[str, LedgerOfVillages], names: list[str], user: Actor, cycle: Cycle) -> Said:
    return {name: list(asked[name].township_figures(user, cycle).items()) for name in names}


def _spread(
    said: Said, asked: Mapping[str, LedgerOfVillages], user: Actor, lines: Sequence[TownshipLine]
) -> list[Group]:
    """Put what the ledgers count on the lines; returns the headings as the menu groups their ledgers."""
    groups: dict[str, list[Figure]] = defaultdict(list)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for name, counts in said.items():
        for township, numbers in counts:
            found[township].update(numbers)
        labels = dict.fromkeys(label for _, numbers in counts for label in numbers)
        groups[asked[name].group] += [one for label in labels if (one := figures.named(label)).readers & user.roles]
    shown = [figure.name for group in groups.values() for figure in group]
    for line in lines:
        of_township = found[line.township.pk] if line.township else {}
        line.further = {name: of_township.get(name, 0) for name in shown}
    return [Group(title, own) for title, own in groups.items() if own]


def _summed(lines: Sequence[TownshipLine], groups: Sequence[Group]) -> dict[str, int]:
    """The townships together: so says the base of each figure that counts people."""
    shown = [figure.name for group in groups for figure in group.figures]
    return {name: sum(line.further[name] for line in lines) for name in shown}


def sentences(total: TownshipLine, place: str) -> list[str]:
    """Ready to be copied into a report; each states the base of its percentages."""
    n, count = total.villages, total.analyses.one_shoulder
    if not n:
        return []
    found = []
    lists = {
        counted_of_analyses.CONFIRMED: count.confirmed,
        counted_of_analyses.INTENDED: count.intended,
        counted_of_analyses.NO_CANDIDATE: count.none,
    }
    found.append(
        f"{place}{n}个村(社区)中，已提交班子研判{total.reported}个，占{share(total.reported, n)}%；"
        f"“一肩挑”{'、'.join(figure.said(number) for figure, number in lists.items())}，"
        f"{counted_of_analyses.NOT_ANALYSED.said(count.not_analysed)}，"
        f"确定和有意向的共{count.confirmed + count.intended}个，占{count.share}%(以{n}个村(社区)为基数)。"
    )
    structure, last = total.team.structure, total.team.last
    if structure.members:
        m = structure.members
        found.append(
            f"{place}现任村(社区)“两委”成员{m}人，平均年龄{structure.mean_age or '—'}岁{_change(structure, last)}；"
            f"大专及以上学历{structure.college_up}人、占{share(structure.college_up, m)}%，"
            f"35岁及以下{structure.under_36}人、占{share(structure.under_36, m)}%，"
            f"妇女{structure.women}人、占{share(structure.women, m)}%(以“两委”成员{m}人为基数)。"
        )
    if total.posts_wanted:
        found.append(
            f"{place}{n}个村(社区)应配包联岗位{total.posts_wanted}个，已落实{total.posts_held}个，"
            f"占{share(total.posts_held, total.posts_wanted)}%(以应配岗位{total.posts_wanted}个为基数)。"
        )
    return found


def _change(structure: rules.Structure, last: Any) -> str:
    if structure.mean_age is None or last.mean_age is None:
        return ""
    difference = structure.mean_age - last.mean_age
    if not difference:
        return "，与上届换届时持平"
    return f"，较上届换届时{'上升' if difference > 0 else '下降'}{abs(difference)}岁"
