"""A village's analysis with everything around it, read for many villages with a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from readiness.models import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis
from readiness.rules import analysis as rules
from risks.models import Problem
from villages.choices import ListKind, PartyPost
from villages.models import Cycle, KindItem, LastTermFigures, TeamMember, Village, VillageProfile
from villages.rules.comparison import IndicatorLine, compare, fall_and_rise
from villages.rules.teams import MemberFacts, Structure
from villages.rules.teams import structure as structure_of
from villages.services.avoidance import Found, findings, of_persons
from villages.services.teams import teams_of

HEAD = (
    "reference_date",
    "analysed_from",
    "analysed_to",
    "leader",
    "team",
    "talks_committee",
    "talks_party",
    "talks_representatives",
    "talks_villagers",
    "ballots_issued",
    "ballots_returned",
    "grade",
    "words",
    "one_shoulder",
    "gap",
    "measure_kind",
    "measures",
    "responsible",
    "deadline",
    "difficulty",
    "batch",
    "batch_reason",
    "note",
)
"""The fields of the analysis that somebody fills in."""

LATER = frozenset({"batch_reason"})
"""Fields added since analyses were first approved: an approval speaks of them only where they say something."""

Values = Mapping[str, Any]

_BASIS = ("party_post", "committee_post", "supervision_post", "performance", "wish", "penalty", "kinship")
_PERSON = ("name", "sex", "birth", "education", "politics")

LISTS = (ListKind.RUNNING_ITEM, ListKind.BATCH, ListKind.DIFFICULTY, ListKind.MEASURE)


@dataclass(frozen=True)
class Entry:
    """What one form holds: the head, ratings by item, opinions by member, problems (``id`` for those there already)."""

    head: Values
    ratings: Mapping[int, Values] = field(default_factory=dict)
    members: Mapping[int, Values] = field(default_factory=dict)
    problems: Sequence[Values] | None = None


@dataclass(frozen=True)
class ProblemLine:
    """A problem as pages and papers show it: as analysed, or as it stands in the problem ledger once it is there.

    ``state`` and ``listed`` are empty while it is not.
    """

    row: AnalysisProblem
    problem: str
    category: str
    countermeasure: str
    responsible: str
    deadline: date | None
    progress: str
    state: str = ""
    listed: Problem | None = None

    @property
    def standing(self) -> str:
        """State and progress in one cell; the progress as it was typed where there is no state."""
        if not self.state:
            return self.progress
        return "；".join(filter(None, (self.state, self.progress.rstrip("。；"))))


def line_of(row: AnalysisProblem) -> ProblemLine:
    """Needs ``listed__lines`` read along."""
    if not row.is_live or row.listed is None:
        told = (getattr(row, name) for name in AnalysisProblem.content[1:])
        return ProblemLine(row, *told)
    lines = [one for one in row.listed.lines.all() if one.withdrawn_at is None]
    days = [one.deadline for one in lines if one.deadline]
    said = row.listed.get_state_display()
    if row.listed.closed_on:
        said += f"({row.listed.closed_on:%Y-%m-%d})"
    return ProblemLine(
        row,
        row.listed.text,
        row.listed.category,
        "；".join(filter(None, ((one.measure or one.task).rstrip("。；") for one in lines))),
        "、".join(dict.fromkeys(filter(None, (one.owner or one.unit or one.leader for one in lines)))),
        max(days, default=None),
        "；".join(filter(None, (one.progress.rstrip("。；") for one in lines))),
        said,
        row.listed,
    )


@dataclass
class Dossier:
    """One village of one cycle; ``analysis`` is None until somebody begins it."""

    village: Village
    cycle: Cycle
    analysis: TeamAnalysis | None = None
    items: list[KindItem] = field(default_factory=list)
    team: list[TeamMember] = field(default_factory=list)
    ratings: dict[int, ItemRating] = field(default_factory=dict)
    opinions: dict[int, MemberAnalysis] = field(default_factory=dict)
    problems: list[AnalysisProblem] = field(default_factory=list)
    profile: VillageProfile | None = None
    last_term: LastTermFigures | None = None
    batches_set: bool = False
    avoidance: dict[int, list[Found]] = field(default_factory=dict)

    @property
    def reference_date(self) -> date:
        return (self.analysis and self.analysis.reference_date) or self.cycle.reference_date

    @cached_property
    def structure(self) -> Structure:
        facts = []
        for member in self.team:
            person = member.person
            personal = (person.sex, person.birth, person.education, person.politics)
            facts.append(MemberFacts(*personal, member.party_post, member.committee_post))
        return structure_of(facts, self.reference_date)

    @property
    def comparison(self) -> list[IndicatorLine]:
        targets = dict(self.cycle.targets)
        if self.profile and self.profile.seats_approved:
            targets["members"] = self.profile.seats_approved
        return compare(self.structure, self.last_term, targets)

    @property
    def change_in_words(self) -> str:
        return fall_and_rise(self.structure, self.last_term)

    @property
    def facts(self) -> rules.AnalysisFacts:
        head = {name: getattr(self.analysis or TeamAnalysis(), name) for name in HEAD}
        ratings = [
            rules.RatingFacts(item.name, *((row.grade, row.reason) if (row := self.ratings.get(item.pk)) else ("", "")))
            for item in self.items
        ]
        members = []
        for member in self.team:
            opinion = self.opinions.get(member.pk)
            in_party = member.party_post != PartyPost.NONE
            merits, proposal = (opinion.merits, opinion.proposal) if opinion else ("", "")
            members.append(rules.MemberOpinion(member.person.name, in_party, merits, proposal))
        problems = [
            rules.ProblemFacts(one.problem, one.countermeasure, one.responsible, one.deadline)
            for one in self.problem_lines
        ]
        return rules.AnalysisFacts(head, ratings, members, problems, self.batches_set, self.planned_batch)

    @property
    def problem_lines(self) -> list[ProblemLine]:
        return [line_of(one) for one in self.problems]

    @property
    def unlisted(self) -> int:
        """Problems that are not in the problem ledger."""
        return sum(not one.is_live for one in self.problems)

    @property
    def batch_apart(self) -> str:
        """How the batch proposed differs from the one of the village's profile, and why; empty where it does not."""
        row = self.analysis
        return rules.batch_apart(row.batch, self.planned_batch, row.batch_reason) if row else ""

    @property
    def planned_batch(self) -> KindItem | None:
        return self.profile.batch if self.profile else None

    @property
    def gaps(self) -> list[str]:
        return rules.gaps(self.facts, timezone.localdate())

    @property
    def content(self) -> dict[str, Any]:
        """What an approval approves: the analysis, and what of the sitting team it judges."""
        names = [one.attname for one in TeamAnalysis._meta.concrete_fields if one.name in HEAD]
        return {
            "head": {name: said for name in names if (said := getattr(self.analysis, name)) or name not in LATER},
            "ratings": [[pk, _values(self.ratings[pk])] for pk in sorted(self.ratings)],
            "members": [[pk, _values(self.opinions[pk])] for pk in sorted(self.opinions)],
            "problems": [_values(problem) for problem in self.problems],
            "team": [
                [m.pk, *(getattr(m, name) for name in _BASIS), *(getattr(m.person, name) for name in _PERSON)]
                for m in self.team
            ],
        }


