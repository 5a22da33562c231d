"""Of 昭化: more than 500 people in the reserve pool, 174 of them placed; what must not count is entered besides."""

from typing import Any

from accounts.models import User
from candidates.choices import ReserveState
from candidates.figures import reserves
from candidates.models import FloatingCommittee, Placement, ReserveCandidate
from candidates.services import placements
from demo import candidates as made_up
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from villages.models import Cycle, Village

PLACED, PLACED_EVERY = 174, 3
EACH = 3
"""People a village has; every second one has one more."""


def figures(admin: User, cycle: Cycle) -> dict[str, int]:
    """As the page 后备人选统计 computes them."""
    return {
        "reserve_candidates": len(reserves.pooled(admin, cycle)),
        "placements": len(reserves.placed(admin, cycle)),
    }


def enter_earlier(scene: Scene) -> None:
    """A decoy: the pool of the cycle before, with a placement."""
    _enter_one(scene, scene.county.villages[0], placed=True)


def enter_before_merger(scene: Scene) -> None:
    """Decoys: somebody of the village that is merged away had left the pool; another stood in both villages' pools."""
    *_, into, merged, _ = scene.county.villages
    _enter_one(scene, merged, state=ReserveState.LEFT, left_because="已外出定居")
    both = _enter_one(scene, merged)
    again = made_up.drawn(scene.county, into, 1, scene.county.rng("both"))[0]
    again.person = both.person
    _enter(scene, again)


def enter(scene: Scene, standing: list[Village]) -> None:
    """The pool by one workbook, the placements by another; then what must not count."""
    county, rng = scene.county, scene.county.rng("pool")
    committees = [_founded(scene, one) for one in made_up.committees_of(county)]
    rows = [
        row for number, village in enumerate(standing) for row in made_up.drawn(county, village, EACH + number % 2, rng)
    ]
    made_up.set_recommenders(rows, committees, county.kinds["reserve_channel"]["floating_committee"], rng)
    ledger = REGISTRY["reservecandidate"]
    counties.enter_by_workbook(ledger, rows, by=scene.admin, cycle=county.cycle, name="后备人选库.xlsx")
    _enter_placements(scene, rows)
    _enter_aside(scene, standing)


def _founded(scene: Scene, row: FloatingCommittee) -> FloatingCommittee:
    """Entered by the county or the township whose committee it is."""
    by = scene.staff.clerks.get(row.area_id, scene.staff.county_clerk)
    found: FloatingCommittee = counties.enter(REGISTRY["floatingcommittee"], row, by, scene.county.cycle)
    return found


def _enter_placements(scene: Scene, rows: list[ReserveCandidate]) -> None:
    county, rng = scene.county, scene.county.rng("placements")
    stored = ReserveCandidate.objects.filter(cycle=county.cycle).select_related("person", "village__township")
    pool = {row.person.id_number: row for row in stored}
    chosen = [pool[row.person.id_number] for row in rows[::PLACED_EVERY]][:PLACED]
    drawn = [made_up.placement_of(county, row, rng) for row in chosen]
    ledger = REGISTRY["placement"]
    counties.enter_by_workbook(ledger, drawn, by=scene.admin, cycle=county.cycle, name="顶岗锻炼.xlsx")
    for row in Placement.objects.filter(cycle=county.cycle)[:5]:
        note = made_up.NOTES[row.pk % len(made_up.NOTES)]
        placements.add_note(row, row.starts_on, note, by=scene.staff.clerk_of(row.village))


def _enter_aside(scene: Scene, standing: list[Village]) -> None:
    """Decoys: left the pool, withdrawn, never taken up, entered by two townships, pooled where nobody is elected."""
    county, clerk = scene.county, scene.staff.clerk_of(standing[0])
    _enter_one(scene, standing[0], state=ReserveState.LEFT, left_because="本人提出退出")
    extra = _enter_one(scene, standing[0])
    withdraw(extra, by=clerk, reason="重复登记")
    _enter_one(scene, county.villages[-1], placed=True)
    first = ReserveCandidate.objects.filter(cycle=county.cycle, village=standing[0])[0]
    twice = made_up.drawn(county, standing[-1], 1, county.rng("twice"))[0]
    for name in ("name", "sex", "id_number"):
        setattr(twice.person, name, getattr(first.person, name))
    _enter(scene, twice)
    pool = ReserveCandidate.objects.filter(cycle=county.cycle, village__in=standing, placements=None)
    row = made_up.placement_of(county, pool.exclude(state=ReserveState.LEFT)[0], county.rng("not taken up"))
    row.outcome, row.outcome_on = "not_taken_up", row.starts_on
    counties.enter(REGISTRY["placement"], row, scene.staff.clerk_of(row.village), county.cycle)


def _enter_one(scene: Scene, village: Village, *, placed: bool = False, **values: Any) -> ReserveCandidate:
    county = scene.county
    row = made_up.drawn(county, village, 1, county.rng(f"one {village.code} {values}"))[0]
    for name, value in values.items():
        setattr(row, name, value)
    saved = _enter(scene, row)
    if placed:
        placement = made_up.placement_of(county, saved, county.rng(f"placed {village.code}"))
        counties.enter(REGISTRY["placement"], placement, scene.staff.clerk_of(village), county.cycle)
    return saved


def _enter(scene: Scene, row: ReserveCandidate) -> Any:
    return counties.enter(REGISTRY["reservecandidate"], row, scene.staff.clerk_of(row.village), scene.county.cycle)
