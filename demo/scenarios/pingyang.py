"""平阳: a county of 599 villages at the gate, leaders of difficult villages, lists and elections of the pilots."""

from typing import Any

from django.db import transaction

from accounts.models import User
from demo.scenarios import (
    counties,
    gate,
    pingyang_election,
    pingyang_lists,
    pingyang_meetings,
    pingyang_talks,
    reviews,
)
from villages.services import participants

CODE, NAME = "990303", "坪洋县"
VILLAGES, TOWNSHIPS = 599, 16


def run(*, villages: int = VILLAGES, townships: int = TOWNSHIPS) -> dict[str, Any]:
    """Enter what the document reports, unless it is there; return the figures."""
    county = counties.scene_of(CODE, NAME)
    if counties.open_again(county) is None:
        with transaction.atomic():
            scene = counties.set_up(county, villages=villages, townships=townships, groups=("三个一",))
            counties.enter_profiles(scene)
            merged = county.villages[-2]
            standing = [village for village in participants(scene.admin, county.cycle) if village != merged]
            gate.enter(scene, standing)
            gate.enter_merged(scene, merged)
            pingyang_lists.enter_before_merger(scene)
            reviews.enter_before_merger(scene)
            counties.merge_last_but_one(scene)
            pingyang_lists.enter(scene)
            pingyang_talks.enter(scene, reviews.enter(scene))
            pingyang_meetings.enter(scene)
            pingyang_election.enter(scene)
    admin, cycle = User.objects.get(username=f"sc{CODE}_xian_admin"), counties.open_again(county)
    if cycle is None:
        return {}
    standing = list(participants(admin, cycle))
    return {
        "villages": len(standing),
        **gate.figures(standing, cycle),
        **pingyang_lists.figures(admin, cycle),
        **reviews.figures(admin, cycle),
        **pingyang_meetings.figures(admin, cycle),
        **pingyang_talks.figures(admin, cycle),
        **pingyang_election.figures(admin, cycle),
    }
