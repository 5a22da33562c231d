"""What is recorded of one election by now, in the words of its notices: figures, names as posted, places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from elections.choices import CommitteeRole, PlaceKind, PlaceState, PostCode
from elections.models import Election, ElectionStaff, PollingPlace, ProxyTally
from elections.rules.duties import CHIEF, duties
from elections.services import candidate_lists, committees, verified_results
from elections.services.registrations import registered

COUNTING = (CHIEF, "watcher", "counter", "caller")
WRITER = "writer"


def recorded(election: Election) -> dict[str, str]:
    """Key of a notice's word → what stands in its place; a key without anything recorded is empty."""
    staff = list(ElectionStaff.objects.filter(election=election).order_by("id"))
    proxies = ProxyTally.objects.filter(election=election).first()
    return {
        "registered": str(registered([election]).get(election.pk, "")),
        "proxies": str(proxies.certificates) if proxies else "",
        "counting_staff": _by_duty(staff, COUNTING),
        "writers": _names(one.name for one in staff if one.duty == WRITER),
        **_committee(election),
        **_candidates(election),
        **_places(election, staff),
        **verified_results.last_words(election),
    }


def _names(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _by_duty(staff: Sequence[ElectionStaff], codes: Iterable[str]) -> str:
    named = [(duties()[code].title, _names(one.name for one in staff if one.duty == code)) for code in codes]
    return "；".join(f"{title}{names}" for title, names in named if names)


def _committee(election: Election) -> dict[str, str]:
    sitting = committees.members_of(election)
    deputy = {CommitteeRole.DEPUTY: f"({CommitteeRole.DEPUTY.label})"}
    return {
        "committee_head": _names(str(one) for one in sitting if one.role == CommitteeRole.HEAD),
        "committee_members": _names(
            f"{one}{deputy.get(CommitteeRole(one.role), '')}" for one in sitting if one.role != CommitteeRole.HEAD
        ),
    }


def _candidates(election: Election) -> dict[str, str]:
    """The list drawn up last: what its notice makes known is posted before the list counts as made known."""
    found = candidate_lists.waiting(election) or candidate_lists.standing_list(election)
    names: Mapping[str, Sequence[str]] = candidate_lists.formal_names(found) if found else {}
    said = {post: _names(own) for post, own in names.items()}
    woman = said.get(PostCode.WOMAN)
    members = [said.get(PostCode.MEMBER), f"{PostCode.WOMAN.label}候选人{woman}" if woman else ""]
    return {
        "order": str(found.get_order_display()) if found else "",
        "director_candidates": said.get(PostCode.DIRECTOR, ""),
        "deputy_candidates": said.get(PostCode.DEPUTY, ""),
        "member_candidates": "；".join(one for one in members if one),
    }


def _places(election: Election, staff: Sequence[ElectionStaff]) -> dict[str, str]:
    """Of roving boxes those that the township approved, a line each with its route, hours and who watches it."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in PollingPlace.objects.filter(election=election).order_by("id"):
        if row.roving and row.state == PlaceState.APPROVED:
            watch = _by_duty([one for one in staff if one.box == row.name], COUNTING)
            found[row.kind].append(f"{row.name}：{'，'.join(one for one in (row.route, row.hours, watch) if one)}")
        elif not row.roving:
            found[row.kind].append(f"{row.name}({row.address})" if row.address else row.name)
    return {"stations": "、".join(found[PlaceKind.STATION]), "roving_boxes": "\n".join(found[PlaceKind.ROVING])}
