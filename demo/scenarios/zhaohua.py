"""昭化： 470 cadres of 四个一 in 150 villages, 150 analysis reports, the three one-shoulder lists."""

from typing import Any

from django.db import transaction

from accounts.models import User
from demo.analyses import CONFIRMED, Draft, drafts_of, set_one_shoulder
from demo.county import County
from demo.posts import drawn_posts
from demo.scenarios import counties, risks, talks, zhaohua_candidates, zhaohua_finance
from demo.scenarios.counties import Scene
from demo.teams import team_of
from electioncycle.jobs import runs as job_runs
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from readiness.choices import OneShoulder
from readiness.dossiers import HEAD, Entry
from readiness.figures.analysis import participants, progress
from readiness.models import TeamAnalysis
from readiness.services import analysis
from reports.choices import Variant
from reports.models import VillageReport
from reports.services import start_printing
from villages.models import Cycle, Village
from villages.services.coverage import coverage

CODE, NAME = "990202", "照川区"
VILLAGES, TOWNSHIPS = 150, 12
FOUR = "四个一"
INTENDED_EVERY = 7
REOPENED_EVERY = 30


def run(*, villages: int = VILLAGES, townships: int = TOWNSHIPS) -> dict[str, Any]:
    """Enter what the document reports, unless it is there; print the reports; return the figures."""
    county = counties.scene_of(CODE, NAME)
    if counties.open_again(county) is None:
        with transaction.atomic():
            enter(county, villages=villages, townships=townships)
    cycle = counties.open_again(county)
    admin = User.objects.get(username=f"sc{CODE}_xian_admin")
    if cycle is None:
        return {}
    job = start_printing(by=admin, place=NAME, variant=Variant.INTERNAL, path=cycle.county.path, cycle=cycle)
    job_runs.wait(job_runs.run_inline(job))
    return figures(admin, cycle)


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the pages of coverage, progress and reports compute them."""
    villages = participants(admin, cycle)
    posts = coverage(admin, cycle, group=FOUR)
    shoulders = progress(villages, cycle, user=admin)[-1].one_shoulder
    reports = VillageReport.objects.filter(cycle=cycle, variant=Variant.INTERNAL, village__in=villages)
    each = posts.posts / len(posts.lines)
    return {
        "villages": len(villages),
        "cadres": posts.cadres,
        "posts_per_village": int(each) if each.is_integer() else round(each, 2),
        "reports": reports.values("village").distinct().count(),
        "dual_post_confirmed": shoulders.confirmed,
        "dual_post_intended": shoulders.intended,
        "dual_post_none": shoulders.none,
        "dual_post_share": float((shoulders.share or 0) / 100),
        **risks.risk_figures(admin, cycle),
        **zhaohua_finance.figures(villages, cycle),
        **zhaohua_candidates.figures(admin, cycle),
        **talks.figures(admin, cycle),
    }


def enter(county: County, *, villages: int, townships: int) -> None:
    earlier = zhaohua_candidates.enter_earlier
    scene = counties.set_up(county, villages=villages, townships=townships, groups=(FOUR,), earlier=earlier)
    counties.enter_profiles(scene)
    _enter_teams(scene)
    _enter_analysis_of_merged(scene)
    risks.enter_decoys(scene)
    zhaohua_finance.enter_before_merger(scene)
    zhaohua_candidates.enter_before_merger(scene)
    talks.enter_before_merger(scene)
    counties.merge_last_but_one(scene)
    zhaohua_finance.enter(scene)
    _enter_posts(scene)
    talks.enter(scene)
    standing = [v for v in county.villages if v in set(participants(scene.admin, county.cycle))]
    risks.enter_risks(scene, standing)
    zhaohua_candidates.enter(scene, standing)
    for number, (village, draft) in enumerate(drafts_of(county, dict.fromkeys(standing, CONFIRMED)).items()):
        _analyse(scene, village, draft, number)


def _enter_teams(scene: Scene) -> None:
    """The sitting teams by workbook, one for the county; the village to be merged away brings one member along."""
    county, members = scene.county, []
    for village in county.villages:
        team = list(team_of(county, village))
        members += team[-1:] if village == county.villages[-2] else team
    counties.enter_by_workbook(
        REGISTRY["teammember"], members, by=scene.admin, cycle=county.cycle, name=f"{NAME}现任班子.xlsx"
    )


def _enter_posts(scene: Scene) -> None:
    """Four posts a village through the form; a decoy in the first ones is withdrawn again."""
    county, ledger, clerk = scene.county, REGISTRY["responsibilitypost"], scene.staff.county_clerk
    for number, row in enumerate(drawn_posts(county, county.villages)):
        counties.enter(ledger, row, clerk, county.cycle)
        if number < 5:
            row.name, row.id_number = f"{row.name[0]}代班", ""
            extra = counties.enter(ledger, row, clerk, county.cycle)
            withdraw(extra, by=clerk, reason="重复填报")


def _enter_analysis_of_merged(scene: Scene) -> None:
    """A decoy: the village to be merged away was analysed and stood in the third list."""
    village = scene.county.villages[-2]
    draft = drafts_of(scene.county, {village: CONFIRMED})[village]
    set_one_shoulder(scene.county, draft.analysis, OneShoulder.NONE, scene.county.rng("merged"))
    _approve(scene, _submit(scene, village, draft))


def _analyse(scene: Scene, village: Village, draft: Draft, number: int) -> None:
    """Entered, submitted, approved and confirmed; some were returned from the third list and entered again."""
    rng = scene.county.rng(f"lists {village.code}")
    final = OneShoulder.INTENDED if number % INTENDED_EVERY == 3 else OneShoulder.CONFIRMED
    if number % REOPENED_EVERY == 8:
        set_one_shoulder(scene.county, draft.analysis, OneShoulder.NONE, rng)
        row = _approve(scene, _submit(scene, village, draft))
        analysis.return_for_changes(row, by=scene.admin, reason="本村已有返乡党员愿意任职，请重新研判。")
        final = OneShoulder.INTENDED
    set_one_shoulder(scene.county, draft.analysis, final, rng)
    _approve(scene, _submit(scene, village, draft))


def _submit(scene: Scene, village: Village, draft: Draft) -> TeamAnalysis:
    before = TeamAnalysis.objects.filter(cycle=scene.county.cycle, village=village).first()
    clerk = scene.staff.clerk_of(village)
    row = analysis.save_draft(
        village, scene.county.cycle, entry_of(draft), by=clerk, version=before.version if before else 0
    )
    return analysis.submit(row, by=clerk)


def _approve(scene: Scene, row: TeamAnalysis) -> TeamAnalysis:
    row = analysis.approve_township(row, by=scene.staff.officer_of(row.village))
    return analysis.confirm_county(row, by=scene.staff.county_clerk)


def entry_of(draft: Draft) -> Entry:
    """What the entry page sends for this draft."""

    def values(row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in row.content}

    return Entry(
        head={name: getattr(draft.analysis, name) for name in HEAD},
        ratings={rating.item_id: values(rating) for rating in draft.ratings},
        members={opinion.member_id: values(opinion) for opinion in draft.opinions},
        problems=[values(problem) for problem in draft.problems],
    )
