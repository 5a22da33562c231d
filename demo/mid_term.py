"""What changed in the made-up county's bodies between two elections, in every state, by the ledger's own form."""

from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from elections.choices import Body, PostCode
from elections.mid_term_choices import LEAVES, Ground, MidTermKind
from elections.models import MidTermChange
from elections.services import identities, mid_term_people
from villages.choices import Education, Politics, Source
from villages.models import TeamMember, Village

EVERY = 3
"""One village in so many has such a change."""
ASKED, DECIDED, PUBLISHED = days.CHANGE_ASKED, days.CHANGE_DECIDED, days.CHANGE_PUBLISHED
CAME: dict[str, Any] = {
    "kind": MidTermKind.ELECTED,
    "asked_on": DECIDED,
    "body": Body.PARTY,
    "education": Education.COLLEGE,
    "politics": Politics.PARTY_MEMBER,
    "source": Source.COMMUNITY_WORKER,
}
"""Into the party's committee, which has no sheets: the change itself says who."""
FATES: tuple[dict[str, Any], ...] = (
    {"kind": MidTermKind.RESIGNED, "because": "外出务工", "asked_on": ASKED},
    CAME,
    {"kind": MidTermKind.RECALLED, "asked_on": DECIDED, "published_on": PUBLISHED},
    {**CAME, "named": True},
    {"kind": MidTermKind.RESIGNED, "because": "身体原因", "asked_on": ASKED, "decided_on": DECIDED},
    {"kind": MidTermKind.ENDED, "ground": Ground.DIED, "asked_on": ASKED, "published_on": PUBLISHED},
    {"kind": MidTermKind.ABSENT, "ground": Ground.ILL, "asked_on": DECIDED},
)
DATES = ("asked_on", "decided_on", "published_on")
ASSEMBLY = "村民代表会议"


def add_mid_term(county: County, staff: Staff) -> None:
    """A resignation that waits, one that was decided on, an end, an absence, a recall, who came in."""
    for number, village in enumerate(county.villages[::EVERY]):
        rng, fate = county.rng(f"change {village.code}"), dict(FATES[number % len(FATES)])
        named = fate.pop("named", False)
        values: dict[str, Any] = {"village": village, "body": Body.COMMITTEE, "post": PostCode.MEMBER}
        values |= {name: county.days.at(one) if name in DATES else one for name, one in fate.items()}
        male = rng.random() < 0.6
        values["name"] = county.people.name(rng, male=male)
        if values["kind"] == MidTermKind.ELECTED:
            values["sex"] = "male" if male else "female"
        elif values["kind"] in LEAVES:
            values["name"] = _sits(village) or values["name"]
        if values.get("decided_on"):
            values["decided_by"] = ASSEMBLY
        by = staff.clerk_of(village)
        ledger_services.save_row(ledgers.of(MidTermChange), None, values, by=by, cycle=county.cycle)
        if named:
            row = MidTermChange.objects.get(village=village, kind=MidTermKind.ELECTED)
            mid_term_people.name(row, who=identities.ANOTHER, birth="1988.06", education=Education.COLLEGE, by=by)


def _sits(village: Village) -> str:
    """A member of the committee, where there is one."""
    rows = TeamMember.objects.filter(village=village, committee_post=PostCode.MEMBER).order_by("rank", "pk")
    return rows.values_list("person__name", flat=True).last() or ""
