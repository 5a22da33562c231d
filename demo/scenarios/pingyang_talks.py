"""Of 平阳: four who wanted to stand were talked to by the secretary, withdrew, pledged and are kept in touch."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from accounts.models import User
from candidates.figures.pledges import pledge_figures
from candidates.models import Intention, Pledge, ReviewDecision
from candidates.services import pledges
from demo.finance import photo
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from villages.choices import ListKind
from villages.models import Cycle, Person, Talk, Village

DECLARED, TALKED, SIGNED, CONTACTED = (date(2026, *day) for day in ((6, 1), (6, 20), (6, 22), (6, 29)))


def figures(admin: User, cycle: Cycle) -> dict[str, int]:
    """As the statistics of talks and pledges compute them."""
    found = pledge_figures(admin, cycle)
    return {"talks_held": found.talked, "pledges": found.signed}


def enter(scene: Scene, refused: Sequence[ReviewDecision]) -> None:
    """Those the review refused; then who was only to be talked to, who took his word back, what was withdrawn."""
    for decision in refused:
        row = _pledge(scene, decision.subject, "review_failed")
        _sign(scene, row)
        by = scene.staff.clerk_of(row.village)
        pledges.report_contact(row, on=CONTACTED, text="入户走访，本人情绪平稳，支持换届工作", by=by)
    _enter_aside(scene, refused[0].subject.village)


def _enter_aside(scene: Scene, village: Village) -> None:
    by = scene.staff.clerk_of(village)
    counties.enter(
        REGISTRY["talk"], _talk(scene, _declared(scene, village), "review_failed", held=False), by, _cycle(scene)
    )
    mistaken = counties.enter(
        REGISTRY["talk"], _talk(scene, _declared(scene, village), "review_failed"), by, _cycle(scene)
    )
    withdraw(mistaken, by=by, reason="登记错了人")
    row = _pledge(scene, _declared(scene, village), "declared")
    _sign(scene, row)
    pledges.take_back(row, on=CONTACTED, reason="本人仍想参选", by=by)
    refusing = _pledge(scene, _declared(scene, village), "declared")
    pledges.refuse(refusing, on=SIGNED, reason="本人不愿签订", by=by)


def _cycle(scene: Scene) -> Cycle:
    return scene.county.cycle


def _declared(scene: Scene, village: Village) -> Intention:
    """Somebody who told the township that he wants to stand, entered on the form."""
    county, rng = scene.county, scene.county.rng(f"declared {Intention.all_rows.count()}")
    birth = county.people.birth(rng, 35, 58, DECLARED)
    person = Person(
        name=county.people.name(rng, male=True), sex="male", id_number=county.people.id_number(rng, birth, male=True)
    )
    row = Intention(
        village=village,
        person=person,
        post="director",
        declaration="愿意参选村委会主任",
        declared_how="home_visit",
        declared_on=DECLARED,
    )
    return counties.enter(REGISTRY["intention"], row, scene.staff.clerk_of(village), county.cycle)


def _talk(scene: Scene, known: Any, group: str, *, held: bool = True) -> Talk:
    kinds = scene.county.kinds
    return Talk(
        village=known.village,
        name=known.person.name,
        group=kinds[ListKind.TALK_GROUP][group],
        level=kinds[ListKind.TALK_LEVEL]["secretary"],
        purpose="review",
        talker="镇党委书记",
        held_on=TALKED,
        content="说明任职资格条件，做好思想工作" if held else "",
        state="held" if held else "planned",
    )


def _pledge(scene: Scene, known: Any, group: str) -> Pledge:
    by = scene.staff.clerk_of(known.village)
    talk = counties.enter(REGISTRY["talk"], _talk(scene, known, group), by, _cycle(scene))
    row = Pledge(
        talk=talk,
        post="director",
        withdrew_on=TALKED,
        statement="本人主动退出，支持组织工作",
        leader="镇联村领导",
        cadre="驻村干部",
    )
    return counties.enter(REGISTRY["pledge"], row, by, _cycle(scene))


def _sign(scene: Scene, row: Pledge) -> None:
    data = photo()
    upload = BytesIO(data)
    upload.name, upload.size = "承诺书.jpg", len(data)  # type: ignore[attr-defined]
    pledges.sign(row, on=SIGNED, voluntary=True, upload=upload, by=scene.staff.clerk_of(row.village))
