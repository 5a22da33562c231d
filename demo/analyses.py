"""Team analyses in every state a county sees in the middle of its work, from not begun to confirmed."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from demo import days, wording
from demo.county import County
from demo.teams import ballots_of
from readiness.choices import OneShoulder
from readiness.models import AnalysisProblem, ItemRating, MemberAnalysis, TeamAnalysis
from villages.choices import ListKind, Wish
from villages.models import TeamMember, Village, VillageProfile

BARE, DRAFT, SUBMITTED, RETURNED, APPROVED, CONFIRMED = (
    "bare",
    "draft",
    "submitted",
    "returned",
    "approved",
    "confirmed",
)
PATTERN = (
    *(CONFIRMED, APPROVED, SUBMITTED, CONFIRMED, DRAFT, RETURNED, CONFIRMED, APPROVED, CONFIRMED, CONFIRMED),
    *(BARE, CONFIRMED, APPROVED, CONFIRMED, SUBMITTED, CONFIRMED, CONFIRMED, DRAFT, CONFIRMED, APPROVED),
    *(CONFIRMED, CONFIRMED, CONFIRMED, RETURNED, CONFIRMED, CONFIRMED),
)


NOBODY_YET = 2
"""Of the villages analysed, this one has no condition for one person holding both posts."""


def fate(number: int) -> str:
    """How far the village with this number in the county's order has come."""
    return PATTERN[number % len(PATTERN)]


@dataclass
class Draft:
    """An analysis with its parts, not saved."""

    analysis: TeamAnalysis
    ratings: list[ItemRating]
    opinions: list[MemberAnalysis]
    problems: list[AnalysisProblem]


def add_analyses(county: County, fates: dict[Village, str]) -> None:
    """As drafts with all their parts; a draft that stays one has the second half still empty."""
    drafts = drafts_of(county, fates)
    county.save([draft.analysis for draft in drafts.values()])
    county.save([rating for draft in drafts.values() for rating in draft.ratings])
    county.save([opinion for draft in drafts.values() for opinion in draft.opinions])
    county.save([problem for draft in drafts.values() for problem in draft.problems])


def drafts_of(county: County, fates: dict[Village, str]) -> dict[Village, Draft]:
    own = {"cycle": county.cycle, "village__in": [village.pk for village in fates]}
    teams: dict[int, list[TeamMember]] = {}
    for member in TeamMember.objects.filter(**own).select_related("person").order_by("rank", "id"):
        teams.setdefault(member.village_id, []).append(member)
    profiles = {profile.village_id: profile for profile in VillageProfile.objects.filter(**own)}
    found = {}
    for number, (village, fate) in enumerate(fates.items()):
        whole = fate != DRAFT
        analysis = _head(county, village, profiles[village.pk], whole=whole)
        if number == NOBODY_YET:
            set_one_shoulder(county, analysis, OneShoulder.NONE, county.rng("nobody yet"))
        rng, team = county.rng(f"parts {village.code}"), teams[village.pk]
        found[village] = Draft(
            analysis,
            _ratings(county, analysis, rng, whole=whole),
            [_opinion(analysis, member, rng) for member in team[: None if whole else 2]],
            _problems(county, analysis, rng) if whole else [],
        )
    return found


def _head(county: County, village: Village, profile: VillageProfile, *, whole: bool) -> TeamAnalysis:
    rng = county.rng(f"analysis {village.code}")
    people = county.people
    begun = county.days.at(rng.randint(*days.ANALYSED))
    issued, returned = ballots_of(county, village)
    town = village.township.name
    row = TeamAnalysis(
        cycle=county.cycle,
        village=village,
        reference_date=county.days.at(days.REFERENCE_DATE),
        analysed_from=begun,
        analysed_to=begun + timedelta(days=rng.choice((0, 1, 1, 2))),
        leader=f"{people.name(rng, male=True)}({town}{rng.choice(('党委副书记', '党委委员、组织委员', '人大主席'))})",
        team="、".join(
            (
                f"{people.name(rng, male=True)}(驻村第一书记)",
                f"{people.name(rng, male=False)}({town}党建办公室干事)",
                f"{people.name(rng, male=True)}(帮扶部门干部)",
            )
        ),
        talks_committee=rng.randint(5, 7),
        talks_party=rng.randint(9, 22),
        talks_representatives=rng.randint(8, 18),
        talks_villagers=rng.randint(10, 30),
        ballots_issued=issued,
        ballots_returned=returned,
    )
    if whole:
        _conclude(county, row, profile, rng)
    return row


