"""What bodies, people and units are called: villagers in a village, residents in a community, by its kind alone."""

from dataclasses import dataclass

from elections.choices import Adopter, Body
from elections.rules.sheet import Sheet

BODIES: dict[str, tuple[str, str]] = {
    Body.PARTY: ("党组织", "党组织"),
    Body.COMMITTEE: ("村委会", "居委会"),
    Body.SUPERVISION: ("村务监督委员会", "居务监督委员会"),
    Body.REPRESENTATIVES: ("村民代表", "居民代表"),
    Body.GROUP_LEADERS: ("村民小组长", "居民小组长"),
}
"""A body in a village and in a community."""


@dataclass(frozen=True)
class Names:
    """What things are called in a village and in a community; by the unit's 类别, never by its name."""

    community: bool

    @property
    def people(self) -> str:
        return "居民" if self.community else "村民"

    @property
    def unit(self) -> str:
        return "本社区" if self.community else "本村"

    @property
    def committee(self) -> str:
        return f"{self.people}委员会"

    @property
    def election_committee(self) -> str:
        """Who runs the villagers' election."""
        return f"{self.people}选举委员会"

    @property
    def voters(self) -> str:
        return f"登记参加选举的{self.people}"

    def meeting(self, adopter: str) -> str:
        return f"{self.people}{'代表' if adopter == Adopter.REPRESENTATIVES else ''}会议"

    @property
    def meetings(self) -> str:
        """Who decides what the law leaves to a village."""
        return f"{self.meeting(Adopter.ASSEMBLY)}或者{self.meeting(Adopter.REPRESENTATIVES)}"

    def body(self, body: str) -> str:
        return BODIES[body][self.community]


def people_word(sheet: Sheet) -> str:
    """Whom the turnout is measured by."""
    if sheet.mode == "household":
        return "登记参加选举的户代表"
    names = Names(sheet.community)
    return f"应到会{names.people}代表" if sheet.mode == "representatives" else names.voters


def whole_word(sheet: Sheet) -> str:
    """Their number, of which a share takes part."""
    return {"household": "登记户数", "representatives": "应到会人数"}.get(sheet.mode, "登记人数")


def unit_word(sheet: Sheet) -> str:
    return "户" if sheet.mode == "household" else "人"
