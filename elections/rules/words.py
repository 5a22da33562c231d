"""What bodies, people and units are called: villagers in a village, residents in a community, by its kind alone."""

from dataclasses import dataclass

from elections.choices import Adopter, Base, Body
from elections.rules.sheet import Sheet
from villages.choices import PartyForm

HOUSEHOLDS = "登记参加选举的户代表"
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

    @property
    def law(self) -> str:
        """The law of the unit by its name alone."""
        return "《城市居民委员会组织法》" if self.community else "《村民委员会组织法》"

    def fields(self) -> dict[str, str]:
        """The set of words for forms and notices."""
        return {
            "people": self.people,
            "own": self.unit,
            "committee": self.committee,
            "election_committee": self.election_committee,
            "supervision": self.body(Body.SUPERVISION),
            "assembly": self.meeting(Adopter.ASSEMBLY),
            "representatives": self.meeting(Adopter.REPRESENTATIVES),
            "group": f"{self.people}小组",
            "voters": self.voters,
            "measure": "人",
            "law": self.law,
        }


def government_name(township: str) -> str:
    """Who governs there: a street has an office of the government above it."""
    return f"{township}办事处" if township.endswith("街道") else f"{township}人民政府"


def party_committee_name(township: str) -> str:
    return f"中共{township}工作委员会" if township.endswith("街道") else f"中共{township}委员会"


PARTY_NAMES = {
    PartyForm.COMMITTEE: "委员会",
    PartyForm.GENERAL_BRANCH: "总支部委员会",
    PartyForm.BRANCH: "支部委员会",
    PartyForm.JOINT_BRANCH: "联合支部委员会",
}


def party_words(village: str, form: str = "") -> dict[str, str]:
    """The party organisation of a village and who leads it; by common words before anybody said how it is set up."""
    known = PARTY_NAMES.get(PartyForm(form)) if form else None
    own = f"中共{village}{known}" if known else f"{village}党组织"
    return {"party_org": own, "party_body": own if known else f"{own}委员会"}


def people_word(sheet: Sheet) -> str:
    """Whom the turnout is measured by."""
    if sheet.mode == "household":
        return HOUSEHOLDS
    names = Names(sheet.community)
    return f"应到会{names.people}代表" if sheet.mode == "representatives" else names.voters


def whole_word(sheet: Sheet) -> str:
    """Their number, of which a share takes part."""
    return {"household": "登记户数", "representatives": "应到会人数"}.get(sheet.mode, "登记人数")


def unit_word(sheet: Sheet) -> str:
    return "户" if sheet.mode == "household" else "人"


def base_words(base: str, *, community: bool) -> str:
    """Who is registered or sent to vote, as the papers of the village or community call them."""
    names = Names(community)
    if base == Base.HOUSEHOLDS:
        return HOUSEHOLDS
    return f"参加选举的{names.people}代表" if base == Base.REPRESENTATIVES else names.voters


def unit_of(base: str) -> str:
    return "户" if base == Base.HOUSEHOLDS else "人"
