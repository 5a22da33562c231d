"""What is counted by township: teams, analyses, posts, reports, and what the other ledgers count."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from electioncycle import figures
from electioncycle.actors import Actor
from electioncycle.figures import Figure
from electioncycle.ledgers import ledger as ledgers
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
    asked = asked_ledgers(user)
    groups = spread(said_by(asked, list(asked), user, cycle), asked, user, lines[:-1])
    lines[-1].further = summed(lines[:-1], groups)
    return lines


def asked_ledgers(user: Actor) -> dict[str, LedgerOfVillages]:
    """The analyses are among the page's own columns, and counting them twice would cost the most of all."""
    return {one.name: one for one in of_villages(ledgers.visible(user)) if one.model is not TeamAnalysis}


def said_by(asked: Mapping[str, LedgerOfVillages], names: list[str], user: Actor, cycle: Cycle) -> Said:
    return {name: list(asked[name].township_figures(user, cycle).items()) for name in names}


def spread(
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


def summed(lines: Sequence[TownshipLine], groups: Sequence[Group]) -> dict[str, int]:
    """The townships together: so says the base of each figure that counts people."""
    shown = [figure.name for group in groups for figure in group.figures]
    return {name: sum(line.further[name] for line in lines) for name in shown}