def _conclude(county: County, row: TeamAnalysis, profile: VillageProfile, rng: Random) -> None:
    row.grade = rng.choices(("good", "fair", "average", "poor"), (38, 46, 13, 3))[0]
    if profile.lax and row.grade in ("good", "fair"):
        row.grade = "average"
    row.words = wording.verdict(row.grade, row.village, rng)
    difficulty = {"good": "smooth", "fair": rng.choice(("smooth", "watch")), "average": "watch", "poor": "complex"}
    row.difficulty = county.kinds[ListKind.DIFFICULTY][difficulty[row.grade]]
    row.batch = profile.batch
    set_one_shoulder(county, row, rng.choices(list(OneShoulder), (74, 20, 6))[0], rng)


def set_one_shoulder(county: County, row: TeamAnalysis, state: str, rng: Random) -> None:
    """The list the village stands in, with gap and measures; conditions and ways, never a person."""
    row.one_shoulder = state
    row.gap = rng.choice(wording.GAPS[state])
    if not row.gap:
        row.measure_kind, row.measures, row.responsible, row.deadline = None, "", "", None
        return
    measures = county.kinds[ListKind.MEASURE]
    row.measure_kind = measures[rng.choice(sorted(set(measures) & set(wording.MEASURES)))]
    row.measures = wording.MEASURES[row.measure_kind.code]
    row.responsible = f"{row.village.township.name}党委组织委员"
    row.deadline = county.days.at(days.MEASURES_DUE)


def _ratings(county: County, analysis: TeamAnalysis, rng: Random, *, whole: bool) -> list[ItemRating]:
    around = {"good": (70, 30, 0), "fair": (30, 60, 10), "average": (5, 45, 50), "poor": (0, 30, 70)}
    rows = []
    for place, item in enumerate(county.kinds[ListKind.RUNNING_ITEM].values()):
        grade = rng.choices(("good", "fair", "average"), around[analysis.grade or "fair"])[0]
        reason = wording.rating_words(item.code, lower=grade == "average")
        if whole or place < 3:
            rows.append(ItemRating(analysis=analysis, item=item, grade=grade, reason=reason))
    return rows


def _opinion(analysis: TeamAnalysis, member: TeamMember, rng: Random) -> MemberAnalysis:
    proposal = ""
    if member.party_post != "none":
        stays = "undecided" if member.wish in (Wish.MOVE, Wish.UNKNOWN) else "continue"
        proposal = "end" if member.wish == Wish.LEAVE else stays
    return MemberAnalysis(
        analysis=analysis,
        member=member,
        merits=wording.merits(member, rng),
        shortcomings=wording.shortcomings(rng),
        proposal=proposal,
    )


def _problems(county: County, analysis: TeamAnalysis, rng: Random) -> list[AnalysisProblem]:
    count = {"good": 1, "fair": 2}.get(analysis.grade, 3)
    drawn: list[Any] = rng.sample(wording.PROBLEMS, count)
    return [
        AnalysisProblem(
            analysis=analysis,
            position=position,
            problem=problem + "。",
            category=category,
            countermeasure=countermeasure + "。",
            responsible=f"{analysis.village.township.name}联村领导",
            deadline=county.days.at(days.MEASURES_DUE - rng.randint(0, 60)),
            progress=progress + "。",
        )
        for position, (problem, category, countermeasure, progress) in enumerate(drawn, 1)
    ]
