"""The structure preview of villages with party nominees: last term, now, and if these were elected, beside targets."""

from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from candidates.models import Nominee
from candidates.rules.preview import Held, if_elected
from electioncycle.actors import Actor
from villages.models import Cycle, LastTermFigures, TeamMember, Village, VillageProfile
from villages.rules import comparison
from villages.rules import teams as rules
from villages.rules.comparison import SUMS
from villages.services.avoidance import Found, findings
from villages.services.territory import participants

NOT_FORETOLD = frozenset({"one_shoulder", "cross_posts"})
"""They come about by the villagers' vote for the committee, which no calculation of ours says anything about."""
FACTS = ("person__sex", "person__birth", "person__education", "person__politics")


@dataclass(frozen=True)
class Line:
    label: str
    last: str
    now: str
    then: str
    target: str
    gap: str
    gap_now: str


@dataclass(frozen=True)
class Preview:
    """One village."""

    village: Village
    nominees: int
    lines: list[Line]
    sitting: list[rules.MemberFacts]
    elected: list[rules.MemberFacts]
    last: dict[str, Any] | None
    avoidance: list[Found]

    @property
    def avoidance_now(self) -> int:
        return sum(one.now for one in self.avoidance)

    @property
    def avoidance_then(self) -> int:
        return sum(one.planned for one in self.avoidance)


def previews(user: Actor, cycle: Cycle) -> list[Preview]:
    """Villages that have nominees in official order; a constant number of queries."""
    nominees = defaultdict(list)
    rows = Nominee.objects.visible_to(user).filter(cycle=cycle).order_by("round", "id")
    for village, person, post, sex, birth, education, politics in rows.values_list(
        "village_id", "person_id", "post", *FACTS
    ):
        facts = rules.MemberFacts(sex, birth, education, politics, "none", "none")
        nominees[village].append(Held(person, facts, post))
    sitting = defaultdict(list)
    team = TeamMember.objects.visible_to(user).filter(cycle=cycle, village__in=nominees).order_by()
    for village, person, *held in team.values_list("village_id", "person_id", *FACTS, "party_post", "committee_post"):
        sitting[village].append(Held(person, rules.MemberFacts(*held)))
    earlier = LastTermFigures.objects.filter(cycle=cycle, village__in=nominees)
    last = {row["village_id"]: row for row in earlier.values("village_id", "mean_age", "one_shoulder", *SUMS)}
    seats = dict(
        VillageProfile.objects.filter(cycle=cycle, village__in=nominees).values_list("village_id", "seats_approved")
    )
    related = findings(list(nominees), cycle)
    found = []
    for village in participants(user, cycle):
        if village.pk in nominees:
            targets = dict(cycle.targets) | ({"members": seats[village.pk]} if seats.get(village.pk) else {})
            own, now = nominees[village.pk], sitting[village.pk]
            team_now, elected = [one.facts for one in now], if_elected(now, own)
            term = last.get(village.pk)
            lines = _lines(team_now, elected, term, targets, cycle)
            number = len({one.person for one in own})
            known = related.get(village.pk, [])
            found.append(Preview(village, number, lines, team_now, elected, term, known))
    return found


def _lines(
    sitting: list[rules.MemberFacts],
    elected: list[rules.MemberFacts],
    last: dict[str, Any] | None,
    targets: dict[str, Any],
    cycle: Cycle,
) -> list[Line]:
    now, then = (rules.structure(facts, cycle.reference_date) for facts in (sitting, elected))
    earlier = SimpleNamespace(**last) if last else None
    before, after = (comparison.compare(one, earlier, targets) for one in (now, then))
    return [
        Line(old.label, old.last, old.now, *_then(name, new), old.gap)
        for (name, _, _), old, new in zip(comparison.INDICATORS, before, after, strict=True)
    ]


def _then(name: str, new: comparison.IndicatorLine) -> tuple[str, str, str]:
    """What it would be, the target, and the gap to it."""
    return ("—", new.target, "—") if name in NOT_FORETOLD else (new.now, new.target, new.gap)
