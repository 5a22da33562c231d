"""The structure of the sitting teams by township: now, at the last election, and how many villages meet each target."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from electioncycle.actors import Actor
from electioncycle.rounding import share
from villages.choices import Education
from villages.models import Area, Cycle, LastTermFigures, TeamMember, Village
from villages.rules import comparison
from villages.rules import teams as rules
from villages.rules.comparison import SUMS, LastTerm

MET = frozenset({"达标", "满额"})


@dataclass
class TeamFigures:
    """The teams of one township, or of all together (``township`` is None)."""

    township: Area | None
    villages: int
    teams: list[list[rules.MemberFacts]]  # one entry a village with members
    last: LastTerm
    on: date
    structure: rules.Structure = field(init=False)

    def __post_init__(self) -> None:
        self.structure = rules.structure((fact for team in self.teams for fact in team), self.on)

    @property
    def name(self) -> str:
        return self.township.name if self.township else "合计"

    @property
    def education(self) -> dict[str, int]:
        """Members of the two committees by level of education."""
        members = [fact for team in self.teams for fact in team if rules.belongs_to_two_committees(fact)]
        return {str(label): sum(fact.education == value for fact in members) for value, label in Education.choices}

    @property
    def one_shoulder(self) -> int:
        """Villages in which one person is secretary and director."""
        return sum(any(rules.is_one_shoulder(f.party_post, f.committee_post) for f in team) for team in self.teams)

    def share(self, name: str) -> Decimal | None:
        return share(getattr(self.structure, name), self.structure.members)

    def meeting(self, targets: Mapping[str, Any]) -> dict[str, int]:
        """For each target, the villages whose team meets it."""
        teams = [rules.structure(team, self.on) for team in self.teams]
        return {
            name: sum(comparison.gap_in_words(name, getattr(team, name), target, "") in MET for team in teams)
            for name, target in targets.items()
        }


def by_township(villages: Iterable[Village]) -> dict[Area, list[Village]]:
    groups: dict[Area, list[Village]] = defaultdict(list)
    for village in villages:
        groups[village.township].append(village)
    return dict(groups)


def team_figures(villages: Sequence[Village], cycle: Cycle, *, user: Actor) -> list[TeamFigures]:
    """One entry a township in official order, the total last; two queries whatever the number of villages."""
    teams: dict[int, list[rules.MemberFacts]] = defaultdict(list)
    names = ("person__sex", "person__birth", "person__education", "person__politics", "party_post", "committee_post")
    members = TeamMember.objects.visible_to(user).filter(cycle=cycle).order_by()
    for village, *values in members.values_list("village_id", *names):
        teams[village].append(rules.MemberFacts(*values))
    rows = LastTermFigures.objects.visible_to(user).filter(cycle=cycle).order_by()
    last = {row["village_id"]: row for row in rows.values("village_id", "mean_age", "one_shoulder", *SUMS)}
    groups = [*by_township(villages).items(), (None, list(villages))]
    return [_figures(township, own, teams, last, cycle.reference_date) for township, own in groups]


def _figures(
    township: Area | None,
    villages: Sequence[Village],
    teams: Mapping[int, list[rules.MemberFacts]],
    last: Mapping[int, Mapping[str, Any]],
    on: date,
) -> TeamFigures:
    earlier = LastTerm()
    for village in villages:
        if village.pk in last:
            earlier.add(last[village.pk])
    own = [teams[village.pk] for village in villages if village.pk in teams]
    return TeamFigures(township, len(villages), own, earlier, on)
