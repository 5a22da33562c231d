"""What is counted by township of its teams, analyses, responsibility posts and printed reports."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from electioncycle.actors import Actor
from electioncycle.rounding import share
from readiness import definitions as counted_of_analyses
from readiness.choices import REPORTED
from readiness.figures.analysis import Progress, participants, progress
from reports.choices import Variant
from reports.definitions import PRINTED
from reports.figures import TeamFigures, by_township, team_figures
from reports.models import VillageReport
from villages import definitions as counted_of_villages
from villages.choices import ListKind
from villages.models import Area, Cycle, KindItem, ResponsibilityPost, Village
from villages.rules import teams as rules


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
    party_members: int = 0
    college_up: int = 0
    one_shoulder: int = 0
    cross_posts: int = 0
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

    @property
    def counted(self) -> dict[str, int]:
        """What is kept of it every night, by the code of its figure."""
        found = {
            counted_of_villages.VILLAGES: self.villages,
            counted_of_villages.ENTERED: self.teams,
            counted_of_villages.MEMBERS: self.members,
            counted_of_villages.WOMEN: self.women,
            counted_of_villages.PARTY_MEMBERS: self.party_members,
            counted_of_villages.COLLEGE_UP: self.college_up,
            counted_of_villages.ONE_SHOULDER: self.one_shoulder,
            counted_of_villages.CROSS_POSTS: self.cross_posts,
            counted_of_villages.POSTS_WANTED: self.posts_wanted,
            counted_of_villages.POSTS_HELD: self.posts_held,
            counted_of_analyses.REPORTED: self.reported,
            counted_of_analyses.FINISHED: self.finished,
            counted_of_analyses.CONFIRMED: self.confirmed,
            counted_of_analyses.INTENDED: self.intended,
            counted_of_analyses.NO_CANDIDATE: self.none,
            counted_of_analyses.NOT_ANALYSED: self.not_analysed,
            PRINTED: self.printed,
        }
        return {figure.code: number for figure, number in found.items()}


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
        return _reported(self.analyses)

    @property
    def numbers(self) -> Numbers:
        posts = {"posts_held": self.posts_held, "posts_wanted": self.posts_wanted, "printed": self.printed}
        return Numbers(**_of_team(self.team), **_of_analyses(self.analyses), **posts)


def _reported(analyses: Progress) -> int:
    return sum(analyses.states[state] for state in REPORTED)


def _of_team(team: TeamFigures) -> dict[str, int]:
    structure, last = team.structure, team.last
    return {
        "villages": team.villages,
        "teams": len(team.teams),
        "members": structure.members,
        "years": structure.years,
        "aged": structure.members - structure.ages_missing,
        "under_36": structure.under_36,
        "women": structure.women,
        "party_members": structure.party_members,
        "college_up": structure.college_up,
        "one_shoulder": team.one_shoulder,
        "cross_posts": structure.cross_posts,
        "last_tenths": int(last.years * 10),
        "last_aged": last.aged_members,
    }


def _of_analyses(analyses: Progress) -> dict[str, int]:
    count = analyses.one_shoulder
    return {
        "reported": _reported(analyses),
        "finished": analyses.finished,
        "confirmed": count.confirmed,
        "intended": count.intended,
        "none": count.none,
    }


def township_lines(villages: Sequence[Village], cycle: Cycle, *, user: Actor) -> list[TownshipLine]:
    """One line a township in official order, the total last."""
    teams = team_figures(villages, cycle, user=user)
    analyses = progress(villages, cycle, user=user)
    held, kinds, printed = _held_posts(user, cycle), _kinds(cycle), _printed(user, cycle)
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


Part = Iterator[tuple[Area, dict[str, int]]]
"""Some of the numbers of each township, as one kind of rows says them."""


def _teams(user: Actor, cycle: Cycle) -> Part:
    for team in team_figures(participants(user, cycle), cycle, user=user):
        if team.township is not None:
            yield team.township, _of_team(team)


def _analyses(user: Actor, cycle: Cycle) -> Part:
    for states in progress(participants(user, cycle), cycle, user=user):
        if states.township is not None:
            yield states.township, _of_analyses(states)


def _posts(user: Actor, cycle: Cycle) -> Part:
    held, kinds = _held_posts(user, cycle), _kinds(cycle)
    for township, own in by_township(participants(user, cycle)).items():
        yield township, {"posts_held": sum(held[one.pk] for one in own), "posts_wanted": kinds * len(own)}


def _prints(user: Actor, cycle: Cycle) -> Part:
    printed = _printed(user, cycle)
    for township, own in by_township(participants(user, cycle)).items():
        yield township, {"printed": sum(one.pk in printed for one in own)}


PARTS: dict[str, Callable[[Actor, Cycle], Part]] = {
    "teams": _teams,
    "analyses": _analyses,
    "posts": _posts,
    "prints": _prints,
}
"""The numbers in parts, each of which is kept by township for itself: an act asks only for what it may have changed."""


def _kinds(cycle: Cycle) -> int:
    return KindItem.objects.filter(cycle=cycle, kind=ListKind.RESPONSIBILITY).count()


def _held_posts(user: Actor, cycle: Cycle) -> Counter[int]:
    """Kinds of responsibility posts held, by village."""
    pairs = ResponsibilityPost.objects.visible_to(user).filter(cycle=cycle).order_by()
    return Counter(village for village, _ in pairs.values_list("village_id", "kind_id").distinct())


def _printed(user: Actor, cycle: Cycle) -> set[int]:
    rows = VillageReport.objects.filter(user.scope_q("village__path"), cycle=cycle, variant=Variant.INTERNAL)
    return set(rows.order_by().values_list("village_id", flat=True).distinct())
