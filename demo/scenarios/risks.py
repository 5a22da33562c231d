"""昭化： every kind of risk swept in every village, 48 sets of key villages and persons, through the services."""

from datetime import date, timedelta

from accounts.models import User
from demo import risks as made_up
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.web.grids import Entered
from risks.figures import overview, risk_kinds
from risks.models import KeyPerson, KeyVillage
from risks.services import closing
from risks.services.sweeps import Grid, grid_of, save_grid
from villages.choices import ListKind
from villages.models import Cycle, Village

KEY_VILLAGES, KEY_PERSONS = 30, 18
SWEPT_ON = date(2026, 7, 6)
FOUND_EVERY = 20


def risk_figures(admin: User, cycle: Cycle) -> dict[str, int]:
    """As the page 风险总览 computes them."""
    total = overview(admin, cycle)[-1]
    return {"risk_kinds": len(risk_kinds(cycle)), "risk_sweeps": total.sweep.swept, "key_ledgers": total.sets}


def enter_decoys(scene: Scene) -> None:
    """What must not count: a sweep and a set of the village that is merged away."""
    merged = scene.county.villages[-2]
    grid = _grid(scene, merged)
    place = (merged.pk, grid.columns[0].pk)
    save_grid(grid, Entered({place: 0}, {place: None}, SWEPT_ON), by=scene.staff.clerk_of(merged))
    row = counties.enter(REGISTRY["keyvillage"], _key_village(scene, merged), scene.staff.clerk_of(merged), grid.cycle)
    row = closing.apply_closing(row, proof="两村合并方案已定，由合并后的村另行建账。", by=scene.staff.clerk_of(merged))
    closing.verify_closing(row, by=scene.staff.county_clerk)


def enter_risks(scene: Scene, villages: list[Village]) -> None:
    """Every township's grid in one request each, then the sets; decoys are withdrawn or reopened."""
    for township in scene.county.townships:
        own = [village for village in villages if village.township_id == township.pk]
        if own:
            _sweep(scene, own)
    _enter_key_villages(scene, villages[: KEY_VILLAGES + 1])
    _enter_key_persons(scene, villages[-KEY_PERSONS:])


def _sweep(scene: Scene, villages: list[Village]) -> None:
    grid = _grid(scene, villages[0])
    cells: dict[tuple[int, int], int | None] = {}
    for number, place in enumerate(grid.places):
        cells[place] = 1 if number % FOUND_EVERY == 3 else grid.points[place]
    entered = Entered(cells, dict.fromkeys(grid.places), SWEPT_ON)
    save_grid(grid, entered, by=scene.staff.clerk_of(villages[0]))


def _grid(scene: Scene, village: Village) -> Grid:
    grid = grid_of(village.township_id, scene.staff.clerk_of(village), scene.county.cycle)
    if grid is None:
        raise ValueError(f"{village.township}没有参加换届的村")
    return grid


def _key_village(scene: Scene, village: Village) -> KeyVillage:
    kinds = list(scene.county.kinds[ListKind.KEY_VILLAGE].values())
    return made_up.key_village(scene.county, village, kinds[village.pk % len(kinds)])


def _enter_key_villages(scene: Scene, villages: list[Village]) -> None:
    """One more than counts: the last is withdrawn again; the first is closed and reopened."""
    ledger, rows = REGISTRY["keyvillage"], []
    for village in villages:
        clerk = scene.staff.clerk_of(village)
        rows.append(counties.enter(ledger, _key_village(scene, village), clerk, scene.county.cycle))
    withdraw(rows[-1], by=scene.staff.clerk_of(villages[-1]), reason="重复建账")
    row = closing.apply_closing(rows[0], proof=made_up.PROOFS, by=scene.staff.clerk_of(villages[0]))
    row = closing.verify_closing(row, by=scene.staff.county_clerk)
    closing.reopen(row, by=scene.admin, reason="群众再次反映同一问题")


def _enter_key_persons(scene: Scene, villages: list[Village]) -> None:
    ledger, cycle = REGISTRY["keyperson"], scene.county.cycle
    for number, village in enumerate(villages, 1):
        clerk = scene.staff.clerk_of(village)
        row = made_up.key_person(scene.county, village, number)
        saved: KeyPerson = counties.enter(ledger, row, clerk, cycle)
        restricted.assign(saved, scene.staff.officer_of(village), by=scene.admin)
    extra = made_up.key_person(scene.county, villages[0], KEY_PERSONS + 1)
    extra.name, extra.review_on = "重复登记", extra.source_on + timedelta(days=200)
    saved = counties.enter(ledger, extra, scene.staff.clerk_of(villages[0]), cycle)
    withdraw(saved, by=scene.staff.clerk_of(villages[0]), reason="重复登记")