def _values(part: Any) -> list[Any]:
    return [getattr(part, name) for name in part.content]


def dossiers(villages: Sequence[Village], cycle: Cycle) -> dict[int, Dossier]:
    """One dossier a village, by its key."""
    known = {item.pk: item for item in KindItem.all_rows.filter(cycle=cycle, kind__in=LISTS)}
    in_use = [item for item in known.values() if item.withdrawn_at is None]
    items = [item for item in in_use if item.kind == ListKind.RUNNING_ITEM]
    batches_set = any(item.kind == ListKind.BATCH for item in in_use)
    found = {v.pk: Dossier(v, cycle, items=items, batches_set=batches_set) for v in villages}
    own = {"cycle": cycle, "village__in": list(found)}
    by_analysis: dict[int, Dossier] = {}
    for row in TeamAnalysis.objects.filter(**own).order_by():
        dossier = found[row.village_id]
        row.village, row.cycle = dossier.village, cycle
        _link(row, known, "measure_kind", "difficulty", "batch")
        by_analysis[row.pk], dossier.analysis = dossier, row
    for village, team in teams_of(villages, cycle).items():
        found[village].team.extend(team)
    for profile in VillageProfile.objects.filter(**own).order_by():
        _link(profile, known, "batch")
        found[profile.village_id].profile = profile
    for last_term in LastTermFigures.objects.filter(**own).order_by():
        found[last_term.village_id].last_term = last_term
    for key, own_findings in findings(list(found), cycle).items():
        found[key].avoidance = of_persons({key: [one for one in own_findings if one.now]})
    _add_parts(by_analysis, {item.pk for item in items})
    return found


def _link(row: Any, known: Mapping[int, KindItem], *names: str) -> None:
    """Hang in the entries of the county's lists, read once for all villages."""
    for name in names:
        if item := known.get(getattr(row, f"{name}_id")):
            setattr(row, name, item)


def _add_parts(by_analysis: dict[int, Dossier], items: set[int]) -> None:
    """Ratings, opinions and problems; those of a withdrawn item or member no longer belong to the analysis."""
    own = {"analysis__in": list(by_analysis)}
    members = {member.pk for dossier in by_analysis.values() for member in dossier.team}
    for rating in ItemRating.objects.filter(**own, item__in=items).order_by():
        by_analysis[rating.analysis_id].ratings[rating.item_id] = rating
    for opinion in MemberAnalysis.objects.filter(**own).order_by():
        if opinion.member_id in members:
            by_analysis[opinion.analysis_id].opinions[opinion.member_id] = opinion
    grouped: dict[int, list[AnalysisProblem]] = defaultdict(list)
    listed = AnalysisProblem.objects.filter(**own).select_related("listed").prefetch_related("listed__lines")
    for problem in listed.order_by("position", "id"):
        grouped[problem.analysis_id].append(problem)
    for key, problems in grouped.items():
        by_analysis[key].problems = problems


def dossier_of(village: Village, cycle: Cycle) -> Dossier:
    return dossiers([village], cycle)[village.pk]
