"""Of 昭化: more than 60 inspectors from the county, the finances of 150 villages cleaned up and published."""

from collections.abc import Sequence
from typing import Any

from demo.finance import (
    cleanup_of,
    drawn_inspectors,
    inspectors_for,
    photo,
    set_exit_audit,
    set_publication,
)
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import save_row, withdraw
from villages.models import Cycle, FinanceCleanup, Village
from villages.services import finance, participants
from villages.services.finance_figures import PHOTO, finances

INSPECTORS = 66
PICTURE = "公示照片.jpg"
RETURNED_EVERY = 40


def figures(villages: Sequence[Village], cycle: Cycle) -> dict[str, Any]:
    """As the page of progress computes them."""
    found = finances(villages, cycle)
    return {"finance_inspectors": len(found.inspectors), "finance_published": found.total.published}


def enter_before_merger(scene: Scene) -> None:
    """A decoy: the village to be merged away was cleaned up and published by a team of its own."""
    village = scene.county.villages[-2]
    row = cleanup_of(scene.county, village, ["合并前督导", "另一督导"], scene.county.rng("merged finance"))
    set_publication(scene.county, row, 0, scene.county.rng("merged"))
    saved = counties.enter(REGISTRY["financecleanup"], row, scene.staff.clerk_of(village), scene.county.cycle)
    counties.hang(saved, PICTURE, photo(), part=PHOTO, by=scene.staff.clerk_of(village))


def enter(scene: Scene) -> None:
    """By workbook; then declared by the townships and approved by the county, some after a return."""
    county, rng = scene.county, scene.county.rng("finances")
    book, by = REGISTRY["contact"], scene.staff.county_clerk
    roster = [counties.enter(book, one, by, county.cycle) for one in drawn_inspectors(county, INSPECTORS)]
    standing = list(participants(scene.admin, county.cycle))
    rows = []
    for number, village in enumerate(standing):
        row = cleanup_of(county, village, inspectors_for(roster, number), rng)
        set_publication(county, row, number, rng)
        set_exit_audit(county, row, number)
        rows.append(row)
    ledger = REGISTRY["financecleanup"]
    counties.enter_by_workbook(ledger, rows, by=scene.admin, cycle=county.cycle, name="村级财务清理.xlsx")
    picture = photo()
    for number, row in enumerate(FinanceCleanup.objects.filter(cycle=county.cycle, village__in=standing)):
        clerk = scene.staff.clerk_of(row.village)
        counties.hang(row, PICTURE, picture, part=PHOTO, by=clerk)
        _settle(scene, row)
        if number % RETURNED_EVERY == 7:
            finance.return_cleanup(row, by=scene.staff.county_clerk, reason="公示内容与清理表不一致，请核对。")
            _settle(scene, row)
    _enter_aside(scene)


def _settle(scene: Scene, row: FinanceCleanup) -> None:
    declared = finance.declare_cleaned(row, by=scene.staff.clerk_of(row.village))
    finance.approve_cleanup(declared, by=scene.staff.county_clerk)


def _enter_aside(scene: Scene) -> None:
    """Decoys: the village that does not take part is published too; an inspector was entered and withdrawn."""
    village = scene.county.villages[-1]
    clerk, cycle = scene.staff.clerk_of(village), scene.county.cycle
    row = cleanup_of(scene.county, village, ["场外督导"], scene.county.rng("aside"))
    set_publication(scene.county, row, 0, scene.county.rng("aside"))
    saved = counties.enter(REGISTRY["financecleanup"], row, clerk, cycle)
    counties.hang(saved, PICTURE, photo(), part=PHOTO, by=clerk)
    role = scene.county.kinds["contact_role"]["finance_inspector"]
    values = {"area": scene.county.area, "role": role, "name": "撤回督导", "unit": "县财政局"}
    extra = save_row(REGISTRY["contact"], None, values, by=scene.staff.county_clerk, cycle=cycle)
    withdraw(extra, by=scene.staff.county_clerk, reason="重复登记")
