"""Who helps to run a village below its committees: 小组长 as elected, 网格员 as the township lists them."""

from dataclasses import dataclass
from typing import Any

from electioncycle.actors import Actor
from elections.choices import Body
from elections.models import RosterMember
from villages.models import BY_VILLAGE, Cycle, Village, VillageStaff
from villages.services.teams import UNREAD

GRID_WORKER = "grid_worker"
"""Code of the post of office work under which those of a grid are listed."""
LEADER, GRID = "小组长", "网格员"
OFFICIAL = tuple(name.removeprefix("village__") for name in BY_VILLAGE)


@dataclass(frozen=True)
class Helper:
    village: Village
    post: str
    group: str
    name: str
    sex: str


def helpers(user: Actor, cycle: Cycle, *, township: int = 0) -> list[Helper]:
    """Village by village in official order, group leaders first."""
    leaders = RosterMember.objects.filter(cycle=cycle, body=Body.GROUP_LEADERS)
    workers = VillageStaff.objects.filter(cycle=cycle, post__code=GRID_WORKER)
    found = [(row.village_id, _helper(row, LEADER, row.group)) for row in _read(leaders, user, township)]
    found += [(row.village_id, _helper(row, GRID, row.note)) for row in _read(workers, user, township)]
    villages = Village.all_rows.filter(pk__in={key for key, _ in found}).order_by(*OFFICIAL)
    order = {key: number for number, key in enumerate(villages.values_list("pk", flat=True))}
    return [one for _, one in sorted(found, key=lambda pair: (order[pair[0]], pair[1].post != LEADER))]


def _helper(row: Any, post: str, group: str) -> Helper:
    return Helper(row.village, post, group, row.person.name, row.person.get_sex_display())


def _read(rows: Any, user: Actor, township: int) -> list[Any]:
    own = rows.visible_to(user)
    own = own.filter(village__township=township) if township else own
    return list(own.select_related("person", "village__township").defer(*UNREAD).order_by("pk"))
