"""Votes of the made-up county being prepared: staff, boxes in every state, proxies; and smaller bodies in figures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from electioncycle.records.workflow import Paper
from elections.choices import Avoids, Body, Companion, ElectionState, PlaceKind, PostCode, Procedure
from elections.models import (
    BodyResult,
    CertificatePosition,
    CompanionBody,
    Election,
    ElectionStaff,
    PollingPlace,
    ProxyTally,
    RosterMember,
)
from elections.services import body_results, polling_places
from villages.models import Village

DUTIES = ("chief_watcher", "counter", "caller", "writer", "box_keeper")
WATCHERS = 3
LEADERS = tuple((Body.GROUP_LEADERS, PostCode.GROUP_LEADER, f"{number}组") for number in (1, 2))
MORE_BOXES = (2, 3, 4)
"""The first of these elections has more roving boxes: one asked for, one approved and posted, one approved."""
APPROVED_ONLY = "流动票箱4"
RESULTS = 4
"""In so many villages the smaller bodies have been elected, or some of them."""


def add_preparation(county: County, staff: Staff) -> None:
    """By-elections ahead, one box after the other a step further; results where the party's part is over."""
    # The county's printed certificates stand two millimetres lower in its printer than they were measured.
    county.save([CertificatePosition(cycle=county.cycle, item="shift", across=0, down=2)])
    ahead = Election.objects.filter(
        village__path__startswith=county.area.path, procedure=Procedure.BY_ELECTION, state=ElectionState.PREPARING
    )
    for number, election in enumerate(ahead.order_by("pk").select_related("village__township")):
        _prepare(county, staff, number, election)
    for number, village in enumerate(county.villages[:RESULTS]):
        _results(county, staff, number, village)


def _prepare(county: County, staff: Staff, number: int, election: Election) -> None:
    place = {"village": election.village, "election": election}
    hall = PollingPlace(kind=PlaceKind.CENTRE, name="中心会场", address="村文化礼堂", hours="8:00—11:30", **place)
    box = PollingPlace(
        kind=PlaceKind.ROVING, name="流动票箱1", route="3组至5组逐户上门", hours="8:30—10:30", voters=6, **place
    )
    more = [
        PollingPlace(
            kind=PlaceKind.ROVING,
            name=f"流动票箱{one}",
            route=f"{one + 4}组逐户上门",
            hours="8:30—10:30",
            voters=4,
            **place,
        )
        for one in MORE_BOXES
        if number == 0
    ]
    county.save([hall, box, *more])
    county.save(_workers(county, election, [box, *more]))
    county.save([ProxyTally(certificates=12 + number, holders=10, most=2, **place)])
    for step, one in enumerate((box, *more)):
        _lead(county, staff, number + step, one)


def _workers(county: County, election: Election, boxes: Sequence[PollingPlace]) -> list[ElectionStaff]:
    rng = county.rng(f"staff {election.village.code}")
    posts = [(duty, "") for duty in DUTIES] + [("watcher", box.name) for box in boxes] * WATCHERS
    names: dict[str, None] = {}
    while len(names) < len(posts):
        names[county.people.name(rng, male=rng.random() < 0.6)] = None
    return [
        ElectionStaff(
            village=election.village, election=election, name=name, duty=duty, box=box_name, avoids=Avoids.CLEAR
        )
        for name, (duty, box_name) in zip(names, posts, strict=True)
    ]


def _lead(county: County, staff: Staff, number: int, box: PollingPlace) -> None:
    """Entered, asked for, approved and posted, in turn."""
    if number % 3 == 0 and box.name != APPROVED_ONLY:
        return
    polling_places.ask(box, by=staff.clerk_of(box.village))
    if number % 3 == 1:
        return
    today = county.days.at(0)
    paper = Paper(str(staff.officer_of(box.village)), today, f"票箱批〔{today.year}〕{number}号")
    polling_places.approve(box, by=staff.officer_of(box.village), paper=paper)
    if box.name == APPROVED_ONLY:
        return
    polling_places.post(box, on=today, voters=6, by=staff.clerk_of(box.village))


def _results(county: County, staff: Staff, number: int, village: Village) -> None:
    """Representatives first; group leaders and supervisors in the villages that went on."""
    held = county.days.at(days.PARTY_MET)
    figures: Sequence[tuple[str, int, int, int, date | None]] = (
        (Body.REPRESENTATIVES, 36, 36 if number else 31, 13, held if number else None),
        (Body.GROUP_LEADERS, 8, 8, 2, held),
        (Body.SUPERVISION, 3, 3, 1, held),
    )
    clerk, ledger, rng = staff.clerk_of(village), ledgers.of(BodyResult), county.rng(f"bodies {village.code}")
    for body, due, elected, women, on in figures[: 1 + number]:
        values = {"body": body, "due": due, "elected": elected, "women": women, "held_on": on}
        body_results.election_for(village, body, on, by=clerk)
        ledger_services.save_row(ledger, None, {"village": village, **values}, by=clerk, cycle=county.cycle)
    if number == RESULTS - 1:
        listed: dict[str, Any] = {"village": village, "person__sex": "male"}
        for body, post, group in ((Body.SUPERVISION, PostCode.MEMBER, ""), *LEADERS):
            listed |= {"person__name": county.people.name(rng, male=True)}
            of = {"body": body, "post": post, "group": group}
            ledger_services.save_row(ledgers.of(RosterMember), None, listed | of, by=clerk, cycle=county.cycle)
    if number:
        renewed = CompanionBody(cycle=county.cycle, village=village, kind=Companion.WOMEN, renewed_on=held)
        county.save([renewed])
