"""The township of the everyday workbooks: four villages of 霞渡镇 with their teams, and its clerk."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from electioncycle.roles import Role
from risks.models import RiskPoint
from tests import factories

TOWN, VILLAGE = "霞渡镇", "大岩社区"
NUMBER = "990101198303127752"
"""王生春's, whose mask an office copies from a list."""
TEAMS = {
    VILLAGE: (("王生春", "male"), ("杨明国", "male"), ("戴华才", "male"), ("宋长志", "male"), ("解小", "female")),
    "梧岭村": (("林长斌", "male"),),
    "柳田村": (("莫小雪", "female"),),
    "石垟村": (("蒋才", "male"),),
}


@dataclass
class Office:
    """``keys``: what stands in 编号 for what was entered last, by name."""

    clerk: Any
    villages: dict[str, Any]
    members: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def make_office() -> Office:
    town = factories.make_township(TOWN)
    villages = {name: factories.make_village(name, town) for name in TEAMS}
    cycle = factories.cycle_for(villages[VILLAGE])
    office = Office(factories.make_user(Role.TOWNSHIP_CLERK, town), villages)
    for village, team in TEAMS.items():
        for name, sex in team:
            number = NUMBER if name == "王生春" else factories.id_number(male=sex == "male")
            person = {"id_number": number, "sex": sex, "politics": "party_member"}
            member = factories.make_member(villages[village], name, person, party_post="member", committee_post="none")
            office.members[name] = member
    open_one, closed = (factories.make_point(villages["梧岭村"], at, facts=f"事实{at}") for at in (0, 1))
    RiskPoint.objects.filter(pk=closed.pk).update(state="closed", closed_on=timezone.localdate())
    days = [factories.make_daily_report(town) for _ in range(2)]
    office.keys = {"open": f"R{open_one.pk}V1", "closed": f"R{closed.pk}V1", "first": f"R{days[0].pk}V1"}
    office.members |= {"open": open_one, "closed": closed, "first": days[0], "second": days[1], "cycle": cycle}
    return office
