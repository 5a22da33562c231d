"""Election rules of the made-up county: a template filled into the drafts of its villages, every second one adopted."""

from typing import Any

from demo import days
from demo.accounts import Staff
from demo.county import County
from elections.choices import SchemeState
from elections.models import Scheme, SchemeTemplate
from elections.rules.scheme import Adoption, Meeting
from elections.services import scheme_templates, schemes
from villages.choices import VillageKind

VALUES: dict[str, Any] = {
    "mode": "all",
    "nomination": "candidates",
    "ballot_papers": "one",
    "voting": "together",
    "loser_stands_lower": False,
    "ballot_asks": "for",
    "seats_director": 1,
    "seats_deputy": 1,
    "seats_member": 2,
    "woman_seat": "column",
    "seats_woman": 1,
    "surplus_director": 1,
    "surplus_deputy": 1,
    "surplus_member_min": 1,
    "surplus_member_max": 2,
    "venue": "村文化礼堂",
    "stations": 2,
    "mobile_boxes": 1,
    "mobile_box_scrutineers": 3,
    "count_place": "centre",
    "void_grounds": ["overvote", "unreadable", "double_post"],
    "conditions": "遵纪守法，公道正派，身体健康，能坚持正常工作。",
    "reviewer": "election_committee",
}
ENTITLED, ABSENT, AGAINST = 46, 5, 3
"""Representatives of a village, how many of them did not come to the meeting, and how many did not agree."""


def add_schemes(county: County, staff: Staff) -> None:
    """Communities have no template, so that their rules are still to be drafted."""
    template = SchemeTemplate(
        cycle=county.cycle, name=f"{county.area}村民委员会选举办法范本", unit_kind=VillageKind.VILLAGE
    )
    template = scheme_templates.save(template, VALUES, by=staff.county_admin)
    scheme_templates.fill(template, by=staff.county_admin)
    drafts = Scheme.objects.filter(state=SchemeState.DRAFT, village__path__startswith=county.area.path)
    adoption = Adoption("representatives", ENTITLED, ENTITLED - ABSENT, ENTITLED - ABSENT - AGAINST)
    for draft in list(drafts.order_by("pk"))[1::2]:
        meeting = Meeting(adoption, county.days.at(days.SCHEME_ADOPTED), "村代会〔本届〕1号")
        schemes.adopt(draft, meeting, by=staff.clerk_of(draft.village))
