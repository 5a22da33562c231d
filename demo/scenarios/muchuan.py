"""沐川: one leading group with seven bodies, two county meetings passed on to 13 townships, joint meetings, links."""

from typing import Any

from django.db import transaction

from accounts.models import User
from demo.scenarios import counties, muchuan_meetings, muchuan_oversight
from villages.services import participants

CODE, NAME = "990404", "沐溪县"
VILLAGES, TOWNSHIPS = 151, 13


def run(*, villages: int = VILLAGES, townships: int = TOWNSHIPS) -> dict[str, Any]:
    """Enter what the document reports, unless it is there; return the figures."""
    county = counties.scene_of(CODE, NAME)
    if counties.open_again(county) is None:
        with transaction.atomic():
            scene = counties.set_up(
                county,
                villages=villages,
                townships=townships,
                groups=("四个一",),
                earlier=muchuan_meetings.enter_earlier,
            )
            counties.enter_profiles(scene)
            muchuan_meetings.enter(scene)
            muchuan_oversight.enter(scene)
            counties.merge_last_but_one(scene)
    admin, cycle = User.objects.get(username=f"sc{CODE}_xian_admin"), counties.open_again(county)
    if cycle is None:
        return {}
    standing = list(participants(admin, cycle))
    return {
        "townships": len({village.township_id for village in standing}),
        **muchuan_meetings.figures(admin, cycle),
        **muchuan_oversight.figures(admin, cycle),
    }
