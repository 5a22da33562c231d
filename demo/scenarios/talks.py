"""Of 昭化: the four levels at which officials who left with the mergers and sitting officials were talked to."""

from datetime import date
from typing import Any

from accounts.models import User
from demo.scenarios import counties
from demo.scenarios.counties import Scene
from demo.talks import former_of, talk_of
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import withdraw
from villages.choices import ListKind
from villages.models import Cycle, FormerOfficial, KindItem, Talk
from villages.services import talks
from villages.services.talk_figures import talk_figures
from villages.services.talk_targets import outstanding

ROSTER_EVERY = 5


def figures(admin: User, cycle: Cycle) -> dict[str, Any]:
    """As the page of the talks computes it."""
    return {"talk_levels": talk_figures(admin, cycle).levels}


def enter_before_merger(scene: Scene) -> None:
    """A decoy: a level of its own under which a talk was planned and one was entered by mistake."""
    county, clerk = scene.county, scene.staff.county_clerk
    ledger = REGISTRY["kinditem"]
    row = KindItem(kind=ListKind.TALK_LEVEL, code="visit", name="其他层级谈话", position=99)
    county.kinds[ListKind.TALK_LEVEL]["visit"] = counties.enter(ledger, row, scene.admin, county.cycle)
    village = county.villages[0]
    former = counties.enter(
        REGISTRY["formerofficial"], former_of(county, village, county.rng("former aside")), clerk, county.cycle
    )
    for number, state in enumerate(("planned", "held")):
        talk = talk_of(county, former, "former", "visit", "", county.rng(f"talk aside {number}"))
        talk.state, talk.held_on = state, date(2026, 7, 30 - number)
        talk.attitude, talk.demands, talk.contact, talk.follow_on, talk.follow_up = "", "", "", None, ""
        if state == "planned":
            talk.content = ""
        saved = counties.enter(REGISTRY["talk"], talk, clerk, county.cycle)
        if state == "held":
            withdraw(saved, by=clerk, reason="谈话没有进行，误登记")


def enter(scene: Scene) -> None:
    """The roster through the form; individual talks by workbook, the county's collective talk on the page."""
    county, clerk, rng = scene.county, scene.staff.county_clerk, scene.county.rng("talks")
    ledger = REGISTRY["formerofficial"]
    for village in county.villages[:-1:ROSTER_EVERY]:
        counties.enter(ledger, former_of(county, village, rng), clerk, county.cycle)
    roster = list(FormerOfficial.objects.filter(cycle=county.cycle).select_related("person", "village__township"))
    levels = ("township_leader", "secretary", "first_secretary")
    rows: list[Talk] = [
        talk_of(county, row, "former", level, f"原{row.former_village}{row.former_post}", rng)
        for row in roster
        for level in levels
    ]
    counties.enter_by_workbook(REGISTRY["talk"], rows, by=clerk, cycle=county.cycle, name="谈心谈话.xlsx")
    keys = [one.target.key for one in outstanding(clerk, county.cycle).persons if one.group.code == "sitting"]
    values = {
        "level": county.kinds[ListKind.TALK_LEVEL]["county"],
        "purpose": "guidance",
        "talker": "县委副书记",
        "held_on": date(2026, 7, 20),
        "place": "区委会议中心",
        "content": "宣讲换届政策和纪律要求，通报工作安排",
        "attitude": "supports",
    }
    talks.hold_collective(county.cycle, keys[:60], values, by=clerk)
