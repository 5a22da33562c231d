"""What bodies, people and units are called: villagers in a village, residents in a community, by its kind alone."""

from elections.choices import Base, Body
from elections.rules.sheet import Sheet

VILLAGERS, RESIDENTS, HOUSEHOLDS = "登记参加选举的村民", "登记参加选举的居民", "登记参加选举的户代表"
BODIES: dict[str, tuple[str, str]] = {
    Body.PARTY: ("党组织", "党组织"),
    Body.COMMITTEE: ("村委会", "居委会"),
    Body.SUPERVISION: ("村务监督委员会", "居务监督委员会"),
    Body.REPRESENTATIVES: ("村民代表", "居民代表"),
    Body.GROUP_LEADERS: ("村民小组长", "居民小组长"),
}
"""A body in a village and in a community."""


def body_name(body: str, *, community: bool) -> str:
    return BODIES[body][community]


def committee_name(*, community: bool) -> str:
    """Who runs the villagers' election."""
    return "居民选举委员会" if community else "村民选举委员会"


def people_word(sheet: Sheet) -> str:
    """Whom the turnout is measured by."""
    if sheet.mode == "household":
        return HOUSEHOLDS
    if sheet.mode == "representatives":
        return "应到会居民代表" if sheet.community else "应到会村民代表"
    return RESIDENTS if sheet.community else VILLAGERS


def unit_word(sheet: Sheet) -> str:
    return "户" if sheet.mode == "household" else "人"


def base_words(base: str, *, community: bool) -> str:
    """Who is registered or sent to vote, as the papers of the village or community call them."""
    if base == Base.HOUSEHOLDS:
        return HOUSEHOLDS
    if base == Base.REPRESENTATIVES:
        return "参加选举的居民代表" if community else "参加选举的村民代表"
    return RESIDENTS if community else VILLAGERS


def unit_of(base: str) -> str:
    return "户" if base == Base.HOUSEHOLDS else "人"
