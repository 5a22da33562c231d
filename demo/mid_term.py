"""What changed in the made-up county's bodies between two elections, in every state, by the ledger's own form."""

from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from elections.choices import Body, PostCode
from elections.mid_term_choices import Ground, MidTermKind
from elections.models import MidTermChange

EVERY = 9
"""One village in so many has such a change."""
ASKED, DECIDED, PUBLISHED = days.CHANGE_ASKED, days.CHANGE_DECIDED, days.CHANGE_PUBLISHED
FATES: tuple[dict[str, Any], ...] = (
    {"kind": MidTermKind.RESIGNED, "because": "外出务工", "asked_on": ASKED},
    {"kind": MidTermKind.RESIGNED, "because": "身体原因", "asked_on": ASKED, "decided_on": DECIDED},
    {"kind": MidTermKind.ENDED, "ground": Ground.DIED, "asked_on": ASKED, "published_on": PUBLISHED},
    {"kind": MidTermKind.ABSENT, "ground": Ground.ILL, "asked_on": DECIDED},
)
DATES = ("asked_on", "decided_on", "published_on")
ASSEMBLY = "村民代表会议"


def add_mid_term(county: County, staff: Staff) -> None:
    """A resignation that waits, one that was decided on, an end that was made known, an absence."""
    for number, village in enumerate(county.villages[::EVERY]):
        rng, fate = county.rng(f"change {village.code}"), FATES[number % len(FATES)]
        values = {name: county.days.at(one) if name in DATES else one for name, one in fate.items()}
        values |= {"village": village, "body": Body.COMMITTEE, "post": PostCode.MEMBER}
        values["name"] = county.people.name(rng, male=rng.random() < 0.6)
        if values.get("decided_on"):
            values["decided_by"] = ASSEMBLY
        by = staff.clerk_of(village)
        ledger_services.save_row(ledgers.of(MidTermChange), None, values, by=by, cycle=county.cycle)
