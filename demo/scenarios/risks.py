"""昭化： every kind of risk swept in every village, 48 sets of key villages and persons, through the services."""

from datetime import date, timedelta

from accounts.models import User
from demo import risks as made_up
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.disclosure import restricted
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from electioncycle.web.grids import Place, Typed, filled
from risks.figures import overview, risk_kinds
from risks.models import KeyPerson, KeyVillage
from risks.services import closing
from risks.services.sweeps import SweepGrids, points_of
from villages.choices import ListKind
from villages.models import Cycle, Village
from villages.services.kind_grids import KindGrid

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
    _save(scene, grid, {(str(merged.pk), grid.columns[0].key): "0"}, merged)
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
    points = points_of(grid)
    found = {cell: 1 if number % FOUND_EVERY == 3 else points[cell] for number, cell in enumerate(grid.cells)}
    _save(scene, grid, {(str(one), str(kind)): str(number) for (one, kind), number in found.items()}, villages[0])


def _save(scene: Scene, grid: KindGrid, cells: dict[Place, str], village: Village) -> None:
    """As the township's clerk types these cells into the empty grid."""
    nothing = [Typed(line.key, {}, {}) for line in grid.lines]
    outcome = SweepGrids(scene.county.cycle).keep(
        grid, filled(nothing, cells), by=scene.staff.clerk_of(village), on=SWEPT_ON
    )
    if not outcome.is_whole:
        raise ValueError(f"{village.township}的排查表没有全部保存：{outcome}")


def _grid(scene: Scene, village: Village) -> KindGrid:
    grid = SweepGrids(scene.county.cycle).grid_of(village.township_id, scene.staff.clerk_of(village))
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
