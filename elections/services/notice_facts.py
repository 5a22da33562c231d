"""What is recorded of elections by now, in the words of its notices: figures, names as posted, places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elections.choices import CommitteeRole, PlaceKind, PlaceState, PostCode
from elections.models import CandidateList, CommitteeMember, Election, ElectionStaff, PollingPlace, ProxyTally, StepDay
from elections.rules.duties import CHIEF, duties
from elections.services import candidate_lists, committees, verified_results
from elections.services.grouping import grouped
from elections.services.registrations import registered

COUNTING = (CHIEF, "watcher", "counter", "caller")
WRITER = "writer"
HOURS = {"registration": "registration_hours", "polling_notice": "polling_hours", "proxy": "proxy_hours"}
"""Steps whose hours notices tell."""


def recorded(election: Election) -> dict[str, str]:
    """Key of a notice's word → what stands in its place; a key without anything recorded is empty."""
    return recorded_of([election])[election.pk]


def recorded_of(elections: Sequence[Election]) -> dict[int, dict[str, str]]:
    """``recorded`` of many elections, by key; constant queries."""
    figures, sitting = registered(elections), committees.members_in(elections)
    staff, places = _of(ElectionStaff, elections), _of(PollingPlace, elections)
    proxies, spans = _of(ProxyTally, elections), hours(elections)
    lists = candidate_lists.drawn_up_last(elections)
    drawn_up, names = {row.election_id: row for row in lists}, candidate_lists.names_on(lists)
    results = verified_results.last_words(elections)
    return {
        key: {
            **spans[key],
            "registered": str(figures.get(key, "")),
            "proxies": "".join(str(one.certificates) for one in proxies[key][:1]),
            "counting_staff": _by_duty(staff[key], COUNTING),
            "writers": _names(one.name for one in staff[key] if one.duty == WRITER),
            **_committee(sitting.get(key, ())),
            **_candidates(drawn_up.get(key), names.get(key, {})),
            **_places(places[key], staff[key]),
            **results.get(key, {}),
        }
        for key in (one.pk for one in elections)
    }


def _of(model: Any, elections: Sequence[Election]) -> dict[int, list[Any]]:
    return grouped(model.objects.filter(election__in=elections).order_by("pk"))


def hours(elections: Sequence[Election]) -> dict[int, dict[str, str]]:
    """Of registration, vote and proxies, as their steps have them, by election."""
    found = {one.pk: dict.fromkeys(HOURS.values(), "") for one in elections}
    for row in StepDay.objects.filter(election__in=elections, step__in=HOURS, number=1):
        found[row.election_id][HOURS[row.step]] = row.hours
    return found


def _names(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _by_duty(staff: Sequence[ElectionStaff], codes: Iterable[str]) -> str:
    named = [(duties()[code].title, _names(one.name for one in staff if one.duty == code)) for code in codes]
    return "；".join(f"{title}{names}" for title, names in named if names)


def _committee(sitting: Sequence[CommitteeMember]) -> dict[str, str]:
    deputy = {CommitteeRole.DEPUTY: f"({CommitteeRole.DEPUTY.label})"}
    return {
        "committee_head": _names(str(one) for one in sitting if one.role == CommitteeRole.HEAD),
        "committee_members": _names(
            f"{one}{deputy.get(CommitteeRole(one.role), '')}" for one in sitting if one.role != CommitteeRole.HEAD
        ),
    }


def _candidates(found: CandidateList | None, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Of the list drawn up last: what its notice makes known is posted before the list counts as made known."""
    said = {post: _names(own) for post, own in names.items()}
    woman = said.get(PostCode.WOMAN)
    members = [said.get(PostCode.MEMBER), f"{PostCode.WOMAN.label}候选人{woman}" if woman else ""]
    return {
        "order": str(found.get_order_display()) if found else "",
        "director_candidates": said.get(PostCode.DIRECTOR, ""),
        "deputy_candidates": said.get(PostCode.DEPUTY, ""),
        "member_candidates": "；".join(one for one in members if one),
    }


def _places(places: Sequence[PollingPlace], staff: Sequence[ElectionStaff]) -> dict[str, str]:
    """Of roving boxes those that the township approved, a line each with its route, hours and who watches it."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in places:
        if row.roving and row.state == PlaceState.APPROVED:
            watch = _by_duty([one for one in staff if one.box == row.name], COUNTING)
            found[row.kind].append(f"{row.name}：{'，'.join(one for one in (row.route, row.hours, watch) if one)}")
        elif not row.roving:
            found[row.kind].append(f"{row.name}({row.address})" if row.address else row.name)
    return {"stations": "、".join(found[PlaceKind.STATION]), "roving_boxes": "\n".join(found[PlaceKind.ROVING])}
